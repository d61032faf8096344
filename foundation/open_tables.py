"""Open data: a table described once gives its CSV with HXL tags, its JSON and its part of the dictionary. Knows no domain.

Apps describe their tables (corridors.open_tables, agencies.open_tables); portal.open_data serves them.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from foundation.tables import is_forbidden

# What a spreadsheet would run as a formula, or read past on its way to one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
DICTIONARY = ("table", "column", "hxl", "kind", "meaning", "values")
_ROWS_AT_ONCE = 200


@dataclass(frozen=True)
class Column:
    """One column. kind: text, code, number, day, partial day (2025, 2025-03 or 2025-03-01), moment, yes or no, address.

    hxl: its tag (hxlstandard.org). values: the codes it may hold, where they are few. read: row → value, None = unknown.
    """

    name: str
    hxl: str
    kind: str
    meaning: str
    read: Callable[[Any], Any]
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table. rows(day): its rows as they are known, or (a past day) as they were known at the end of that day.

    version(): what is another whenever the rows are. changed(): when they last changed, None when nobody knows.
    history: whether a past day can be asked for. licence and terms: of the whole; rows name their own sources.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[date | None], Iterable]
    version: Callable[[], str]
    changed: Callable[[], datetime | None]
    licence: str = "CC BY 4.0"
    terms: str = ""
    history: bool = True


def plain(value) -> str | int | bool | None:
    """A value as JSON holds it: amounts as text without needless zeros, so that no reader makes a float of them."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f") if value else "0"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return "".join(sign for sign in str(value) if not is_forbidden(sign))


def cell(value) -> str:
    """The same as a cell of CSV: empty = unknown, yes and no, and an apostrophe before what would be a formula."""
    told = plain(value)
    if told is None:
        return ""
    if isinstance(told, bool):
        return "yes" if told else "no"
    text = str(told)
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip()[:1] in _FORMULA[:4] else text


def as_csv(table: Table, day: date | None = None) -> Iterator[str]:
    """The heading, the row of HXL tags, the rows; in pieces of some hundred lines."""
    yield "\ufeff"  # without it spreadsheets take Burmese for something else
    yield from _lines(
        [column.name for column in table.columns],
        [column.hxl for column in table.columns],
        ([cell(column.read(row)) for column in table.columns] for row in table.rows(day)),
    )


def as_json(table: Table, about: dict, day: date | None = None) -> Iterator[str]:
    """{…about, "rows": [{column: value}]}, in pieces."""
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "rows": ['
    first = True
    for row in table.rows(day):
        told = {column.name: plain(column.read(row)) for column in table.columns}
        yield ("\n" if first else ",\n") + json.dumps(told, ensure_ascii=False)
        first = False
    yield "\n]}\n"


def dictionary(tables: Iterable[Table]) -> list[dict[str, str]]:
    """Every column of every table in words."""
    return [
        dict(
            zip(
                DICTIONARY,
                (table.name, column.name, column.hxl, column.kind, column.meaning, " | ".join(column.values)),
                strict=True,
            )
        )
        for table in tables
        for column in table.columns
    ]


def dictionary_csv(tables: Iterable[Table]) -> str:
    """The dictionary as CSV."""
    return "\ufeff" + "".join(_lines(list(DICTIONARY), None, (list(row.values()) for row in dictionary(tables))))


def _lines(heading: list[str], tags: list[str] | None, rows: Iterable[list[str]]) -> Iterator[str]:
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(heading)
    if tags is not None:
        writer.writerow(tags)
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if not number % _ROWS_AT_ONCE:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()
