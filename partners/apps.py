"""Tells Django about partners/ and lets it hear the floor below."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    label = "partners"

    def ready(self):
        from partners import hearing

        hearing.connect()
