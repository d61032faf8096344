"""SDG indicator 10.7.1 on one corridor: our own figure where five people told both amounts, beside published surveys.

agencies.views.recruitment_costs shows it. Corridors are never ranked by it: each survey asked in its own way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corridors.guide import Survey, survey_of
from corridors.models import Corridor
from corridors.reading import benchmarks_of, rate_facts_on
from corridors.rules import CostAndIncome, Indicator, RateFact, recruitment_cost_indicator


@dataclass(frozen=True)
class Report:
    """own: our figure, or only how many people told both amounts. surveys: what others published. rates: that converted
    our pairs.
    """

    corridor: Corridor
    own: Indicator
    surveys: tuple[Survey, ...]
    rates: tuple[RateFact, ...]


def report_on(corridor: Corridor, today: date) -> Report:
    """The report of one corridor on a day."""
    pairs = tuple(pairs_of(corridor, today))
    chosen = rate_facts_on(today) if pairs else {}
    own = recruitment_cost_indicator(pairs, {currency: rate.units_per_usd for currency, rate in chosen.items()})
    converted = {money.currency for pair in pairs if pair.cost.currency != pair.monthly_income.currency
                 for money in (pair.cost, pair.monthly_income)} - {"USD"}  # fmt: skip
    return Report(
        corridor=corridor,
        own=own,
        surveys=tuple(survey_of(row) for row in benchmarks_of(corridor.origin, corridor.destination)),
        rates=tuple(chosen[currency] for currency in sorted(converted) if currency in chosen),
    )


def pairs_of(corridor: Corridor, today: date) -> Iterable[CostAndIncome]:
    """Cost and first month's income of the same person, for everybody counted in the last publication up to that day.

    Never live: a figure that moved with each report would tell what the last one said. No reports with both amounts
    are collected yet, so there are none.
    """
    return ()
