"""Publishes what workers report of an agency: blocks, rows by question, and the payment figure. Called each night and
when the registrar lets a report count; agencies.rules.review_figures says what is safe.
"""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from agencies.actions.payments import Part, publish_payment_figure, take_off_payment_figures
from agencies.actions.refused import Refused
from agencies.actions.registration import locked
from agencies.actions.review_concerns import raise_from_figures
from agencies.models import Agency, PaymentFigure, Review, ReviewBlock, ReviewFigure
from agencies.rules.review_figures import (
    LEAST,
    NONE,
    PART,
    WHOLE,
    Place,
    Shown,
    Told,
    is_safe,
    may_publish,
    must_end,
    plan,
    publishable,
    quartiles,
)
from agencies.rules.review_questions import HOME_CURRENCY, OLDEST_MONTHS, QUESTIONS
from corridors.reading import rates_on
from corridors.rules import Category
from foundation.money import Money, convert

REPORTS = "reports"
# A report may be about this year or the three before it.
YEARS_TOLD = OLDEST_MONTHS // 12


@transaction.atomic
def publish_reviews(agencies: Iterable[int], today: date) -> int:
    """Publish every block of these agencies that changed by five reports and more; how many were."""
    return sum(_publish(locked(agency), today) for agency in Agency.objects.filter(pk__in=set(agencies)).order_by("pk"))


def publish_due(today: date) -> int:
    """Publish whatever changed by five since its publication: reports that count and stand in no block, or were taken back."""
    waiting = Review.objects.counted().filter(block=None).values_list("agency_id", flat=True)
    gone = ReviewBlock.objects.exclude(gone_whole=0, gone_part=0).values_list("agency_id", flat=True)
    return publish_reviews({*waiting, *gone}, today)


def _publish(agency: Agency, today: date) -> int:
    blocks = {_place(row): row for row in ReviewBlock.objects.select_for_update().filter(agency=agency).order_by("pk")}
    told_before = _told_before(blocks.values())
    # On one day a row is published once.
    done_today = {row.pk for row in blocks.values() if ReviewFigure.objects.filter(block=row, published=today).exists()}
    shown = {
        kind: {place: _shown(row, kind, told_before[row.pk]) for place, row in blocks.items()} for kind in (WHOLE, PART)
    }
    ending = {kind: {place for place, block in shown[kind].items() if must_end(block)} for kind in shown}
    entering = {kind: _entering(agency, kind, shown[kind], ending[kind], today) for kind in shown}
    changed = 0
    for place in {*ending[WHOLE], *ending[PART], *entering[WHOLE], *entering[PART]}:
        block = blocks.get(place)
        if block and block.pk in done_today:
            continue
        kinds = {
            kind: (Shown(0, 0, shown[kind][place].told), 0)
            if place in ending[kind]
            else (shown[kind].get(place, Shown()), len(entering[kind][place]) if place in entering[kind] else None)
            for kind in shown
        }
        if not may_publish(kinds.values()):
            continue
        moved = {kind for kind in shown if place in ending[kind] or place in entering[kind]}
        block = _dated(block or _new_block(agency, place, today), moved, today)
        for kind in shown:
            if place in ending[kind]:
                _reviews(agency, kind).filter(block=block).update(block=None)
            elif place in entering[kind]:
                Review.objects.filter(pk__in=[one.key for one in entering[kind][place]]).update(block=block)
        _write_rows(block, today)
        if WHOLE in moved:
            _write_payments(block, today)
        changed += 1
    return changed


def _entering(agency: Agency, kind: str, shown: dict[Place, Shown], ending: set[Place], today: date):
    """{place: reports that would enter it now}; nothing enters a place whose reports are just leaving it."""
    waiting = [_told(row) for row in _reviews(agency, kind).filter(block=None)]
    return {place: ones for place, ones in plan(waiting, shown, today.year).items() if place not in ending}


def _new_block(agency: Agency, place: Place, today: date) -> ReviewBlock:
    first = today.year - YEARS_TOLD if place.year is None else place.year
    pooled = place.year is None
    return ReviewBlock(agency=agency, corridor_id=place.corridor, pooled=pooled, first_year=first, last_year=first)


def _dated(block: ReviewBlock, moved: set[str], today: date) -> ReviewBlock:
    """The block as of its publication, which is now: of the kinds that changed, nothing was taken back since."""
    if block.pooled:
        block.last_year = today.year
    for kind in moved:
        setattr(block, f"gone_{kind}", 0)
        block.gone_answers.pop(kind, None)
    block.save()
    return block


def _write_rows(block: ReviewBlock, today: date) -> None:
    reviews = list(block.reviews.all())
    about = {"block": block, "published": today}
    kinds = {
        WHOLE: sum(row.whole for row in reviews) + block.gone_whole,
        PART: sum(not row.whole for row in reviews) + block.gone_part,
    }
    number = sum(kinds.values())
    rows = [ReviewFigure(subject=REPORTS, reports=number, cells=kinds, **about)]
    before = defaultdict(list)
    for subject, cells in ReviewFigure.objects.filter(block=block).values_list("subject", "cells"):
        before[subject].append(_read(cells))
    for question in QUESTIONS:
        answers = [row.answers[question.code] for row in reviews if question.code in row.answers]
        answers += _answers_gone(block, question.code)
        cells = publishable(question, answers + [NONE] * (number - len(answers)), before[question.code])
        if cells and number:
            rows.append(ReviewFigure(subject=question.code, reports=number, cells=_written(cells), **about))
    ReviewFigure.objects.bulk_create(rows)
    raise_from_figures(block, rows, today)


