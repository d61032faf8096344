"""Tells Django about support/ and lets it hear of grave reports from the registry."""

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"
    label = "support"

    def ready(self):
        from agencies.signals import concern_raised
        from support import hearing

        concern_raised.connect(hearing.on_concern_raised, dispatch_uid="support.hearing")
