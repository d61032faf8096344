"""Addresses of the case desk under /desk/cases/."""

from django.urls import path

from support import desk_views, export_views

urlpatterns = [
    path("", desk_views.cases, name="cases"),
    path("needs/", desk_views.needs_table, name="needs_table"),
    path("export/", export_views.exports, name="case_exports"),
    path("export/<int:pk>/", export_views.decide, name="case_export"),
    path("<uuid:pk>/", desk_views.case, name="case"),
]
