"""The law an agency's fees are held against: ceilings, minimum wages and rates of corridors/, as facts of the rules.

agencies.reading calls it; all versions over time are given, so that a verdict knows on which day the law changes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from agencies.rules import WageSpan
from corridors.models import Corridor, FeeCeiling, MinimumWage
from corridors.reading import ceiling_fact, rates_on, wage_fact
from corridors.rules import CeilingFact, monthly_pay


@dataclass(frozen=True)
class Law:
    """What binds on one corridor; the lowest wage stands first, so that a ceiling in months is never overstated."""

    ceilings: tuple[CeilingFact, ...] = ()
    wages: tuple[WageSpan, ...] = ()
    rates: dict[str, Decimal] = field(default_factory=dict)


def law_of(corridors: Iterable[Corridor], on: date) -> dict[int, Law]:
    """{corridor id: law}: a few queries, however many corridors."""
    corridors = list(corridors)
    if not corridors:
        return {}
    rates = rates_on(on)
    destinations = {corridor.destination for corridor in corridors}
    ceilings = [ceiling_fact(row) for row in FeeCeiling.objects.current().select_related("source")]
    wages = defaultdict(list)
    rows = MinimumWage.objects.current().filter(country__in=destinations, region="ALL").exclude(amount=None)
    for row in rows.select_related("source").order_by("amount", "id"):
        fact = wage_fact(row)
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
