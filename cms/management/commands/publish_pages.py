"""manage.py publish_pages: publishes pages whose moment has come, and takes down those whose time is over; safe to repeat."""

from django.core.management.base import BaseCommand

from cms.scheduling import publish_due


class Command(BaseCommand):
    help = "Publish the pages whose moment has come, and take down those whose time is over."

    def handle(self, *args, **options):
        done = publish_due()
        self.stdout.write(
            f"{len(done.published)} pages published, {len(done.taken_down)} taken down, {len(done.refused)} refused."
        )
