"""Tells Django about cms/ and lets it hear what moves a printed guide: facts below, pages of its own."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"

    def ready(self):
        from cms.printed import hearing

        hearing.connect()
