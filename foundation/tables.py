"""Reads rows of a table file as its SOURCE.toml describes them, one at a time; rejects bad rows and refuses bad files.

Imports call `read_rows`. What is wrong with one row never stops the others; what is wrong with the file stops at once.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from foundation.lines import Lines, check_encoding
from foundation.records import read_records
from foundation.reports import Rejected, Report, RowProblem, printable, write_rejects
from foundation.sheets import read_sheet
from foundation.sources import FORMATS, Source, TableError, folded

__all__ = [
    "Rejected",
    "Report",
    "Row",
    "RowProblem",
    "Source",
    "TableError",
    "in_chunks",
    "is_forbidden",
    "read_rows",
    "write_rejects",
]

LONGEST_CELL = 20_000
_LONGEST_FIELD = 64 * 1024 * 1024
# Control characters except tab and line breaks; direction overrides, which make a name read as another; surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,10})?|[+-]?\.[0-9]{1,10}")
_INTEGER = re.compile(r"[+-]?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.0{1,10})?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_forbidden(text: str) -> bool:
    """Whether the text holds what no name, note or letter may hold: control characters, direction overrides, surrogates."""
    return _FORBIDDEN.search(text) is not None


class Row:
    """One row: `values` by field, `raw` cells as read, `line` where it starts (the heading is line 1).

    `key` is the key columns joined with `|`: what the same row is recognised by next time, once in a file.
    The readers below strip blanks and raise RowProblem with the column's own name. A field that the source does not
    have reads as empty; `source.require` refuses such a source before the first row.
    """

    __slots__ = ("key", "line", "raw", "source", "values")

    def __init__(self, line: int, values: dict[str, str], raw: list[str], key: str, source: Source):
        self.line, self.values, self.raw, self.key, self.source = line, values, raw, key, source

    def __repr__(self) -> str:
        return f"Row({self.line}, {self.values!r})"

    def text(self, name: str, required: bool = True, longest: int | None = None) -> str:
        """The field's text, "" when empty and not required. Longer than `longest` characters is a problem."""
        value = self.values.get(name, "").strip()
        if not value and required:
            raise self.problem(name, _("is empty"))
        if longest is not None and len(value) > longest:
            raise self.problem(name, _("is longer than %(longest)s characters") % {"longest": longest})
        return value

    def day(self, name: str, required: bool = True) -> date | None:
        """A day by the formats of [dates]; None when empty and not required."""
        value = self.text(name, required)
        if not value:
            return None
        day = _day(value, self.source.formats_for(name))
        if day is None:
            raise self.problem(
                name, _("is not a day written as %(formats)s") % {"formats": " / ".join(self.source.formats_for(name))}
            )
        if not 1900 <= day.year <= 2200:
            raise self.problem(name, _("has a year before 1900 or after 2200"))
        return day

    def decimal(
        self, name: str, required: bool = True, least: Decimal | int | None = None, most: Decimal | int | None = None
    ) -> Decimal | None:
        """A plain number with a decimal point, commas only between thousands; None when empty and not required."""
        value = self.text(name, required)
        if not value:
            return None
        if not _DECIMAL.fullmatch(value):
            raise self.problem(name, _("is not a number such as 1250.50"))
        return self._within(name, Decimal(value.replace(",", "")), least, most)

    def integer(
        self, name: str, required: bool = True, least: int | None = None, most: int | None = None
    ) -> int | None:
        """A whole number; None when empty and not required."""
        value = self.text(name, required)
        if not value:
            return None
        if not _INTEGER.fullmatch(value):
            raise self.problem(name, _("is not a whole number"))
        return self._within(name, int(value.replace(",", "").partition(".")[0]), least, most)

    def word(self, name: str, required: bool = True) -> str:
        """The word that [status] gives for what stands there, whatever its capitals; "" when empty and not required."""
        value = self.text(name, required)
        if not value:
            return ""
        word = self.source.status.get(folded(value))
        if word is None:
            raise self.problem(name, _("is not one of the words of [status]"))
        return word

    def problem(self, name: str, reason: str) -> RowProblem:
        """A RowProblem about this field, for checks of the importer's own."""
        return RowProblem(self.source.column_of(name), self.values.get(name, ""), reason)

    def _within(self, name, number, least, most):
        if least is not None and number < least:
            raise self.problem(name, _("is less than %(least)s") % {"least": least})
        if most is not None and number > most:
            raise self.problem(name, _("is more than %(most)s") % {"most": most})
        return number


