"""Addresses of the directory of services under /desk/services/."""

from django.urls import path

from support import service_views

urlpatterns = [
    path("", service_views.services, name="services"),
    path("new/", service_views.service, name="new_service"),
    path("<int:pk>/", service_views.service, name="service"),
]
