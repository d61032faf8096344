"""Addresses of corridors/: the list, one guide a corridor, and where to get help."""

from django.urls import path, re_path

from corridors import views

# Also of what higher floors tell about a corridor.
CORRIDOR = r"^corridors/(?P<code>[A-Za-z]{2}-[A-Za-z]{2}-[A-Za-z0-9_]{1,12})/"

urlpatterns = [
    path("corridors/", views.corridor_list, name="corridor_list"),
    re_path(CORRIDOR + "$", views.corridor, name="corridor"),
    path("help/", views.help_page, name="help"),
]
