"""Addresses of audits/ under /desk/: the registrar's brands, and each brand's own desk."""

from django.urls import path

from audits import brand_views, dossier_views, list_views, supply_views

urlpatterns = [
    path("brands/", brand_views.show_brands, name="brands"),
    path("supply/", supply_views.own_brands, name="own_brands"),
    path("supply/<uuid:brand>/", supply_views.picture, name="supply"),
    path("supply/<uuid:brand>/terms/", supply_views.terms, name="supply_terms"),
    path("supply/<uuid:brand>/lists/", list_views.lists, name="supplier_lists"),
    path("supply/<uuid:brand>/lists/<uuid:pk>/", list_views.supplier_list, name="supplier_list"),
    path("supply/<uuid:brand>/suppliers/<uuid:pk>/", supply_views.supplier, name="supplier"),
    path("supply/<uuid:brand>/dossiers/", dossier_views.dossiers, name="dossiers"),
    path("supply/<uuid:brand>/dossiers/<uuid:pk>/", dossier_views.dossier, name="dossier"),
    path("supply/<uuid:brand>/dossiers/<uuid:pk>/<slug:form>/", dossier_views.dossier_file, name="dossier_file"),
]
