"""A fact as the cells of its file: what is exported, what an editor types, and what is read back by the same parser.

corridors.proposals and the editors' screens call it; corridors.files says what each column means.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError

from corridors import actions
from corridors.columns import Columns
from corridors.files import FILES, File
from corridors.known import Known, check_row, description, fact_from
from corridors.models import Corridor, Fact, Source
from corridors.rules import facts
from corridors.rules.proposing import SourceFault, source_fault
from foundation.reports import RowProblem
from foundation.tables import LONGEST_CELL, Row, is_forbidden

BY_NAME = {file.name: file for file in FILES}
BY_MODEL = {file.model or Corridor: file for file in FILES}

# Columns called otherwise than the field they fill.
_FIELDS = {
    "timeline_steps": {
        "step_order": "order",
        "step_name": "name",
        "documents_needed": "documents",
        "responsible_party": "responsible",
    },
    "cost_items": {
        "ilo_category": "category",
        "item_name": "name",
        "who_must_pay": "payer",
        "applies_to_group": "group",
        "item_key": "item",
    },
    "fee_ceilings": {"ceiling_kind": "kind", "applies_to_group": "group"},
    "minimum_wages": {"applies_to_group": "group"},
    "exchange_rates": {"as_of": "effective_from"},
    "helplines": {"last_confirmed": "seen_on"},
    "corridors": {
        "lead_authority_origin": "authority_origin",
        "lead_authority_destination": "authority_destination",
        "governing_instruments": "instruments",
        "notes": "note",
    },
}
_SEVERAL = {("fee_ceilings", "channels"), ("fee_ceilings", "some_only"), ("helplines", "channel")}
_SEVERAL |= {("helplines", "dial_from")}
_SAID_OF_SOURCE = {
    SourceFault.MISSING: "is empty: every figure that is proposed needs its source",
    SourceFault.NO_DATE: "is empty: the source needs its date, as 2025, 2025-03 or 2025-03-01",
    SourceFault.LATER: "is after today",
}
# What the columns of fixed words may hold, for the editors' drop-down lists; the parser has the last word.
WORDS = {
    "evidence": list(facts.Evidence),
    "where": list(facts.Where),
    "ilo_category": list(facts.Category),
    "who_must_pay": list(facts.Payer),
    "payer": list(facts.Payer),
    "pays_first": list(facts.Payer),
    "payer_evidence": list(facts.Evidence),
    "figure_kind": [kind for kind in facts.FigureKind if kind != facts.FigureKind.DISCLOSED],
    "periodicity": list(facts.Periodicity),
    "nature": list(facts.Nature),
    "ceiling_kind": list(facts.CeilingKind),
    "covers": list(facts.Covers),
    "binds": list(facts.Binds),
    "unit": list(facts.WageUnit),
    "status": list(facts.Status),
    "historical": ["yes", "no"],
    "for_everyone": ["yes", "no"],
    "given_by_brief": ["yes", "no"],
}


def source_columns(file: File) -> tuple[str, str]:
    """The columns of the source's title and date in this file."""
    return ("source" if "source" in file.columns.split() else "source_title"), file.dated_column


def columns_of(file: File) -> list[str]:
    """Every column of the file as it is exported: its own, and the source's date where the file has none."""
    columns = file.columns.split()
    return columns if file.dated_column in columns else [*columns, file.dated_column]


def cells_of(row: Fact | Corridor) -> dict[str, str]:
    """{column: text} of one version of a fact, which the parser reads back as the same fact."""
    file = BY_MODEL[type(row)]
    title, dated = source_columns(file)
    source = row.source
    told = {
        title: source.title if source else "",
        "source_url": source.url if source else "",
        "evidence": row.evidence,
    }
    if dated not in _FIELDS.get(file.name, {}):
        told[dated] = source.dated if source else ""
    return {name: told[name] if name in told else _cell(file, row, name) for name in columns_of(file)}


def told_of(file: File, cells: dict[str, str], known: Known, line: int = 0) -> actions.Told:
    """What the cells say, read by the file's own parser and held against the table. Raises RowProblem."""
    for name, value in cells.items():
        if is_forbidden(value):
            raise RowProblem(name, value, "holds a control character or another letter that cannot be seen")
        if len(value) > LONGEST_CELL:
            raise RowProblem(name, value, f"is longer than {LONGEST_CELL} characters")
    values = {name: value for name, value in cells.items() if value and not value.isspace()}
    row = Row(line, values, list(cells.values()), "", description(file, cells))
    columns = Columns(row, known)
    parts, values = file.says(columns)
    source = columns.source(file.dated_column)
    if file.model is None:
        return actions.Told(values["code"], values, source, line)
    key = columns.key(parts)
    check_row(file.model, key, values)
    try:
        fact_from(file.model, key, values).validate_constraints(exclude={"key", *actions.NOT_TOLD})
    except ValidationError as error:
        raise RowProblem(file.columns.split()[0], key, " ".join(error.messages))
    return actions.Told(key, values, source, line)


def check_source(file: File, told: actions.Told, today) -> None:
    """A proposal names its source and the source's date. Raises RowProblem."""
    fault = source_fault(told.source, today)
    if fault is not None:
        title, dated = source_columns(file)
        column = title if fault is SourceFault.MISSING else dated
        raise RowProblem(column, told.source[2] if told.source else "", _SAID_OF_SOURCE[fault])


def current_of(file: File, key: str) -> Fact | Corridor | None:
    """The version we hold for true now, with its source."""
    if file.model is None:
        return Corridor.objects.select_related("source").filter(code=key).first()
    rows = file.model.objects.current().select_related("source")
    return (rows.select_related("corridor") if hasattr(file.model, "corridor") else rows).filter(key=key).first()


def all_current(file: File):
    """Every version we hold for true now, in a steady order."""
    if file.model is None:
        return Corridor.objects.select_related("source").order_by("code")
    rows = file.model.objects.current().select_related("source")
    return (rows.select_related("corridor") if hasattr(file.model, "corridor") else rows).order_by("key")


def plain_cells(file: File, told: actions.Told) -> dict[str, str]:
    """The cells written as this site writes them, so that 500.00 or "no" is no change from 500 or a blank."""
    source = None if told.source is None else Source(title=told.source[0], url=told.source[1], dated=told.source[2])
    if file.model is None:
        return cells_of(Corridor(**told.values, source=source))
    return cells_of(file.model(key=told.key, **told.values, source=source))


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The columns in which two rows of plain cells differ, in the file's order."""
    return [name for name in (after or before) if before.get(name, "") != after.get(name, "")]


def _cell(file: File, row, name: str) -> str:
    if name == "code":
        return row.pair
    if name == "corridor":
        return row.corridor.pair
    if name == "channel" and file.model is not None and hasattr(file.model, "corridor"):
        return row.corridor.channel
    if name == "applies_to":  # not read: the two sides have columns of their own
        return f"{row.origin or 'any'}-{row.destination or 'any'}" if row.origin or row.destination else "all"
    value = getattr(row, _FIELDS.get(file.name, {}).get(name, name))
    if file.name == "helplines" and name == "languages":
        return ";".join(row.languages_as_written.split(", "))
    if file.name == "survey_benchmarks" and name in ("origin", "destination"):
        return value or "ALL"
    if (file.name, name) in _SEVERAL:
        return ";".join(value.split())
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
