"""`manage.py take_up_work`: puts matches and dossiers whose worker was killed in the queue again. By cron, every few minutes."""

from django.core.management.base import BaseCommand

from audits.tasks import take_up_abandoned


class Command(BaseCommand):
    help = "Queue again what a killed worker left behind; safe to repeat."

    def handle(self, *args, **options):
        """Say how many pieces."""
        self.stdout.write(f"Taken up again: {take_up_abandoned()}.")
