"""The law an agency's fees are held against: ceilings, minimum wages and rates of corridors/, as facts of the rules.

agencies.gathering calls it; all versions over time are given, so that a verdict knows on which day the law changes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from agencies.rules import WageSpan
from corridors.models import Corridor, FeeCeiling, MinimumWage
from corridors.reading import ceiling_fact, rates_on, wage_fact
from corridors.rules import CeilingFact, WageFact, monthly_pay


@dataclass(frozen=True)
class Law:
    """What binds on one corridor, over time."""

    ceilings: tuple[CeilingFact, ...] = ()
    wages: tuple[WageSpan, ...] = ()
    rates: dict[str, Decimal] = field(default_factory=dict)


def law_of(corridors: Iterable[Corridor], on: date) -> dict[int, Law]:
    """{corridor id: law}: three queries, however many corridors."""
    corridors = list(corridors)
    if not corridors:
        return {}
    rates = rates_on(on)
    ceilings = [ceiling_fact(row) for row in FeeCeiling.objects.current().select_related("source")]
    wages = defaultdict(list)
    rows = MinimumWage.objects.current().filter(country__in={corridor.destination for corridor in corridors})
    for row in rows.exclude(amount=None).exclude(region__startswith="ALL (").select_related("source"):
        wages[row.country].append(wage_fact(row))
    return {
        corridor.pk: Law(
            ceilings=tuple(
                ceiling
                for ceiling in ceilings
                if ceiling.origin in ("", corridor.origin) and ceiling.destination in ("", corridor.destination)
            ),
            wages=_nearest(wages[corridor.destination], corridor),
            rates=rates,
        )
        for corridor in corridors
    }


def _nearest(wages: list[WageFact], corridor: Corridor) -> tuple[WageSpan, ...]:
    """Wages of the group nearest to this route's workers: by channel and origin, by channel, else everybody's."""
    for group in (f"{corridor.channel}:{corridor.origin}", corridor.channel, ""):
        nearest = [wage for wage in wages if wage.for_group == group]
        if nearest:
            return tuple(
                WageSpan(monthly_pay(wage).money, wage.starts, wage.ends and wage.ends + timedelta(days=1))
                for wage in nearest
            )
    return ()