def read_rows(path: Path | str, source: Source, report: Report | None = None) -> Iterator[Row]:
    """Stream the rows that can be read. Each record, good or bad, adds one to `report.read`; it rejects the bad.

    Raises TableError, possibly after some rows: the file is missing, empty, cut off, in another encoding or with
    another delimiter, or lacks a column. So read inside a transaction.
    """
    report = Report() if report is None else report
    path = Path(path)
    if source.format in FORMATS:
        csv.field_size_limit(_LONGEST_FIELD)
        check_encoding(path, source.encoding)
        with Lines(path, source.encoding) as lines:
            yield from _rows(lines, source, report)
    else:
        heading, found = (read_sheet if source.format == "xlsx" else read_records)(path, source)
        yield from _other_rows(path.name, heading, found, source, report)


def _rows(lines: Lines, source: Source, report: Report) -> Iterator[Row]:
    reading = _Reading(_heading(lines, source), source, lines.name)
    heading, width, short = reading.heading, len(reading.heading), 0
    for line, cells in _records(lines, source, heading, report):
        report.read += 1
        short = line if len(cells) < width else 0
        try:
            if short:
                raise RowProblem(
                    heading[len(cells)],
                    "",
                    _("the row has %(cells)s of %(width)s columns") % {"cells": len(cells), "width": width},
                )
            row = reading.row(line, cells)
        except RowProblem as problem:
            report.reject(line, problem)
            continue
        yield row
    if short and report.problems[-1].line == short:  # a row whose quotation marks do not match may have followed
        raise TableError(
            _("%(file)s: is cut off: its last row (line %(short)s) lacks columns.")
            % {"file": lines.name, "short": short}
        )
    if not report.read:
        raise TableError(_("%(file)s: has a heading line and no rows.") % {"file": lines.name})
    if not lines.ends_well:
        report.warn(_("%(file)s does not end with a line break: its last row may be cut off.") % {"file": lines.name})


def _other_rows(name: str, heading: list[str], found, source: Source, report: Report) -> Iterator[Row]:
    """Rows of a sheet or of records; what cannot be one row comes as a RowProblem."""
    reading = _Reading(heading, source, name)
    for line, cells in found:
        report.read += 1
        try:
            if isinstance(cells, RowProblem):
                raise cells
            row = reading.row(line, cells)
        except RowProblem as problem:
            report.reject(line, problem)
            continue
        yield row
    if not report.read:
        raise TableError(_("%(file)s: has a heading line and no rows.") % {"file": name})


class _Reading:
    """What the rows of one file share: where each field stands, and the keys seen so far."""

    def __init__(self, heading: list[str], source: Source, name: str):
        self.heading, self.source, self.seen = heading, source, {}
        self.fields = _places(heading, source, name)
        self.keys = [(column, heading.index(column)) for column in source.key]

    def row(self, line: int, cells: list[str]) -> Row:
        """The row, or RowProblem."""
        width = len(self.heading)
        if len(cells) > width:
            raise RowProblem(
                self.heading[-1],
                cells[width],
                _("the row has %(cells)s columns instead of %(width)s") % {"cells": len(cells), "width": width},
            )
        _check_cells(self.heading, cells)
        values = dict(self.source.defaults)
        for name, places in self.fields:
            for place in places:
                if (cell := cells[place]) and not cell.isspace():
                    values[name] = cell
                    break
        return Row(line, values, cells, _key(self.keys, cells, line, self.seen), self.source)


def in_chunks(rows: Iterable, size: int = 500) -> Iterator[list]:
    """Lists of up to `size` rows, for one query a chunk."""
    rows = iter(rows)
    while chunk := list(islice(rows, size)):
        yield chunk


