"""SDG indicator 10.7.1 on one corridor: our own figure where five people told both amounts, beside published surveys.

agencies.views.recruitment_costs shows it. Corridors are never ranked by it: each survey asked in its own way.
"""

from dataclasses import dataclass
from datetime import date

from agencies.models import RouteCost
from corridors.guide import Survey, survey_of
from corridors.models import Corridor
from corridors.reading import benchmarks_of, rate_facts_on
from corridors.rules import Indicator, RateFact


@dataclass(frozen=True)
class Report:
    """own: our figure as last published, on `published`. surveys: what others published. rates: those of that day for
    currencies that at least five of its people told amounts in.
    """

    corridor: Corridor
    own: Indicator
    published: date | None
    surveys: tuple[Survey, ...]
    rates: tuple[RateFact, ...]


def report_on(corridor: Corridor, today: date) -> Report:
    """The report of one corridor on a day. Never live: a figure that moved with each report would tell what the last said."""
    row = RouteCost.objects.filter(corridor=corridor, published__lte=today).order_by("-published").first()
    own = Indicator(row.people, 0, row.median, row.mean) if row else Indicator(0, 0)
    used = set(row.currencies.split()) if row and own.is_told else set()
    chosen = rate_facts_on(row.published) if len(used) > 1 else {}
    return Report(
        corridor=corridor,
        own=own,
        published=row.published if row and own.is_told else None,
        surveys=tuple(survey_of(one) for one in benchmarks_of(corridor.origin, corridor.destination)),
        rates=tuple(chosen[currency] for currency in sorted(used) if currency in chosen),
    )
