"""The addresses of the desk: so far Django's own inspection of the records."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