def _answers_gone(block: ReviewBlock, question: str) -> list[str]:
    """Answers of reports that were taken back from a kind that stays as it was published."""
    return [
        answer
        for counts in block.gone_answers.values()
        for answer, count in counts.get(question, {}).items()
        for _ in range(count)
    ]


def _write_payments(block: ReviewBlock, today: date) -> None:
    """What the whole reports say was paid in all. Pools over several routes have no figure of their own."""
    whole = [row for row in block.reviews.all() if row.whole]
    if block.corridor_id is None:
        return
    if len(whole) < LEAST:
        take_off_payment_figures(block.agency, _payments(block), today)
        return
    if not all(is_safe(len(whole) - before) for before in _payments(block).values_list("reports", flat=True)):
        return
    rates = rates_on(today)
    currency = _usual_currency(whole, block)
    totals = [_total(row, rates, currency) for row in whole]
    if any(total is None for total in totals):
        return
    low, median, high = (Money(amount, currency) for amount in quartiles(totals))
    # Another figure of this day and period stands already when somebody published one by hand: ours waits for its next lot.
    with suppress(Refused):
        _publish_payments(block, len(whole), (low, median, high), _parts(whole, rates, currency), today)


def _parts(whole: list[Review], rates, currency: str) -> list[Part]:
    """The same by group of costs. Who told every fee and wrote nothing in a group paid nothing for it, so each group is
    told by all of them: its number tells no more than that of the whole.

    A group for which three quarters paid nothing is left out: some write one sum for several things in one line.
    """
    parts = []
    for category in Category:
        told = [_total(row, rates, currency, category) for row in whole]
        low, median, high = quartiles(told)
        if high:
            parts.append(Part(category.value, len(whole), low, median, high))
    return parts


def _publish_payments(
    block: ReviewBlock, reports: int, paid: tuple[Money, Money, Money], parts: list[Part], today: date
) -> None:
    low, median, high = paid
    publish_payment_figure(
        block.agency,
        block.corridor,
        period_from=date(block.first_year, 1, 1),
        period_until=_period_end(block, today),
        reports=reports,
        low=low,
        median=median,
        high=high,
        published=today,
        parts=parts,
    )


def _period_end(block: ReviewBlock, today: date) -> date:
    """The day after the last one that the reports can speak of."""
    year_over = date(block.last_year + 1, 1, 1)
    return min(year_over, today + timedelta(days=1))


def _payments(block: ReviewBlock) -> QuerySet[PaymentFigure]:
    """The figures published of this block so far; a pool's period is longer than a year."""
    # A record that was merged keeps the figures it published; whoever compares has seen them too.
    of_it = Q(agency=block.agency) | Q(agency__merged_into=block.agency)
    rows = PaymentFigure.objects.filter(of_it, corridor=block.corridor, period_from=date(block.first_year, 1, 1))
    year_over = date(block.first_year + 1, 1, 1)
    return rows.filter(period_until__gt=year_over) if block.pooled else rows.filter(period_until__lte=year_over)


def _usual_currency(reviews: list[Review], block: ReviewBlock) -> str:
    used = [item["currency"] for row in reviews for item in row.items]
    # Where nobody paid, nothing has a currency: so the one of the place they left from.
    return max(sorted(set(used)), key=used.count) if used else HOME_CURRENCY.get(block.corridor.origin, "USD")


def _total(review: Review, rates, currency: str, category: str = "") -> Decimal | None:
    """What a report says was paid in all, or for one group of costs; None when a rate is missing."""
    items = [item for item in review.items if category in ("", item["category"])]
    amounts = [convert(Money(Decimal(item["paid"]), item["currency"]), rates, currency) for item in items]
    if not all(amount.is_known for amount in amounts):
        return None
    return sum((amount.amount for amount in amounts), Decimal(0))


def _told_before(blocks) -> dict[int, list[dict]]:
    """{block: cells of every "reports" row so far, oldest first}."""
    found = {row.pk: [] for row in blocks}
    rows = ReviewFigure.objects.filter(block__in=found, subject=REPORTS).order_by("published")
    for block, cells in rows.values_list("block_id", "cells"):
        found[block].append(cells)
    return found


def _shown(block: ReviewBlock, kind: str, before: list[dict]) -> Shown:
    members = sum((row.whole is (kind == WHOLE)) for row in block.reviews.all())
    return Shown(members, getattr(block, f"gone_{kind}"), tuple(cells[kind] for cells in before))


def _place(block: ReviewBlock) -> Place:
    return Place(block.corridor_id, None if block.pooled else block.first_year)


def _reviews(agency: Agency, kind: str):
    whole = (Review.Fees.NOTHING, Review.Fees.ALL)
    rows = Review.objects.counted().filter(agency=agency)
    return rows.filter(fees__in=whole) if kind == WHOLE else rows.exclude(fees__in=whole)


def _told(row: Review) -> Told:
    return Told(str(row.pk), row.corridor_id, row.year, row.whole, row.answers)


def _written(cells) -> dict[str, int]:
    return {"+".join(sorted(cell)): count for cell, count in cells.items()}


def _read(cells: dict[str, int]) -> dict[frozenset[str], int]:
    return {frozenset(cell.split("+")): count for cell, count in cells.items()}
