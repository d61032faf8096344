"""Tells Django about agencies/ and lets it hear the floors below."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "agencies"
    label = "agencies"

    def ready(self):
        from agencies import hearing

        hearing.connect()
