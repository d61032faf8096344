"""ImportCommand: the part that every import command shares, from its arguments to its exit code.

A subclass gives `load(rows, source, report)`; everything it writes is one transaction.
"""

from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from foundation.reports import Report, write_rejects
from foundation.sources import Source, TableError
from foundation.tables import Row, read_rows


class ImportCommand(BaseCommand):
    """`manage.py <name> FILE --source SOURCE.toml [--dry-run] [--json] [--rejects FILE]`.

    Exit 0 when the file was read to its end, rejected rows or not; exit 2 with one line, and nothing written, when the
    file or its description cannot be used. A killed import leaves the database as it was.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the table to read")
        parser.add_argument("--source", required=True, type=Path, metavar="SOURCE.toml", help="what its columns mean")
        parser.add_argument("--dry-run", action="store_true", help="do everything, then take it back")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON object")
        parser.add_argument("--rejects", type=Path, metavar="FILE", help="write rejected rows to this CSV file")

    def load(self, rows: Iterator[Row], source: Source, report: Report) -> None:
        """Write the rows, a chunk at a time (`in_chunks`), counting created, updated and unchanged.

        `read` is counted already; `report.reject(row.line, problem)` a row that raises RowProblem, and go on.
        """
        raise NotImplementedError

    def handle(self, *args, **options) -> None:
        rejects = Path(options["rejects"]) if options["rejects"] else None
        path, report = Path(options["file"]), Report()
        try:
            if rejects and not rejects.absolute().parent.is_dir():
                raise TableError(f"{rejects}: there is no such folder to write rejected rows to.")
            if rejects and rejects.exists() and path.exists() and rejects.samefile(path):
                raise TableError(f"{rejects}: rejected rows would overwrite the file itself.")
            source = Source.load(options["source"])
            with transaction.atomic():
                self.load(read_rows(path, source, report), source, report)
                if not report.is_balanced:
                    raise RuntimeError(f"Rows are not accounted for: {report.as_json()}")
                if rejects:
                    write_rejects(rejects, report.problems)  # here, so that a full disk undoes the import too
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except TableError as error:
            raise CommandError(str(error), returncode=2)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}", returncode=2)
        if options["json"]:
            self.stdout.write(report.as_json())
        else:
            self.stdout.write(report.as_text())
            if options["dry_run"]:
                self.stdout.write("Nothing was written: this was a dry run.")
