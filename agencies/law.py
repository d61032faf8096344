"""The law an agency's fees are held against: ceilings, minimum wages and rates of corridors/, as facts of the rules.

agencies.reading calls it; all versions over time are given, so that a verdict knows on which day the law changes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from agencies.rules import WageSpan
from corridors.models import Corridor, ExchangeRate, FeeCeiling, MinimumWage
from corridors.rules import (
    Binds,
    CeilingFact,
    CeilingKind,
    Covers,
    Evidence,
    Payer,
    Periodicity,
    WageFact,
    WageUnit,
    monthly_pay,
)
from foundation.money import Money


@dataclass(frozen=True)
class Law:
    """What binds on one corridor, over time."""

    ceilings: tuple[CeilingFact, ...] = ()
    wages: tuple[WageSpan, ...] = ()
    rates: dict[str, Decimal] = field(default_factory=dict)


def law_of(corridors: Iterable[Corridor], on: date) -> dict[int, Law]:
    """{corridor id: law}: a few queries, however many corridors."""
    corridors = list(corridors)
    if not corridors:
        return {}
    rates = _rates(on)
    destinations = {corridor.destination for corridor in corridors}
    ceilings = [_ceiling(row) for row in FeeCeiling.objects.current()]
    wages = defaultdict(list)
    rows = MinimumWage.objects.current().filter(country__in=destinations, region="ALL").exclude(amount=None)
    for row in rows:
        fact = _wage(row)
        until = fact.ends + timedelta(days=1) if fact.ends else None
        wages[row.country].append(WageSpan(monthly_pay(fact).money, fact.starts, until))
    return {
        corridor.pk: Law(
            ceilings=tuple(
                ceiling
                for ceiling in ceilings
                if ceiling.origin in ("", corridor.origin) and ceiling.destination in ("", corridor.destination)
            ),
            wages=tuple(wages[corridor.destination]),
            rates=rates,
        )
        for corridor in corridors
    }


def _ceiling(row: FeeCeiling) -> CeilingFact:
    return CeilingFact(
        country=row.country,
        kind=CeilingKind(row.kind),
        amount=row.amount,
        currency=row.currency,
        covers=Covers(row.covers),
        payer=Payer(row.payer),
        origin=row.origin,
        destination=row.destination,
        channels=tuple(row.channels.split()),
        some_only=tuple(row.some_only.split()),
        binds=Binds(row.binds),
        group=row.group,
        periodicity=Periodicity(row.periodicity),
        plus=None if row.plus_amount is None else Money(row.plus_amount, row.plus_currency),
        starts=row.first_day,
        ends=row.last_day,
        historical=row.historical,
        evidence=Evidence(row.evidence),
        instrument=row.instrument,
    )


def _wage(row: MinimumWage) -> WageFact:
    unit = WageUnit(row.unit)
    return WageFact(row.country, row.region, row.amount, unit, row.currency, row.group, row.first_day, row.last_day)


def _rates(on: date) -> dict[str, Decimal]:
    """The newest rate of each currency that was told by that day."""
    rows = ExchangeRate.objects.current().filter(Q(first_day=None) | Q(first_day__lte=on)).order_by("first_day", "id")
    return {row.currency: row.units_per_usd for row in rows}
