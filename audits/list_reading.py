"""Reads a supplier list as a brand uploads it: its headings, then its rows by the columns that the brand chose."""

import csv
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from django.conf import settings
from django.utils.translation import gettext as _

from agencies.names import fold_name
from audits.models import SupplierList
from audits.rules.os_ids import is_os_id, plain_os_id
from foundation.lines import Lines, check_encoding
from foundation.reports import Report, RowProblem
from foundation.sheets import read_sheet
from foundation.sources import Source, TableError
from foundation.tables import Row, read_rows

FIELDS = ("name", "country", "address", "os_id", "number", "workers")
REQUIRED = ("name", "country")
MOST_ROWS = 20_000
MOST_COLUMNS = 200
# How headings call the fields, folded, so that most brands need not choose.
_HEADINGS = {
    "name": ("name", "facility name", "factory name", "supplier name", "supplier", "factory", "facility", "site name"),
    "country": ("country", "country_iso2", "country code", "country region", "location country", "country_raw"),
    "address": ("address", "facility address", "factory address", "full address", "street address"),
    "os_id": ("os id", "os_id", "osid", "oar id", "oar_id", "open supply hub id"),
    "number": (
        "number",
        "supplier number",
        "supplier id",
        "supplier code",
        "factory code",
        "factory id",
        "vendor number",
    ),
    "workers": ("migrant workers", "number of migrant workers", "foreign workers", "deployed workers"),
}
# What the CLDR lists beside countries: unions, what is unknown, what is only for tests.
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_FORMULA = re.compile(r"[=@+\t\r]|-(?=[\w(])")


def keys_of(name: str, address: str, country: str, os_id: str, number: str, **_others) -> tuple[str, ...]:
    """What a supplier is recognised by, the surest first: the brand's own number, the OS ID, name and address folded."""
    keys = (f"number|{number}" if number else "", f"os_id|{os_id}" if os_id else "")
    spelled = f"name|{country}|{fold_name(name)}|{fold_name(address) if address else ''}"[:640]
    return tuple(key for key in (*keys, spelled) if key)


@dataclass(frozen=True)
class Listed:
    """One row of a list: what it is recognised by, and what it says. `workers` None = not told."""

    key: str
    name: str
    address: str
    country: str
    os_id: str
    number: str
    workers: int | None

    def values(self) -> dict:
        """The columns of SupplierEntry."""
        return {name: getattr(self, name) for name in FIELDS}


def headings(upload: SupplierList) -> list[str]:
    """The column names of the file. Raises TableError."""
    _check_text(upload)
    with _on_disk(upload) as path:
        if upload.format == SupplierList.Format.XLSX:
            found, _rows = read_sheet(path, _source(upload, {"name": ("",)}))
        else:
            source = _source(upload, {"name": ("",)})
            check_encoding(path, source.encoding)
            with Lines(path, source.encoding) as lines:
                try:
                    reader = csv.reader(lines, delimiter=source.delimiter, strict=True)
                    found = next((cells for cells in reader if any(cell.strip() for cell in cells)), [])
                except csv.Error:
                    raise TableError(_("The heading line cannot be read; its quotation marks do not match."))
            found = [" ".join(cell.split()) for cell in found]
    if len(found) > MOST_COLUMNS:
        raise TableError(_("The list has more than %(count)s columns.") % {"count": MOST_COLUMNS})
    return [name for name in found if name]


def guessed(names: list[str], remembered: dict[str, str]) -> dict[str, str]:
    """{field: heading}: what the brand chose last time where the list has it, else what the heading says."""
    folded = {" ".join(name.casefold().replace("/", " ").split()): name for name in names}
    found = {}
    for field, words in _HEADINGS.items():
        if remembered.get(field) in names:
            found[field] = remembered[field]
        elif field not in remembered and (word := next((word for word in words if word in folded), None)):
            found[field] = folded[word]
    return found


