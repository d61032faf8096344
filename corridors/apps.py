"""Tells Django about corridors/ and its permissions."""

from django.apps import AppConfig


class CorridorsConfig(AppConfig):
    name = "corridors"
    label = "corridors"

    def ready(self):
        from corridors import permissions, proposal_models  # noqa: F401 - registers the predicates and two tables
