"""manage.py publish_facts: publishes approved proposals whose day has come; safe to repeat and to kill."""

from django.core.management.base import BaseCommand

from corridors.proposals import publish_due


class Command(BaseCommand):
    help = "Publish the approved proposals of facts whose day has come."

    def handle(self, *args, **options):
        published, stopped = publish_due()
        self.stdout.write(f"{published} proposals published, {stopped} stopped.")
