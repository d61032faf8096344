"""`manage.py purge`: deletes what is past its retention. Run it every night, and after restoring a backup."""

from django.core.management.base import BaseCommand

from agencies.actions.reviews import purge_reviews
from foundation import clock
from jobs.alerts import purge_searches
from jobs.introductions import purge_introductions


class Command(BaseCommand):
    """Counts only: what was deleted is nobody's business any more."""

    help = (
        "Close introductions nobody answered, delete those closed 30 days ago, and saved searches that nobody has read "
        "for half a year. Run it every night."
    )

    def handle(self, *args, **options):
        """Purge by the day of foundation.clock and say how many."""
        done = purge_introductions(clock.today())
        self.stdout.write(f"Introductions: {done['closed']} closed, {done['deleted']} deleted.")
        done = purge_searches(clock.today())
        self.stdout.write(
            f"Saved searches: {done['searches']} deleted, with {done['tellings']} old tellings of others."
        )
        done = purge_reviews(clock.today())
        self.stdout.write(f"Review cards: {done['cards']} deleted; words of reports: {done['words']} deleted.")
