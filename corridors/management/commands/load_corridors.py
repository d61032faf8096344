"""manage.py load_corridors [DIR] [--json] [--complete] [--rejects FILE]: loads the facts of legal migration."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from corridors.loading import CONTENT, load_folder
from foundation.reports import Rejected, write_rejects
from foundation.sources import TableError


class Command(BaseCommand):
    """Exit 0 when every file was read to its end, rejected rows or not; exit 2 with one line and nothing written
    else.
    """

    help = "Load migration facts from a folder of CSV files; without a folder, the product's own starting content."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", metavar="DIR", type=Path, default=CONTENT)
        parser.add_argument("--collection", default="", help="what to call this set of files; else the folder's name")
        parser.add_argument(
            "--complete", action="store_true", help="withdraw what this set told before and now does not"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object: a report a file")
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="write rejected rows to this CSV file")

    def handle(self, *args, **options):
        try:
            reports = load_folder(options["folder"], options["collection"], options["complete"] or None)
            if options["rejects"]:
                write_rejects(
                    options["rejects"],
                    [
                        Rejected(problem.line, f"{name}.csv {problem.column}", problem.value, problem.reason)
                        for name, report in reports.items()
                        for problem in report.problems
                    ],
                )
        except TableError as error:
            raise CommandError(str(error), returncode=2)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}", returncode=2)
        if options["json"]:
            told = {
                name: report.as_dict() | {"rejects": [problem._asdict() for problem in report.problems]}
                for name, report in reports.items()
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for name, report in reports.items():
            self.stdout.write(f"{name}.csv: {report.as_text()}")
