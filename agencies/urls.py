"""Addresses of agencies/: the register, "check an agency", and one page an agency."""

from django.urls import path

from agencies import correction_views, views

urlpatterns = [
    path("", views.agency_list, name="agency_list"),
    path("check/", views.agency_check, name="agency_check"),
    path("<str:public_id>/correct/", correction_views.correct, name="ask_correction"),
    path("<str:public_id>/", views.agency, name="agency"),
]
