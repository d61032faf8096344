"""Writes rows as a CSV file that a spreadsheet opens as text: no cell can be taken for a formula. Desks' exports use it."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(value) -> str:
    """The cell as text; what a spreadsheet would run gets an apostrophe in front."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(_STARTS_A_FORMULA) or text.startswith(_STARTS_A_FORMULA) else text


def csv_text(heading: Iterable[str], rows: Iterable[Iterable]) -> str:
    """The whole file, with a mark by which Excel knows that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(cell) for cell in heading])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + out.getvalue()


def csv_response(name: str, heading: Iterable[str], rows: Iterable[Iterable]) -> HttpResponse:
    """A download called `name`."""
    response = HttpResponse(csv_text(heading, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