def _records(lines: Lines, source: Source, heading: list[str], report: Report) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each record that is not blank.

    When a stray quotation mark swallows the lines after it, only its own line is rejected, and the rest read again.
    """
    while True:
        reader = csv.reader(lines, delimiter=source.delimiter, strict=True)
        lines.begin_record()
        try:
            for cells in reader:
                if cells:
                    yield lines.record_start, cells
                lines.begin_record()
            return
        except csv.Error as error:
            if "unexpected end" in str(error) and not _others_stand(lines, source, len(heading)):
                raise TableError(
                    _("%(file)s: is cut off: a quotation mark opened on line %(line)s is never closed.")
                    % {"file": lines.name, "line": lines.record_start}
                )
            report.read += 1
            report.reject(lines.record_start, _stray_quote(lines.record[0], source, heading))
            lines.reread()


def _others_stand(lines: Lines, source: Source, width: int) -> bool:
    """Whether the lines swallowed after the first all read as rows by themselves: then nothing was cut off."""
    rest = lines.record[1:]
    try:
        widths = {len(cells) for cells in csv.reader(rest, delimiter=source.delimiter, strict=True) if cells}
    except csv.Error:
        return False
    return widths == {width}


def _stray_quote(line: str, source: Source, heading: list[str]) -> RowProblem:
    """Names the first column whose quotation marks are odd in number: near enough to find the place."""
    parts = line.rstrip("\r\n").split(source.delimiter)
    place = next((place for place, part in enumerate(parts) if part.count('"') % 2), 0)
    return RowProblem(heading[min(place, len(heading) - 1)], line.strip(), _("the quotation marks do not match"))


def _heading(lines: Lines, source: Source) -> list[str]:
    """The column names on the first line that is not blank."""
    lines.begin_record()
    try:
        for cells in csv.reader(lines, delimiter=source.delimiter, strict=True):
            if any(cell.strip() for cell in cells):
                return [" ".join(cell.split()) for cell in cells]
    except csv.Error:
        raise TableError(
            _("%(file)s: its heading line cannot be read; its quotation marks do not match.") % {"file": lines.name}
        )
    raise TableError(_("%(file)s: is empty.") % {"file": lines.name})


def _places(heading: list[str], source: Source, name: str) -> list[tuple[str, list[int]]]:
    """For each field the places of the columns to try. Every field needs one, and every key column must be there."""
    fields = []
    for field, columns in source.columns.items():
        places = [heading.index(column) for column in columns if column in heading]
        if not places:
            raise TableError(_missing(heading, columns[0], source, name))
        fields.append((field, places))
    for column in source.key:
        if column not in heading:
            raise TableError(_missing(heading, column, source, name))
    for column in sorted({column for columns in source.columns.values() for column in columns} | set(source.key)):
        if heading.count(column) > 1:
            raise TableError(_("%(file)s: has two columns called “%(column)s”.") % {"file": name, "column": column})
    return fields


def _missing(heading: list[str], column: str, source: Source, name: str) -> str:
    if len(heading) == 1:
        for other in (",", ";", "\t", "|"):
            if other != source.delimiter and other in heading[0]:
                signs = {"file": name, "other": _called(other), "expected": _called(source.delimiter)}
                return _("%(file)s: columns seem to be parted by %(other)s, not by %(expected)s.") % signs
    told = {"file": name, "column": column, "columns": printable(", ".join(heading)[:300])}
    return _("%(file)s: has no column “%(column)s”. It has: %(columns)s.") % told


def _called(delimiter: str) -> str:
    return _("tabs") if delimiter == "\t" else f"“{delimiter}”"


def _check_cells(heading: list[str], cells: list[str]) -> None:
    if not is_forbidden("".join(cells)) and max(map(len, cells)) <= LONGEST_CELL:
        return
    for column, cell in zip(heading, cells, strict=True):
        if len(cell) > LONGEST_CELL:
            raise RowProblem(
                column, cell, _("is longer than %(longest_cell)s characters") % {"longest_cell": LONGEST_CELL}
            )
        if is_forbidden(cell):
            raise RowProblem(column, cell, _("holds a control character"))


def _key(keys: list[tuple[str, int]], cells: list[str], line: int, seen: dict[str, int]) -> str:
    if not keys:
        return ""  # the importer makes its own
    parts = [cells[place].strip() for _column, place in keys]
    key = "|".join(parts)
    if not all(parts):
        raise RowProblem(keys[parts.index("")][0], "", _("is empty, and rows are recognised by it"))
    if key in seen:
        raise RowProblem(keys[0][0], key, _("was already on line %(line)s") % {"line": seen[key]})
    seen[key] = line
    return key


@lru_cache(maxsize=4096)
def _day(value: str, formats: tuple[str, ...]) -> date | None:
    for written in formats:
        try:
            if written == "%Y-%m-%d" and _ISO.fullmatch(value):
                return date.fromisoformat(value)
            return datetime.strptime(value, written).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
