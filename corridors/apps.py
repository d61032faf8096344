"""Tells Django about corridors/."""

from django.apps import AppConfig


class CorridorsConfig(AppConfig):
    name = "corridors"
    label = "corridors"
