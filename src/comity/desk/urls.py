"""The addresses of the desk: those of the libraries, then each subject's own."""

from django.contrib import admin
from django.urls import include, path

from comity.desk.pages import (
    agencies,
    alien_query,
    entries,
    health,
    home,
    inbox,
    me,
    people,
    reason,
    request,
    warrants,
)

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("inspect/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
    *agencies.urls,
    *alien_query.urls,
    *entries.urls,
    *health.urls,
    *home.urls,
    *inbox.urls,
    *me.urls,
    *people.urls,
    *reason.urls,
    *request.urls,
    *warrants.urls,
]