def read_list(upload: SupplierList, columns: dict[str, str], report: Report) -> list[Listed]:
    """The rows that can be used; the others are in the report with their lines. Raises TableError for the whole file."""
    source = _source(upload, {field: (column,) for field, column in columns.items() if column})
    found: dict[str, tuple[int, Listed]] = {}
    ids: dict[str, tuple[int, str]] = {}
    with _on_disk(upload) as path:
        for row in read_rows(path, source, report):
            if report.read > MOST_ROWS:
                raise TableError(
                    _("The list has more than %(count)s rows. Send it in parts, by country.") % {"count": MOST_ROWS}
                )
            try:
                listed = _listed(row)
                if listed.key in found:
                    raise row.problem(
                        "name", _("is the same supplier as on line %(line)s") % {"line": found[listed.key][0]}
                    )
                if listed.os_id in ids:
                    line, other = ids[listed.os_id]
                    raise row.problem(
                        "os_id", _("is also the id of “%(name)s” on line %(line)s") % {"name": other, "line": line}
                    )
            except RowProblem as problem:
                report.reject(row.line, problem)
                continue
            found[listed.key] = (row.line, listed)
            if listed.os_id:
                ids[listed.os_id] = (row.line, listed.name)
    return [listed for _line, listed in found.values()]


def _check_text(upload: SupplierList) -> None:
    """Name the very line that is in another encoding; a stream knows only the part of the file it was in."""
    if upload.format == SupplierList.Format.XLSX:
        return
    content, encoding = bytes(upload.content), _source(upload, {"name": ("",)}).encoding
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise TableError(
            _("Line %(line)s is not UTF-8 text. Save the list as “CSV UTF-8”, or as an Excel workbook.")
            % {"line": line}
        )


def _listed(row: Row) -> Listed:
    for field in FIELDS:
        if _FORMULA.match(row.values.get(field, "").lstrip(" ")):
            raise row.problem(field, _("begins like a formula (=, +, - or @)"))
    name, address = row.text("name", longest=200), row.text("address", required=False, longest=400)
    country = _country(row.text("country"))
    if country is None:
        raise row.problem("country", _("is not a country, nor a code such as TH"))
    os_id = plain_os_id(row.text("os_id", required=False))
    if os_id and not is_os_id(os_id):
        raise row.problem("os_id", _("is not an OS ID: its length, its day or its check sign is wrong"))
    if os_id and os_id[:2] != country:
        raise row.problem(
            "os_id", _("is an id of %(other)s, and the row says %(country)s") % {"other": os_id[:2], "country": country}
        )
    number = row.text("number", required=False, longest=60)
    workers = row.integer("workers", required=False, least=0, most=10_000_000)
    key = keys_of(name, address, country, os_id, number)[0]
    return Listed(key, name, address, country, os_id, number, workers)


def _country(text: str) -> str | None:
    plain = " ".join(text.split())
    if plain.upper() in _countries().values():
        return plain.upper()
    return _countries().get(plain.casefold())


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """{a country's name in one of our languages: code}, with the names that lists still use."""
    named = {
        name.casefold(): code
        for language, _name in settings.LANGUAGES
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code not in _NO_COUNTRIES
    }
    return named | {
        "myanmar": "MM", "burma": "MM", "turkey": "TR", "vietnam": "VN", "viet nam": "VN", "south korea": "KR",
        "korea": "KR", "republic of korea": "KR", "lao pdr": "LA", "usa": "US", "united states of america": "US",
        "hong kong": "HK", "macau": "MO", "taiwan": "TW", "czech republic": "CZ", "uk": "GB",
    }  # fmt: skip


def _source(upload: SupplierList, columns: dict[str, tuple[str, ...]]) -> Source:
    content = bytes(upload.content)
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    source = Source(
        id="supplier-list", country="ZZ", regulator="-", retrieved=date.min, licence="-", format=upload.format,
        encoding=encoding, columns=columns,
    )  # fmt: skip
    if upload.format == SupplierList.Format.XLSX:
        return source
    first = content[:20_000].decode(encoding, "ignore").lstrip("\ufeff").strip().split("\n", 1)[0]
    return replace(source, delimiter=max(",;\t|", key=first.count) if any(sign in first for sign in ",;\t|") else ",")


@contextmanager
def _on_disk(upload: SupplierList) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / upload.file_name
        path.write_bytes(bytes(upload.content))
        yield path
