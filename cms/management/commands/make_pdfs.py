"""`manage.py make_pdfs [--follow]`: makes the printed guides whose facts have moved, and those that were never made."""

import json
import logging
import signal
import threading
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from cms.printed import making
from corridors.models import Corridor

logger = logging.getLogger(__name__)
SECONDS_A_TURN = 2
TURNS_A_ROUND = 1800  # an hour
OUTCOMES = ("made", "current", "rests", "failed")


class Command(BaseCommand):
    """Goes round all sheets once, or goes on until told to stop. Two at once do no harm."""

    help = "Make the PDFs of guides that are missing or out of date."

    def add_arguments(self, parser):
        """`--follow` stays; `--corridor` for one alone; `--again` tries what failed a short while ago; `--json`."""
        parser.add_argument("--follow", action="store_true", help="stay, and make each anew as its facts change")
        parser.add_argument("--corridor", metavar="CODE", help="only this corridor, such as MM-TH-MOU")
        parser.add_argument("--again", action="store_true", help="try what failed in the last half hour as well")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        """Exit 1 when one could not be made, 2 for a corridor that is not there."""
        if options["follow"]:
            self.follow()
            return
        corridors = None
        if options["corridor"]:
            corridors = list(Corridor.objects.filter(code=options["corridor"].upper()))
            if not corridors:
                raise CommandError(f"There is no corridor {options['corridor']}.", returncode=2)
        counted = Counter(making.refresh(*each, anyway=options["again"]) for each in making.every_sheet(corridors))
        making.sweep()
        told = {name: counted[name] for name in OUTCOMES}
        if options["json"]:
            self.stdout.write(json.dumps(told))
        else:
            self.stdout.write(
                f"{told['made']} made, {told['current']} were current, {told['failed']} failed, "
                f"{told['rests']} failed a short while ago and were not tried."
            )
        if told["failed"] or told["rests"]:
            raise CommandError("Some PDFs could not be made; their entries in Wagtail's admin say why.")

    def follow(self):
        """Every two seconds what was marked, each 60 minutes a round of everything; one sheet ends before a signal is obeyed."""
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        turn = 0
        while not stop.is_set():
            try:
                work_off(stop, whole=turn % TURNS_A_ROUND == 0)
                turn += 1
            except DatabaseError:
                # What is marked stays marked.
                logger.exception("The printed guides cannot be looked at now; trying again")
                connection.close()
            stop.wait(SECONDS_A_TURN)


def work_off(stop: threading.Event, whole: bool) -> None:
    """What is marked, longest waiting first; with `whole` then everything, turning to what is marked in between."""
    _marked(stop)
    if not whole:
        return
    for each in making.every_sheet():
        if stop.is_set():
            return
        making.refresh(*each)
        _marked(stop)
    making.sweep()


def _marked(stop: threading.Event) -> None:
    for sheet in making.marked():
        if stop.is_set():
            return
        making.refresh(sheet.corridor, sheet.form, sheet.language)
