"""All that the open tables tell about one corridor, in one bundle: what a printed guide carries inside it.

Rows are those of corridors.open_tables, column by column, so that the bundle says what open data says and nothing else.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date

from corridors.models import Corridor
from corridors.open_tables import TABLES
from foundation.open_tables import plain
from foundation.partial import PartialDate

# What changes when somebody looks at a fact again and finds it as it was.
_NOT_THE_FACT = {"known_from", "review_on", "seen_on", "last_called"}
_SIGNS = 8


def rows_about(corridor: Corridor) -> dict[str, list[dict]]:
    """{table: [{column: value}]} of what bears on a corridor: its own rows, its countries' laws, wages and surveys,
    and what holds for everybody (rates, helplines).
    """
    chosen = {name: (lambda row: True) for name in ("rates", "helplines")} | _chooses(corridor)
    return {
        table.name: [
            {column.name: plain(column.read(row)) for column in table.columns}
            for row in table.rows(None)
            if chosen[table.name](row)
        ]
        for table in TABLES
    }


def _chooses(corridor: Corridor) -> dict[str, Callable]:
    def own(row) -> bool:
        return row.corridor_id == corridor.pk

    def between(row) -> bool:
        return row.origin in ("", corridor.origin) and row.destination in ("", corridor.destination)

    return {
        "corridors": lambda row: row.pk == corridor.pk,
        "costs": own,
        "steps": own,
        "statuses": own,
        "ceilings": between,
        "surveys": between,
        "wages": lambda row: row.country == corridor.destination,
        "rights": lambda row: row.destination == corridor.destination,
    }


def mark_of(rows: dict[str, list[dict]], on: date) -> str:
    """Eight signs of what holds on a day: others as soon as a fact is another, or begins or ends by its own date. Days
    on which none does, and who only looks again, change nothing; so a mark of any day can be held against today's.
    """
    facts = {
        name: [
            {key: value for key, value in row.items() if key not in _NOT_THE_FACT} | {"holds": _holds(row, on)}
            for row in told
        ]
        for name, told in rows.items()
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:_SIGNS]


def _holds(row: dict, on: date) -> bool:
    """FactQuerySet.in_force for a row as it is told, so that the mark can be worked out from the file alone."""
    start, end = row.get("effective_from"), row.get("effective_to")
    return not (start and PartialDate.parse(start).earliest > on) and not (end and PartialDate.parse(end).latest < on)


def bundle(rows: dict[str, list[dict]], address: str, on: date, mark: str) -> bytes:
    """The file: where the guide stands, the day, its mark, the licence, and the rows."""
    about = {
        "guide": address,
        "as_of": on.isoformat(),
        "mark": mark,
        "licence": "CC BY 4.0",
        "terms": "Our reading of public pages; each row names its source.",
        "tables": rows,
    }
    return json.dumps(about, ensure_ascii=False, indent=1).encode()
