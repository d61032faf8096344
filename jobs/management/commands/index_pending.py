"""`manage.py index_pending [--follow]`: carries noted changes into the search index; the one consumer of the outbox."""

import json
import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from agencies.actions import reassess_due
from foundation import clock
from search import outbox

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Drain the outbox once, or keep draining until told to stop."""

    help = "Carry changes into the search index."

    def add_arguments(self, parser):
        """`--follow` stays; `--json` for machines."""
        parser.add_argument("--follow", action="store_true", help="stay, and take each change as it comes")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        """With --follow, ends cleanly on SIGTERM and SIGINT. Standings that time alone has changed are recorded first."""
        if options["follow"]:
            self.follow()
            return
        reassess_due()
        done, waiting, refused = outbox.drain(), outbox.waiting(), outbox.refused()
        if options["json"]:
            self.stdout.write(json.dumps({"done": done, "waiting": waiting, "refused": refused}))
        else:
            self.stdout.write(f"{done} changes were taken, {waiting} wait, {refused} of them after a failure.")

    def follow(self):
        """One turn ends before the next signal is obeyed, so nothing is left half written."""
        asked_to_stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: asked_to_stop.set())
        outbox.follow(stop=_Watch(asked_to_stop))


class _Watch:
    """Says whether to stop; once a day, records the standings that midnight changed."""

    def __init__(self, asked_to_stop: threading.Event):
        self.asked_to_stop, self.day = asked_to_stop, None

    def __call__(self) -> bool:
        today = clock.today()
        if self.day != today:
            try:
                reassess_due(today)
                self.day = today
            except DatabaseError:
                # Asked again at the next turn; until then the database check hides what lapsed.
                logger.exception("Standings cannot be judged now; trying again")
                connection.close()
        return self.asked_to_stop.is_set()
