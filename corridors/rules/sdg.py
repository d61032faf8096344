"""SDG indicator 10.7.1: recruitment cost borne by the worker ÷ monthly income earned in the country of destination.

After the UN metadata of the indicator (custodians ILO and World Bank, 2022-05): cost and income are those of the same
person. Plain Python; agencies.sdg calls it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median

from corridors.rules.wages import months_of_wages
from foundation.money import Money

LEAST_PEOPLE = 5


@dataclass(frozen=True)
class CostAndIncome:
    """What one person paid to be recruited, in all, and what that same person earned in the first month of the job."""

    cost: Money
    monthly_income: Money


@dataclass(frozen=True)
class Indicator:
    """Months of income over `people`; `left_out` pairs lacked an amount or a rate. None below LEAST_PEOPLE people."""

    people: int
    left_out: int
    median: Decimal | None = None
    mean: Decimal | None = None

    @property
    def is_told(self) -> bool:
        """Whether enough people told enough for a figure."""
        return self.median is not None


def recruitment_cost_indicator(
    pairs: Iterable[CostAndIncome], rates: Mapping[str, Decimal], least: int = LEAST_PEOPLE
) -> Indicator:
    """The indicator of one corridor, unrounded. Each person's own ratio comes first; totals are never divided by totals.

    `rates`: units of each currency for one US dollar. With fewer than `least` people nothing but their number is told.
    """
    pairs = tuple(pairs)
    ratios = [months_of_wages(pair.cost, pair.monthly_income, rates) for pair in pairs]
    known = [ratio for ratio in ratios if ratio is not None]
    left_out = len(pairs) - len(known)
    if len(known) < max(least, LEAST_PEOPLE):
        return Indicator(len(known), left_out)
    return Indicator(len(known), left_out, median(known), mean(known))
