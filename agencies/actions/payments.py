"""Writes what workers report to have paid an agency on a corridor, as figures that are published and taken off."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from agencies.actions.refused import Refused
from agencies.actions.registration import locked
from agencies.actions.standing import reassess
from agencies.models import Agency, PaymentFigure, PaymentPart
from agencies.models.evidence import LEAST_REPORTS
from agencies.rules.vouching import Refusal
from corridors.models import Corridor
from foundation import trail
from foundation.money import Money


@dataclass(frozen=True)
class Part:
    """What workers paid for one group of costs (ILO 2019); amounts in the currency of the whole figure."""

    category: str
    reports: int
    low: Decimal
    median: Decimal
    high: Decimal


@transaction.atomic
def publish_payment_figure(
    agency: Agency,
    corridor: Corridor,
    *,
    period_from: date,
    period_until: date,
    reports: int,
    low: Money,
    median: Money,
    high: Money,
    published: date,
    parts: Iterable[Part] = (),
    actor: User | None = None,
) -> PaymentFigure:
    """Publish what at least five workers say they paid in all, over [period_from, period_until). Raises Refused.

    `parts`: the same group by group, each from at least five and from no more reports than the whole.
    """
    agency, parts = locked(agency), sorted(parts, key=lambda part: part.category)
    amounts = (low.amount, median.amount, high.amount)
    if reports < LEAST_REPORTS:
        raise Refused(Refusal.FEWER_THAN_FIVE)
    if len({low.currency, median.currency, high.currency}) > 1:
        raise Refused(Refusal.UNKNOWN_CURRENCY)
    if None in amounts or list(amounts) != sorted(amounts) or low.amount < 0 or period_until <= period_from:
        raise Refused(Refusal.FIGURES_OUT_OF_ORDER)
    _check_parts(parts, reports)
    told = {
        "reports": reports,
        "low": low.amount,
        "median": median.amount,
        "high": high.amount,
        "currency": median.currency,
    }
    figure, created = PaymentFigure.objects.get_or_create(
        agency=agency,
        corridor=corridor,
        period_from=period_from,
        period_until=period_until,
        published=published,
        defaults=told,
    )
    if not created and (
        any(getattr(figure, field) != value for field, value in told.items()) or _parts_of(figure) != parts
    ):
        raise Refused(Refusal.OTHER_FIGURE_PUBLISHED)
    if created:
        PaymentPart.objects.bulk_create(PaymentPart(figure=figure, **asdict(part)) for part in parts)
        trail.record("agencies.payments_published", figure, actor=actor, reports=reports)
        reassess(agency)
    return figure


@transaction.atomic
def take_off_payment_figures(agency: Agency, figures: QuerySet[PaymentFigure], today: date) -> int:
    """From today these figures are neither shown nor judged by; past days still show them. How many were taken off."""
    agency = locked(agency)
    gone = figures.filter(agency=agency, taken_off=None).update(taken_off=today)
    if gone:
        trail.record("agencies.payments_taken_off", agency, figures=gone)
        reassess(agency)
    return gone


def _check_parts(parts: list[Part], reports: int) -> None:
    if any(part.reports < LEAST_REPORTS for part in parts):
        raise Refused(Refusal.FEWER_THAN_FIVE)
    if (
        len({part.category for part in parts}) < len(parts)
        or any(part.reports > reports for part in parts)
        or any(not 0 <= part.low <= part.median <= part.high for part in parts)
    ):
        raise Refused(Refusal.FIGURES_OUT_OF_ORDER)


def _parts_of(figure: PaymentFigure) -> list[Part]:
    return [Part(row.category, row.reports, row.low, row.median, row.high) for row in figure.parts.order_by("category")]
