"""Which openings may be shown on a day, in SQL: the twin of jobs.rules.visibility. One test holds the two together.

Every page, command and list of openings goes through `visible(today)`; the search index only proposes.
"""

from collections import defaultdict
from datetime import date

from django.db import models
from django.db.models import Q

from jobs.grounds import Grounds, grounds_on
from jobs.rules import IN_FORCE, ORDER_CHANNELS

# A column left out here costs a query a row when something reads it: a test counts the queries of a page.
RESULT_COLUMNS = (
    *("public_id", "basis", "state", "published_on", "apply_by", "example", "corridor_id", "occupation_id"),
    *("agency__public_id", "agency__name", "place__name_en", "place_text", "destination", "channel"),
    *("title", "title_language", "origin", "starts", "hours_per_week", "wage_low", "wage_high", "currency", "wage_per"),
    *("job_order_number", "order_authority", "order_status", "order_from", "order_until", "names_foreign_recruiter"),
)


class OpeningQuerySet(models.QuerySet):
    """Openings, asked in the words of the domain."""

    def visible(self, today: date, grounds: Grounds | None = None):
        """Those that may be shown that day. `grounds` (what the registry and the routes say) is read when not given."""
        return self.filter(shown_on(today, grounds or grounds_on(today)))

    def with_parts(self):
        """Everything a result or an opening page shows, in one query."""
        return self.select_related("employer__region", "agency", "corridor", "occupation", "place")

    def as_results(self):
        """What a line of results shows and is judged by, in one query; the rest of the row stays where it is."""
        return self.select_related("agency", "place").only(*RESULT_COLUMNS)


def shown_on(today: date, grounds: Grounds) -> Q:
    """The condition of `visible`, for use on Opening's own columns."""
    vetted = _one_of(grounds.vetted)
    certified = Q(basis="certified_order")
    ordered = Q(channel__in=ORDER_CHANNELS)
    condition = (
        Q(state="published", published_on__lte=today)
        & (Q(apply_by=None) | Q(apply_by__gte=today))
        & (Q(order_from=None) | Q(order_from__lte=today))
        & (Q(order_until=None) | Q(order_until__gte=today))
        & ~Q(order_status__in=("denied", "withdrawn"))
        & (
            (certified & Q(order_status__in=IN_FORCE, order_from__isnull=False) & _has_order())
            | (~certified & (~ordered | _has_order()))
        )
        & ((certified & Q(names_foreign_recruiter=False)) | vetted)
    )
    return condition & ~Q(corridor_id__in=grounds.closed) if grounds.closed else condition


def _has_order() -> Q:
    return ~Q(job_order_number="") & Q(order_until__isnull=False)


def _one_of(pairs) -> Q:
    """One condition a corridor, since there are few corridors and many agencies."""
    by_corridor = defaultdict(list)
    for agency_id, corridor_id in pairs:
        by_corridor[corridor_id].append(agency_id)
    condition = Q(pk__in=())
    for corridor_id, agency_ids in sorted(by_corridor.items()):
        condition |= Q(corridor_id=corridor_id, agency_id__in=sorted(agency_ids))
    return condition
