"""`manage.py reassess_agencies [--all]`: record the standings that time alone has changed."""

from django.core.management.base import BaseCommand

from agencies.actions import reassess_due, reassess_many
from agencies.models import Agency


class Command(BaseCommand):
    help = "Judge again the agencies whose verdict has run out (or all of them) and record what changed."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="every agency, not only those that are due")

    def handle(self, *args, **options):
        """Safe to repeat; pages judge live past a verdict's end, whether this ran or not."""
        changed = reassess_many(Agency.objects.values_list("id", flat=True)) if options["all"] else reassess_due()
        self.stdout.write(f"{changed} standings changed.")
