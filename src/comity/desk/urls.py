"""The addresses of the desk: those of the libraries, then each subject's own."""

from django.contrib import admin
from django.urls import include, path

from comity.desk.pages import home, inbox, me, reason, request

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("inspect/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    *home.urls,
    *inbox.urls,
    *me.urls,
    *reason.urls,
    *request.urls,
]
