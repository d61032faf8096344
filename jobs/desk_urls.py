"""Addresses of jobs/ at the desk, under /desk/: introductions to answer, an agency's own openings, saved searches."""

from django.urls import path

from jobs import alert_desk_views, desk_views, opening_desk_views, recall_views

urlpatterns = [
    path("introductions/", desk_views.show_introductions, name="introductions"),
    path("introductions/<uuid:pk>/", desk_views.show_introduction, name="introduction"),
    path("openings/", opening_desk_views.own_openings, name="own_openings"),
    path("openings/new/<str:public_id>/", opening_desk_views.write_opening, name="write_opening"),
    path("openings/<str:public_id>/", opening_desk_views.own_opening, name="own_opening"),
    path("openings/<str:public_id>/change/", opening_desk_views.revise_opening, name="revise_opening"),
    path("registry/cards/", recall_views.call_back, name="recall_cards"),
    path("searches/", alert_desk_views.show_searches, name="saved_searches"),
    path("searches/<int:pk>/", alert_desk_views.show_own, name="own_search"),
    path("searches/new/", alert_desk_views.save_own, name="save_own_search"),
]
