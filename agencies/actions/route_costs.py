"""Publishes SDG 10.7.1 of a route from published reports that tell all that was paid and the first pay. Called each night.

A figure changes by five people at a time and never with a single report; agencies.rules.route_costs says when.
"""

import secrets
from collections import Counter
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from agencies.models import Review, ReviewBlock, RouteCost
from agencies.rules.review_figures import LEAST, Shown, must_end
from agencies.rules.route_costs import may_join
from corridors.models import Corridor
from corridors.reading import rates_on
from corridors.rules import CostAndIncome, recruitment_cost_indicator
from foundation import trail
from foundation.money import Money, convert

WHOLE = (Review.Fees.NOTHING, Review.Fees.ALL)
CENT = Decimal("0.01")


@transaction.atomic
def publish_route_costs(today: date) -> int:
    """Publish the figure of every route whose people changed by five and more; how many were."""
    told = {
        *ReviewBlock.objects.values_list("corridor", flat=True),
        *RouteCost.objects.values_list("corridor", flat=True),
    }
    done = RouteCost.objects.filter(published=today).values_list("corridor", flat=True)
    routes = Corridor.objects.select_for_update().filter(pk__in=told - {None}).exclude(pk__in=done)
    return sum(_publish(corridor, today) for corridor in routes.order_by("pk"))


def _publish(corridor: Corridor, today: date) -> bool:
    rates = rates_on(today)
    told = Review.objects.counted().filter(corridor=corridor, fees__in=WHOLE, earned__isnull=False)
    members = list(told.filter(paired=True))
    # Who told an amount without a rate of today waits: left out, their number would tell of few.
    ready = [row for row in told.filter(paired=False, block__corridor=corridor) if _pair(row, rates).cost.is_known]
    numbers = tuple(RouteCost.objects.filter(corridor=corridor).order_by("published").values_list("people", flat=True))
    figure = Shown(len(members), (numbers[-1] if numbers else 0) - len(members), numbers)
    count = may_join(figure, len(ready), _reports_shown(corridor))
    if count is None and must_end(figure):
        Review.objects.filter(pk__in=[row.pk for row in members]).update(paired=False)
        return _write(corridor, [], rates, today)
    if count is None or not all(_pair(row, rates).cost.is_known for row in members):
        return False
    entering = secrets.SystemRandom().sample(ready, count)
    Review.objects.filter(pk__in=[row.pk for row in entering]).update(paired=True)
    return _write(corridor, [*members, *entering], rates, today)


def _write(corridor: Corridor, rows: list[Review], rates, today: date) -> bool:
    told = recruitment_cost_indicator([_pair(row, rates) for row in rows], rates)
    used = Counter(code for row in rows for code in {row.earned_in, *(item["currency"] for item in row.items)})
    figure = RouteCost.objects.create(
        corridor=corridor,
        people=told.people,
        median=None if told.median is None else told.median.quantize(CENT),
        mean=None if told.mean is None else told.mean.quantize(CENT),
        # A currency that fewer than five told amounts in would tell of them.
        currencies=" ".join(sorted(code for code, people in used.items() if people >= LEAST)),
        published=today,
    )
    trail.record("agencies.route_cost_published", figure, people=told.people)
    return True


def _pair(review: Review, rates) -> CostAndIncome:
    """What one worker paid in all, and earned in the first month, both in the currency of the pay."""
    paid = [convert(Money(Decimal(item["paid"]), item["currency"]), rates, review.earned_in) for item in review.items]
    cost = sum((one.amount for one in paid), Decimal(0)) if all(one.is_known for one in paid) else None
    return CostAndIncome(Money(cost, review.earned_in), Money(review.earned, review.earned_in))


def _reports_shown(corridor: Corridor) -> int:
    """How many reports that tell every fee the route's published blocks speak of, those taken back since among them."""
    blocks = ReviewBlock.objects.filter(corridor=corridor)
    gone = blocks.aggregate(gone=Sum("gone_whole"))["gone"] or 0
    return Review.objects.filter(block__in=blocks, fees__in=WHOLE).count() + gone
