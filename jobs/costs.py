"""What a worker pays for an opening by the agency's word, and in months of that opening's wage. Unknown is never zero.

Results, the opening page, the index and the search command ask here; official costs beside it come from corridors.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q

from agencies.models import FeeDisclosure
from agencies.rules import ItemFact, worker_pays
from corridors.reading import rates_on
from corridors.rules import months_of_wages
from foundation.money import Money, convert
from jobs.models import Opening
from jobs.rules import MonthlyWage, monthly_wage

# The columns of DisclosedLine, in its order.
_LINE = tuple(f"items__{name}" for name in ("order", "name", "category", "amount", "currency", "payer"))


class MissingCode(StrEnum):
    """Why a cost, or its months of wages, is not known; the words are in jobs.wording."""

    NO_DISCLOSURE = "no_disclosure"
    NO_AMOUNT = "no_amount"
    WHO_PAYS = "who_pays"
    NO_RATE = "no_rate"
    NO_WAGE = "no_wage"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not known; `name` is the cost line it is about, "" when it is about the whole."""

    code: MissingCode
    name: str = ""


class DisclosedLine(NamedTuple):
    """One line of a disclosure as agencies.models.DisclosedItem holds it; an amount of None is unknown."""

    order: int
    name: str
    category: str
    amount: Decimal | None
    currency: str
    payer: str


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One version of what an agency says its workers pay."""

    valid_from: date
    lines: tuple[DisclosedLine, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """paid: all that the worker pays by the disclosure, None or an unknown amount when not known. months: the same in
    months of the lowest wage of the opening, not rounded. disclosure: the version it rests on.
    """

    paid: Money | None = None
    months: Decimal | None = None
    missing: tuple[Missing, ...] = ()
    disclosure: Disclosed | None = None

    @property
    def is_known(self) -> bool:
        return self.paid is not None and self.paid.is_known


def wage_of(opening: Opening) -> Money | None:
    """The lowest wage on offer, for the period it is offered for."""
    return None if opening.wage_low is None else Money(opening.wage_low, opening.currency)


def monthly_wage_of(opening: Opening) -> MonthlyWage | None:
    """The lowest wage a month, with what was assumed; None when it cannot be said without guessing."""
    return monthly_wage(wage_of(opening), opening.wage_per, opening.hours_per_week)


def compared(opening: Opening, cost: Cost, rates: Mapping[str, Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """(wage in US dollars a month, cost in months of wages), as filters compare openings; None is not known."""
    wage = monthly_wage_of(opening)
    dollars = convert(wage.money, rates, "USD").amount if wage else None
    # Rounded up: what costs little must not become what costs nothing.
    return dollars, cost.months and cost.months.quantize(Decimal("0.0001"), ROUND_CEILING)


def cost_of(opening: Opening, today: date) -> Cost:
    """The cost of one opening; see costs_of."""
    return costs_of([opening], today)[opening.pk]


def costs_of(openings: Iterable[Opening], today: date, rates: Mapping[str, Decimal] | None = None) -> dict[int, Cost]:
    """{opening pk: Cost} in two queries at most. `rates`: units of each currency for one US dollar."""
    openings = list(openings)
    disclosures = _disclosures(openings, today)
    if disclosures and rates is None:
        rates = rates_on(today)
    return {opening.pk: _cost(opening, disclosures, rates or {}) for opening in openings}


def _disclosures(openings: list[Opening], today: date) -> dict[tuple[int, int], dict[str, Disclosed]]:
    """(agency, corridor) → occupation code ("" = all) → the newest version in force."""
    pairs = {(opening.agency_id, opening.corridor_id) for opening in openings if opening.agency_id}
    if not pairs:
        return {}
    # Plain columns in one query: every page of results asks this, and rows and their items would take twice as long.
    rows = (
        FeeDisclosure.objects.filter(agency__in={pair[0] for pair in pairs}, corridor__in={pair[1] for pair in pairs})
        .filter(Q(valid_until=None) | Q(valid_until__gt=today), valid_from__lte=today)
        .order_by("version", "pk", "items__order")
        .values_list("pk", "agency_id", "corridor_id", "occupation_id", "valid_from", *_LINE)
    )
    found: dict[tuple[int, int], dict[str, Disclosed]] = {}
    for (_pk, agency, corridor, occupation, valid_from), version in groupby(rows, key=lambda row: row[:5]):
        # A disclosure without lines comes as one row of nothing.
        lines = tuple(DisclosedLine(*row[5:]) for row in version if row[5] is not None)
        found.setdefault((agency, corridor), {})[occupation or ""] = Disclosed(valid_from, lines)
    return found


def _cost(opening: Opening, disclosures, rates: Mapping[str, Decimal]) -> Cost:
    told = disclosures.get((opening.agency_id, opening.corridor_id), {})
    code = opening.occupation_id or ""
    # The narrowest occupation the agency speaks of, down to "" for all.
    disclosure = next((told[code[:length]] for length in range(len(code), -1, -1) if code[:length] in told), None)
    if disclosure is None:
        return Cost(missing=(Missing(MissingCode.NO_DISCLOSURE),))
    items = [
        ItemFact(category=item.category, cost=Money(item.amount, item.currency), payer=item.payer)
        for item in disclosure.lines
    ]
    paid = worker_pays(items, rates)
    if paid is None:
        return Cost(missing=(Missing(MissingCode.NO_DISCLOSURE),), disclosure=disclosure)
    if not paid.is_known:
        return Cost(paid=paid, missing=tuple(_unknown(disclosure, paid.currency, rates)), disclosure=disclosure)
    if paid.amount == 0:
        return Cost(paid=paid, months=Decimal(0), disclosure=disclosure)
    wage = monthly_wage_of(opening)
    months = months_of_wages(paid, wage.money, rates) if wage else None
    if months is None:
        code = MissingCode.NO_RATE if wage and wage.money.amount else MissingCode.NO_WAGE
        return Cost(paid=paid, missing=(Missing(code),), disclosure=disclosure)
    return Cost(paid=paid, months=months, disclosure=disclosure)


def _unknown(disclosure: Disclosed, currency: str, rates: Mapping[str, Decimal]):
    for item in disclosure.lines:
        if item.payer in ("employer", "agency") or item.amount == 0:
            continue
        if item.payer != "worker":
            yield Missing(MissingCode.WHO_PAYS, item.name)
        elif item.amount is None:
            yield Missing(MissingCode.NO_AMOUNT, item.name)
        elif not convert(Money(item.amount, item.currency), rates, currency).is_known:
            yield Missing(MissingCode.NO_RATE, item.name)
