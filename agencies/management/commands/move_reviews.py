"""`manage.py move_reviews`: opens the reports that wait, holds back what looks planted, and publishes what is safe. Nightly."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from agencies.actions.review_moves import move_reviews
from foundation import clock


class Command(BaseCommand):
    """Counts, and the keys of rows that do not open. Fewer than five waiting reports stay where they are."""

    help = "Move the waiting reports of workers, shuffled, when at least five wait. Run it every night."

    def add_arguments(self, parser):
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        """By the day of foundation.clock."""
        done = move_reviews(clock.today())
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(
            f"Reports: {done.moved} moved, {done.held} of them held back, {done.waiting} still waiting; "
            f"{done.published} blocks of figures published."
        )
        if done.broken:
            self.stderr.write(
                f"{len(done.broken)} rows of SealedReview wait on: their seal does not open with the keys that are here, "
                f"or holds no whole report: {', '.join(done.broken)}"
            )
