"""Tells Django about corridors/ and its tables."""

from django.apps import AppConfig


class CorridorsConfig(AppConfig):
    name = "corridors"
    label = "corridors"

    def ready(self):
        from corridors import proposal_models  # noqa: F401 - registers two tables
