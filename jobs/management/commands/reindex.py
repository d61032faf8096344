"""`manage.py reindex`: builds the search index anew from the database and swaps it in; readers never see half of it."""

import json
import time

from django.core.management.base import BaseCommand, CommandError

from search import outbox
from search.engine import EngineUnavailable


class Command(BaseCommand):
    """Rebuild the search index."""

    help = "Build the search index anew from the database."

    def add_arguments(self, parser):
        """`--json` for machines."""
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args, **options):
        """Exit 1 with one line when the engine cannot be written."""
        started = time.monotonic()
        try:
            count = outbox.rebuild()
        except EngineUnavailable as error:
            raise CommandError(str(error))
        seconds = round(time.monotonic() - started, 1)
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {"indexed": count, "seconds": seconds, "waiting": outbox.waiting(), "refused": outbox.refused()}
                )
            )
        else:
            self.stdout.write(f"{count} openings are in the index, built in {seconds} seconds.")
        if refused := outbox.refused():
            self.stderr.write(f"{refused} could not be read or put in and are tried again; the log names them.")
