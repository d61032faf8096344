"""Sixty invented people's needs with the question each would put to /match/: jobs/content/profiles.jsonl, read.

Days in the file are months from today (+2 is two months ahead), because the examples' days follow today, too.
"""

import json
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from jobs.rubric import Needs

FILE = Path(__file__).parent / "content" / "profiles.jsonl"


@dataclass(frozen=True, slots=True)
class Profile:
    """One person: what they need, and the parameters that the form would send for them."""

    id: str
    who: str
    language: str
    needs: Needs
    question: dict[str, str | list[str]]


def read_profiles(today: date, lines: Iterable[str] | None = None) -> list[Profile]:
    """Every profile, in the order of the file. Raises ValueError with the line's number for one that cannot be read."""
    profiles = []
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines() if lines is None else lines, 1):
        try:
            told = json.loads(line)
            profiles.append(
                Profile(
                    told["id"],
                    told["who"],
                    told["language"],
                    _needs(told["needs"], today),
                    _question(told["question"], today),
                )
            )
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise ValueError(f"Line {number} of the profiles: {error!r}") from error
    return profiles


def _needs(told: dict, today: date) -> Needs:
    values = dict(told)
    origin = values.pop("from")
    for name in ("countries", "does", "would_do", "speaks"):
        values[name] = tuple(values.get(name, ()))
    for name in ("pays_months", "lowest_wage", "hoped_wage"):
        if name in values:
            values[name] = Decimal(str(values[name]))
    if "can_start" in values:
        values["can_start"] = first_day(values["can_start"], today)
    if "must_start_by" in values:
        values["must_start_by"] = last_day(values["must_start_by"], today)
    return Needs(origin=origin, **values)


def _question(told: dict, today: date) -> dict[str, str | list[str]]:
    question = dict(told)
    if "start_from" in question:
        question["start_from"] = first_day(question["start_from"], today).isoformat()
    if "start_to" in question:
        question["start_to"] = last_day(question["start_to"], today).isoformat()
    return question


def first_day(ahead: str, today: date) -> date:
    """The first day of the month so many months ahead: +2 in November is 1 January."""
    at = today.year * 12 + today.month - 1 + int(ahead)
    return date(at // 12, at % 12 + 1, 1)


def last_day(ahead: str, today: date) -> date:
    """The last day of that month."""
    first = first_day(ahead, today)
    return first.replace(day=monthrange(first.year, first.month)[1])
