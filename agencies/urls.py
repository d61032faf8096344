"""Addresses of agencies/: the register, "check an agency", and one page an agency."""

from django.urls import path, re_path

from agencies import views

urlpatterns = [
    path("", views.agency_list, name="agency_list"),
    path("check/", views.agency_check, name="agency_check"),
    re_path(r"^(?P<public_id>[0-9]{8})/$", views.agency, name="agency"),
]
