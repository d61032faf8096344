"""Addresses of corridors/: the list, one guide a corridor, and where to get help."""

from django.urls import path, re_path

from corridors import views

urlpatterns = [
    path("corridors/", views.corridor_list, name="corridor_list"),
    re_path(r"^corridors/(?P<code>[A-Za-z]{2}-[A-Za-z]{2}-[A-Za-z0-9_]{1,12})/$", views.corridor, name="corridor"),
    path("help/", views.help_page, name="help"),
]
