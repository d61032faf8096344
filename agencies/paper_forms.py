"""Paper forms as a CSO's officer types them, row by row, or as rows of a file with the same columns."""

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.actions.uploading import format_of
from agencies.review_forms import CardForm, ReportForm
from agencies.rules.review_questions import QUESTIONS
from corridors.rules import Category
from foundation.sources import Source, TableError
from foundation.tables import Report, read_rows

ROWS = 5
MOST_ROWS = 200
MOST_BYTES = 1024 * 1024
COLUMNS = (
    "code", "corridor", "agency", "month", "fees",
    *(f"{part}_{category.value}" for category in Category for part in ("paid", "receipt", "currency")),
    "earned", "earned_in",
    *(question.code for question in QUESTIONS),
    "words",
)  # fmt: skip
_SOURCE = Source(
    id="paper-reviews",
    country="ZZ",
    regulator="CSO",
    retrieved=date(2026, 11, 26),
    licence="",
    columns={column: (column,) for column in COLUMNS},
)
_DAY = re.compile(r"(\d{4}-\d{2})-\d{2}(?:[ T].*)?")


class PaperForm(ReportForm):
    """One paper form. What it asks and refuses is what the web page asks and refuses, with the card's code."""

    code = forms.CharField(
        label=CardForm.base_fields["code"].label,
        help_text=CardForm.base_fields["code"].help_text,
        max_length=100,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("fees", *(question.code for question in QUESTIONS)):
            # One line each instead of a list of ticks: somebody copies this from paper.
            field = self.fields[name]
            choices = list(field.choices)
            field.widget = forms.Select()
            field.widget.is_required = field.required
            field.choices = [("", "–"), *choices]

    def is_blank(self) -> bool:
        """Whether nothing was typed at all."""
        return not any(self.typed(name).strip() for name in COLUMNS)


class PaperFileForm(forms.Form):
    """A file with one row for each paper form."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV or Excel (.xlsx), with the columns of the template, at most 200 rows."),
        allow_empty_file=True,
    )


def row_data(values: dict[str, str], prefix: str) -> dict[str, str]:
    """What a form of that prefix takes. A line of fees without a currency has that of the line above."""
    filled, last = dict(values), ""
    for category in Category:
        name = f"currency_{category.value}"
        if filled.get(name):
            last = filled[name]
        elif filled.get(f"paid_{category.value}", "").strip() not in ("", "0"):
            filled[name] = last
    return {f"{prefix}-{name}": value for name, value in filled.items()}


def rows_of(name: str, content: bytes, report: Report) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, values by column) of each row that can be read; `report` names the others. Raises TableError."""
    kind = format_of(name, content)
    if kind not in ("csv", "xlsx"):
        raise TableError(_("This is neither CSV nor an Excel workbook (.xlsx)."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"paper.{kind}"
        path.write_bytes(content)
        for at, row in enumerate(read_rows(path, replace(_SOURCE, format=kind, delimiter=_delimiter(content)), report)):
            if at >= MOST_ROWS:
                raise TableError(_("The file has more than 200 rows. Divide it."))
            yield row.line, _as_typed(row.values)


def template_csv() -> str:
    """The heading alone, with the mark by which spreadsheets know UTF-8."""
    told = io.StringIO(newline="")
    csv.writer(told).writerow(COLUMNS)
    return "\ufeff" + told.getvalue()


def _delimiter(content: bytes) -> str:
    """Spreadsheets of some countries part columns with semicolons."""
    heading = content[:2000].partition(b"\n")[0]
    return ";" if heading.count(b";") > heading.count(b",") else ","


def _as_typed(values: dict[str, str]) -> dict[str, str]:
    """Cells as somebody would type them: small letters for words, a month where a spreadsheet made a day of it."""
    told = {name: value.strip() for name, value in values.items()}
    for name in ("fees", *(question.code for question in QUESTIONS)):
        told[name] = told.get(name, "").lower()
    for name in told:
        if name.startswith("currency_") or name in ("earned_in", "corridor"):
            told[name] = told[name].upper()
    if day := _DAY.fullmatch(told.get("month", "")):
        told["month"] = day[1]
    return told
