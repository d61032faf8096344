"""The current facts of one file as CSV, and a CSV back as one proposal: for editors who change many at once.

What is imported becomes a proposal that a second person decides about, never a fact. Rows that are not in the file are
left alone. A cell that a spreadsheet would run as a formula is written with an apostrophe, and read without it.
"""

import csv
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from corridors import cells, proposals
from corridors.files import File
from corridors.known import Known, description, heading_of
from corridors.proposal_models import FactProposal
from foundation import clock
from foundation.reports import Report, RowProblem
from foundation.sources import TableError
from foundation.tables import read_rows

MOST_BYTES = 2 * 1024 * 1024
_FORMULA = ("=", "+", "-", "@")


@dataclass
class Reading:
    """What a file says against what we publish: the numbers, and the changes it asks for."""

    report: Report
    changes: list[proposals.Change]


def export_csv(file: File) -> str:
    """Every current fact of a file in the columns of corridors/content, in the order of their keys."""
    told = io.StringIO(newline="")
    columns = cells.columns_of(file)
    writer = csv.DictWriter(told, columns, lineterminator="\n")
    writer.writeheader()
    for row in cells.all_current(file):
        writer.writerow({name: guarded(text) for name, text in cells.cells_of(row).items()})
    return told.getvalue()


def read_csv(file: File, content: bytes) -> Reading:
    """Hold each row against the current fact of its key. Writes nothing. Raises TableError: the file is no such table."""
    if len(content) > MOST_BYTES:
        raise TableError(str(_("The file is larger than 2 MB. Part it.")))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{file.name}.csv"
        path.write_bytes(content)
        return _read(file, path)


@transaction.atomic
def propose_csv(file: File, content: bytes, reason: str, actor, go_live_on=None) -> tuple[Report, FactProposal | None]:
    """Make one proposal of all that differs; None when nothing does. The same file again finds the proposal it made."""
    reading = read_csv(file, content)
    if not reading.changes:
        return reading.report, None
    return reading.report, _same_as(file, reading.changes, actor) or proposals.draft(
        file.name, reading.changes, reason, actor, go_live_on
    )


def guarded(text: str) -> str:
    """The cell so that no spreadsheet runs it."""
    return f"'{text}" if text.lstrip(" '\t\r\n")[:1] in _FORMULA else text


def unguarded(text: str) -> str:
    """The cell as it was before `guarded`."""
    return text[1:] if text[:1] == "'" and text.lstrip(" '\t\r\n")[:1] in _FORMULA else text


def _read(file: File, path: Path) -> Reading:
    known, today = Known.now(), clock.today()
    current = {_key(file, row): cells.cells_of(row) for row in cells.all_current(file)}
    reading, seen = Reading(Report(), []), {}
    for row in read_rows(path, description(file, heading_of(path)), reading.report):
        said = {name: unguarded(row.values.get(name, "")) for name in cells.columns_of(file)}
        try:
            told = cells.told_of(file, said, known, row.line)
            if told.key in seen:
                raise RowProblem(file.columns.split()[0], told.key, f"says the same as line {seen[told.key]}")
            plain = cells.plain_cells(file, told)
            if current.get(told.key) != plain:
                cells.check_source(file, told, today)
        except RowProblem as problem:
            reading.report.reject(row.line, problem)
            continue
        seen[told.key] = row.line
        if told.key not in current:
            reading.report.created += 1
        elif current[told.key] != plain:
            reading.report.updated += 1
        else:
            reading.report.unchanged += 1
            continue
        reading.changes.append(proposals.Change(plain, line=row.line))
    return reading


def _key(file: File, row) -> str:
    return row.key if file.model else row.code


def _same_as(file: File, changes, actor) -> FactProposal | None:
    wanted = [change.cells for change in changes]
    open_ones = FactProposal.objects.filter(file=file.name, drafted_by=actor, state__in=FactProposal.OPEN)
    for proposal in open_ones.prefetch_related("rows"):
        if [row.cells for row in proposal.rows.all()] == wanted:
            return proposal
    return None
