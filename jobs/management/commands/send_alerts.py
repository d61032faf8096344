"""`manage.py send_alerts`: tells saved searches of new openings, in their feeds and by e-mail. Run it every hour, or
as often as mails may come; docs/alerts.yaml calls somebody when news wait for six hours.
"""

import json
import signal
import threading
from contextlib import contextmanager
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from foundation import clock
from jobs.alert_mail import send_waiting
from jobs.alert_matching import tell_new


class Command(BaseCommand):
    """Safe to repeat, to kill, and to run twice at once: each opening is told once to each search."""

    help = "Tell saved searches of the openings that came on show since the last run, and send what waits for e-mail."

    def add_arguments(self, parser):
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        """On SIGTERM and SIGINT it ends after the opening or letter at hand. Exit 1 when a letter was not taken and waits."""
        today = clock.today()
        with _signals() as asked_to_stop:
            told = tell_new(today, stop=asked_to_stop.is_set)
            sent = send_waiting(today, stop=asked_to_stop.is_set)
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(told), **asdict(sent)}))
        else:
            self.stdout.write(
                f"{told.openings} new openings, told {told.tellings} times; "
                f"{sent.letters} letters sent, {sent.refused} not taken, "
                f"e-mail ended for {sent.ended} accounts whose mailbox is refused."
            )
        if sent.refused:
            raise CommandError("The mail server did not take every letter. They wait for the next run.")


@contextmanager
def _signals():
    """An event that SIGTERM and SIGINT set, for the length of the block."""
    asked, before = threading.Event(), {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, lambda *_: asked.set())
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
