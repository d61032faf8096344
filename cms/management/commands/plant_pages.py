"""plant_pages: the first page of every language and the site that serves them; safe to repeat. The demo calls it."""

from django.core.management.base import BaseCommand

from cms.actions import plant_home


class Command(BaseCommand):
    help = "Make the first page of every language where it is missing."

    def handle(self, *args, **options):
        planted = plant_home()
        self.stdout.write(f"First pages: {', '.join(sorted(planted))}.")
