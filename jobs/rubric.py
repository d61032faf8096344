"""How well an opening serves a person, judged by written rules over the opening's own facts: docs/relevance_people.md.

Plain Python, apart from search on purpose: manage.py evaluate_matching measures the six questions with it, so it shares
no rule, no index and no weight with them. Sex, age and religion are in no fact and in no need.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum


class Grade(IntEnum):
    """What the opening is for the person."""

    NEVER = -1
    OTHER = 0
    ALMOST = 1
    FITS = 2


class Why(StrEnum):
    """Why an opening must never come, or what it lacks."""

    OTHER_ORIGIN = "other_origin"
    OTHER_COUNTRY = "other_country"
    TOO_DEAR = "too_dear"
    COST_UNKNOWN = "cost_unknown"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    START_UNKNOWN = "start_unknown"
    NO_HOUSING = "no_housing"
    TOO_LITTLE_PAY = "too_little_pay"
    NOT_VETTED = "not_vetted"
    OTHER_WORK = "other_work"
    NEAR_WORK = "near_work"
    LANGUAGE = "language"
    LESS_THAN_HOPED = "less_than_hoped"
    EXPERIENCE = "experience"


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """One opening. Unknown is None or empty. Wage in US dollars a month, cost in months of wages."""

    number: str
    occupation: str
    origin: str
    destination: str
    wage: Decimal | None
    cost: Decimal | None
    starts: date | None
    housing: bool | None
    vetted: bool
    languages: tuple[str, ...] = ()
    experience_months: int = 0


@dataclass(frozen=True, slots=True)
class Needs:
    """What a person can do, cannot accept, and hopes for. None or empty: no such need.

    does: ISCO-08 codes of work done before or wanted; none means any work. would_do: work accepted in its place.
    hoped_wage is a hope, lowest_wage a limit.
    """

    origin: str
    countries: tuple[str, ...] = ()
    does: tuple[str, ...] = ()
    would_do: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ()
    pays_months: Decimal | None = None
    cost_must_be_known: bool = False
    can_start: date | None = None
    must_start_by: date | None = None
    needs_housing: bool = False
    vetted_only: bool = False
    lowest_wage: Decimal | None = None
    hoped_wage: Decimal | None = None
    experience_months: int = 0


def grade(needs: Needs, opening: OpeningFacts) -> tuple[Grade, tuple[Why, ...]]:
    """NEVER when it breaks a limit. FITS: the person's own work and nothing lacking. ALMOST: their own work and one
    thing lacking, or work they would accept and nothing lacking. OTHER: everything else.
    """
    if broken := tuple(_broken(needs, opening)):
        return Grade.NEVER, broken
    lacking = tuple(_lacking(needs, opening))
    if not lacking:
        return Grade.FITS, ()
    if len(lacking) == 1 and lacking[0] is not Why.OTHER_WORK:
        return Grade.ALMOST, lacking
    return Grade.OTHER, lacking


def _broken(needs, opening):
    if opening.origin and opening.origin != needs.origin:
        yield Why.OTHER_ORIGIN
    if needs.countries and opening.destination not in needs.countries:
        yield Why.OTHER_COUNTRY
    if opening.cost is None:
        if needs.pays_months is not None or needs.cost_must_be_known:
            yield Why.COST_UNKNOWN
    elif needs.pays_months is not None and opening.cost > needs.pays_months:
        yield Why.TOO_DEAR
    if opening.starts is None:
        if needs.can_start or needs.must_start_by:
            yield Why.START_UNKNOWN
    elif needs.can_start and opening.starts < needs.can_start:
        yield Why.TOO_EARLY
    elif needs.must_start_by and opening.starts > needs.must_start_by:
        yield Why.TOO_LATE
    if needs.needs_housing and opening.housing is not True:
        yield Why.NO_HOUSING
    if needs.lowest_wage is not None and (opening.wage is None or opening.wage < needs.lowest_wage):
        yield Why.TOO_LITTLE_PAY
    if needs.vetted_only and not opening.vetted:
        yield Why.NOT_VETTED


def _lacking(needs, opening):
    if needs.does and not _is_one_of(opening.occupation, needs.does):
        # The same group of three digits is the same trade with another tool.
        near = _is_one_of(opening.occupation, (*needs.would_do, *(code[:3] for code in needs.does)))
        yield Why.NEAR_WORK if near else Why.OTHER_WORK
    if not set(opening.languages) <= set(needs.speaks):
        yield Why.LANGUAGE
    if needs.hoped_wage is not None and (opening.wage is None or opening.wage < needs.hoped_wage):
        yield Why.LESS_THAN_HOPED
    if opening.experience_months > needs.experience_months:
        yield Why.EXPERIENCE


def _is_one_of(code: str, groups: tuple[str, ...]) -> bool:
    return bool(code) and any(code.startswith(group) for group in groups)
