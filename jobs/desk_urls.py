"""Addresses of jobs/ at the desk, under /desk/introductions/."""

from django.urls import path

from jobs import desk_views

urlpatterns = [
    path("", desk_views.show_introductions, name="introductions"),
    path("<uuid:pk>/", desk_views.show_introduction, name="introduction"),
]
