"""`manage.py import_openings FILE --source SOURCE.toml`: loads job orders and openings; safe to repeat."""

from collections.abc import Iterator

from foundation.imports import ImportCommand
from foundation.reports import Report
from foundation.tables import Row, Source
from jobs.imports import import_openings


class Command(ImportCommand):
    """See foundation.imports.ImportCommand for what it promises."""

    help = "Load openings from a table file, as its SOURCE.toml describes it."

    def load(self, rows: Iterator[Row], source: Source, report: Report) -> None:
        """Write the rows through jobs.imports."""
        import_openings(rows, source, report)
