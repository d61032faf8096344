"""Reads an Excel workbook (.xlsx) as a heading and rows of text, in a stream; refuses what may harm. foundation.tables asks.

A workbook is a ZIP: its true size is looked at before anything is unpacked. Formulas give the value last saved with them.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from django.utils.translation import gettext as _

from foundation.sources import Source, TableError

MOST_UNPACKED = 200 * 1024 * 1024
MOST_PARTS = 2000
# A sheet packs about ten to one; what packs a hundredfold was made to fill a memory.
MOST_PACKED = 100
MOST_COLUMNS = 500


def read_sheet(path: Path, source: Source) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """(heading, (row number, cells) of each row that is not blank). Raises TableError, also while rows are read.

    `[file] records` of the source names the sheet; without it the first one is read. Each row has the heading's width.
    """
    # It brings numpy along, which no command should wait for that reads no workbook.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    check_workbook(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # From memory: by path it would go by the file's name, and keep the file open.
            book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError):
        raise TableError(_("%(file)s: cannot be read as an Excel workbook.") % {"file": path.name})
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise TableError(_("%(file)s: has no sheet with rows.") % {"file": path.name})
    if source.records and source.records not in sheets:
        raise TableError(
            _("%(file)s: has no sheet “%(sheet)s”. It has: %(sheets)s.")
            % {"file": path.name, "sheet": source.records, "sheets": ", ".join(sheets)[:300]}
        )
    sheet = sheets[source.records] if source.records else next(iter(sheets.values()))
    # What a sheet says of its own size may be wrong, in either direction.
    sheet.reset_dimensions()
    rows = _cells(path.name, sheet)
    for _number, cells in rows:
        heading = [" ".join(_text(cell, "%Y-%m-%d").split()) for cell in cells]
        while heading and not heading[-1]:
            heading.pop()
        return heading, _fitted(path.name, rows, heading, source)
    raise TableError(_("%(file)s: is empty.") % {"file": path.name})


def check_workbook(path: Path) -> None:
    """Refuse what is no workbook, holds a program, or unpacks to far more than it seems. Unpacks nothing."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise TableError(_("%(file)s: is cut off or damaged; it is no Excel workbook.") % {"file": path.name})
    names = {part.filename.lower() for part in parts}
    if len(parts) > MOST_PARTS or len(names) < len(parts):
        raise TableError(_("%(file)s: is not made like an Excel workbook.") % {"file": path.name})
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise TableError(
            _("%(file)s: holds macros. Save it as an Excel workbook without macros (.xlsx).") % {"file": path.name}
        )
    if "[content_types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise TableError(_("%(file)s: is a ZIP file, not an Excel workbook.") % {"file": path.name})
    if any(part.flag_bits & 1 for part in parts):
        raise TableError(_("%(file)s: is locked with a password.") % {"file": path.name})
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or any(
        part.file_size > 1024 * 1024 and part.file_size > MOST_PACKED * max(part.compress_size, 1) for part in parts
    ):
        raise TableError(_("%(file)s: unpacks to far more than its size. It was not opened.") % {"file": path.name})


def _cells(name: str, sheet) -> Iterator[tuple[int, list]]:
    """Row number and values of each row that is not blank."""
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            if len(row) > MOST_COLUMNS and any(value is not None for value in row[MOST_COLUMNS:]):
                raise TableError(
                    _("%(file)s: row %(number)s has more than %(most_columns)s columns.")
                    % {"file": name, "number": number, "most_columns": MOST_COLUMNS}
                )
            cells = row[:MOST_COLUMNS]
            if any(value is not None and str(value).strip() for value in cells):
                yield number, list(cells)
    except TableError:
        raise
    except Exception as error:  # openpyxl tells broken XML by whatever its parser raises
        raise TableError(
            _("%(file)s: its sheet “%(sheet)s” is damaged (%(what)s).")
            % {"file": name, "sheet": sheet.title, "what": type(error).__name__}
        )


def _fitted(name: str, rows, heading: list[str], source: Source) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the heading, days written as the source's formats want them."""
    written = ["%Y-%m-%d"] * len(heading)
    for field, columns in source.columns.items():
        for column in columns:
            if column in heading:
                written[heading.index(column)] = source.formats_for(field)[0]
    width = len(heading)
    for number, cells in rows:
        while len(cells) > width and (cells[-1] is None or not str(cells[-1]).strip()):
            cells.pop()
        texts = [_text(value, written[place] if place < width else "%Y-%m-%d") for place, value in enumerate(cells)]
        yield number, texts + [""] * (width - len(texts))


def _text(value, day_format: str) -> str:
    """A cell as it would stand in a CSV file of the same list."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        value = value.date() if value.time() == time() else value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.strftime(day_format)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
