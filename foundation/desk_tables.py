"""DeskTable: one way for every table of every desk to be filtered, sorted, paged, and taken away as a CSV file.

A view gives the rows this person may see; the file is the same address with `file=csv`, so it can never hold a row or
need a right that the page has not. A column or a whole table that must not leave the site says so here, with the reason.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from operator import attrgetter
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.shortcuts import render

from foundation import clock, trail
from foundation.sheet_writing import csv_response

A_PAGE = 50
CHUNK = 1000
EXPORTED = trail.declare("foundation.table_exported", "Table taken away as a file")


@dataclass(frozen=True)
class Column:
    """A column: its name in addresses and files, its heading, what a file says of a row, and what it is sorted by.

    `value` gets a row as `prepare` left it. Without `sort` it is not sorted; with `private` it is never in a file; with
    `file_only` it stands in a file and not on the page.
    """

    name: str
    words: object
    value: Callable = lambda row: ""
    sort: tuple[str, ...] = ()
    private: bool = False
    file_only: bool = False
    number: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading as the page draws it: the order that its link asks for, and how the table is ordered by it now."""

    words: str
    order: str
    sorted: str
    number: bool


@dataclass
class DeskTable:
    """`rows`: in their first order, what this person may see: a queryset, or a list of what is counted. `filters`: a
    FilterSet over them, or None.

    `row`: the template that draws one `row`. `prepare`: makes a page's (or a file's) rows ready, many at once.
    `no_file`: why this table is never a file, in words; then asking for one is refused. `kept`: parameters of the
    page itself that filtering must not lose.
    """

    request: object
    name: str
    rows: QuerySet | list
    columns: Iterable[Column]
    row: str
    filters: object = None
    prepare: Callable = list
    no_file: object = ""
    first: str = ""
    kept: dict = field(default_factory=dict)
    a_page: int = A_PAGE
    label: object = ""
    empty: object = ""
    stack: bool = False

    def __post_init__(self):
        asked = self.request.GET.get("sort", "")
        sortable = {column.name: column.sort for column in self.columns if column.sort}
        self.sort = asked if asked.removeprefix("-") in sortable else ""
        if self.filters is not None:
            # The page may have a form of its own with fields of the same names.
            self.filters.form.auto_id = "filter_%s"
        found = self.rows if self.filters is None else self.filters.qs
        if self.sort:
            found = in_order(found, sortable[self.sort.removeprefix("-")], self.sort.startswith("-"))
        self.found = found

    @property
    def page(self):
        """The page asked for, its rows prepared once."""
        if not hasattr(self, "_page"):
            self._page = Paginator(self.found, self.a_page).get_page(self.request.GET.get("page"))
            self._page.object_list = list(self.prepare(list(self._page.object_list)))
        return self._page

    @property
    def asked(self) -> dict:
        """The filters that somebody set."""
        names = () if self.filters is None else self.filters.filters
        return {name: self.request.GET[name] for name in names if self.request.GET.get(name)}

    @property
    def kept_query(self) -> str:
        """The page without any filter."""
        return f"?{urlencode(self.kept)}" if self.kept else ""

    @property
    def headings(self) -> list[Heading]:
        """The first click sorts upwards, the second turns it around."""
        now = self.sort or self.first
        found = []
        for column in self.columns:
            if column.file_only:
                continue
            mine = column.name == now.removeprefix("-")
            order = f"-{column.name}" if mine and not now.startswith("-") else column.name
            direction = "" if not mine else "descending" if now.startswith("-") else "ascending"
            found.append(Heading(str(column.words), order if column.sort else "", direction, column.number))
        return found

    @property
    def orders(self) -> list[tuple[str, str]]:
        """Every order there is, for whoever has no headings to press: phones."""
        told = [(column.name, str(column.words)) for column in self.columns if column.sort]
        return [(sign + name, f"{words} {arrow}") for name, words in told for sign, arrow in (("", "↑"), ("-", "↓"))]

    def answer(self, template: str, context: dict | None = None, status: int = 200):
        """The page, or the file when that was asked for."""
        if self.request.method == "GET" and self.request.GET.get("file"):
            return self.file()
        return render(self.request, template, {"table": self, "page": self.page, **(context or {})}, status=status)

    def file(self):
        """The rows as they are filtered and sorted. Raises PermissionDenied where there is none. It is recorded."""
        if self.no_file:
            raise PermissionDenied
        columns = [column for column in self.columns if not column.private]
        lines = [[written(column.value(row)) for column in columns] for row in self._prepared()]
        filters = sorted(self.asked)
        trail.record(EXPORTED, f"desk/{self.name}", actor=self.request.user, rows=len(lines), filters=filters)
        return csv_response(f"{self.name}-{clock.today().isoformat()}.csv", [column.name for column in columns], lines)

    def _prepared(self):
        rows = iter(self.found) if isinstance(self.found, list) else self.found.iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            yield from self.prepare(chunk)


def in_order(rows: QuerySet | list, by: tuple[str, ...], downwards: bool) -> QuerySet | list:
    """The rows by the first field, what is unknown last either way. Equal ones: by the rest, in a list as they came."""
    first, *rest = by
    if isinstance(rows, list):
        known = [row for row in rows if getattr(row, first) is not None]
        unknown = [row for row in rows if getattr(row, first) is None]
        return sorted(known, key=attrgetter(first), reverse=downwards) + unknown
    field = F(first).desc(nulls_last=True) if downwards else F(first).asc(nulls_last=True)
    return rows.order_by(field, *rest, "pk")


def written(value) -> str:
    """A cell of a file: days as ISO 8601, yes and no as 1 and 0, nothing as nothing."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
