"""Addresses of jobs/ at the desk, under /desk/: introductions to answer, one's own saved searches."""

from django.urls import path

from jobs import alert_desk_views, desk_views

urlpatterns = [
    path("introductions/", desk_views.show_introductions, name="introductions"),
    path("introductions/<uuid:pk>/", desk_views.show_introduction, name="introduction"),
    path("searches/", alert_desk_views.show_searches, name="saved_searches"),
    path("searches/<int:pk>/", alert_desk_views.show_own, name="own_search"),
    path("searches/new/", alert_desk_views.save_own, name="save_own_search"),
]
