"""`manage.py find_look_alikes`: queue agencies that look like one under a sanction, for two people to decide."""

from django.core.management.base import BaseCommand

from agencies.actions.likeness import record_pairs
from agencies.finding import find_pairs
from foundation import clock


class Command(BaseCommand):
    help = "Queue agencies that look like one under a sanction or without its licence. Publishes nothing."

    def handle(self, *args, **options):
        """Safe to repeat; what people decided is never touched."""
        added, changed = record_pairs(find_pairs(clock.today()), clock.today())
        self.stdout.write(f"Look-alikes: {added} new, {changed} with a new score.")
