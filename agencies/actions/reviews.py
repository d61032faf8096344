"""Writes of cards and reports: print a sheet, call one back, seal a report with a card, take one back, delete by age.

Nothing about a single report enters the trail: an entry carries a time, and a time would join the report to a card.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, F
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from agencies import review_codes as marks
from agencies.models import (
    Agency,
    Review,
    ReviewBatch,
    ReviewBlock,
    ReviewText,
    ReviewToken,
    SealedReview,
    SealedTally,
)
from agencies.models.reviews import MOST_CARDS
from agencies.rules.review_figures import PART, WHOLE
from agencies.rules.review_refusals import ReviewRefusal, ReviewRefused
from corridors.models import Corridor
from foundation import codes, purges, trail
from foundation.money import Money
from foundation.seal import context_of, seal
from partners.models import CSO

PRINTED = trail.declare("agencies.review_cards_printed", _("Review cards printed"))
VOIDED = trail.declare("agencies.review_cards_voided", _("Unused review cards called back"))
PURGED = trail.declare("agencies.reviews_purged", _("Review cards and words deleted by age"))
CARD_GONE = purges.declare("agencies.review_card", ReviewToken, lambda keys: _void(keys), columns=("mark",))
WAITING_GONE = purges.declare("agencies.review_waiting", SealedReview, columns=("receipt",))
REPORT_GONE = purges.declare("agencies.review", Review, lambda keys: _take_out(keys), columns=("receipt",))
WORDS_GONE = purges.declare("agencies.review_words", ReviewText, columns=("receipt",))
MOST_SHEETS_A_MONTH = 20
NIGHTS = "nights"


@dataclass(frozen=True)
class Item:
    """One fee: ILO category, what was paid, what the receipt said (None = no receipt, or not known), currency."""

    category: str
    paid: Decimal
    receipt: Decimal | None
    currency: str


@dataclass(frozen=True)
class Report:
    """What a worker tells: the month's first day, {question: answer}, a Review.Fees value with its items, free words.

    earned: the pay of the first month abroad, above zero; None = not told.
    """

    agency: Agency
    corridor: Corridor
    month: date
    answers: dict[str, str]
    fees: str
    items: tuple[Item, ...] = ()
    words: str = ""
    earned: Money | None = None


def acts_for_any_agency(actor: User | None, today: date) -> bool:
    """Whoever holds cards or paper can write reports with them: an agency's own people must not."""
    if actor is None:
        return False
    return actor.memberships.live(today).filter(organisation__kind=Organisation.Kind.AGENCY).exists()


@transaction.atomic
def print_cards(
    cso: CSO,
    count: int,
    submission: str,
    today: date,
    *,
    codes_drawn: list[str],
    corridor: Corridor | None = None,
    language: str = "en",
    actor: User | None = None,
) -> ReviewBatch:
    """Record a sheet of cards whose digits were just drawn; good for twelve months. Raises ReviewRefused.

    The same submission twice is refused: the digits of the first sheet cannot be shown again.
    """
    if acts_for_any_agency(actor, today):
        raise ReviewRefused(ReviewRefusal.ACTS_FOR_AGENCY)
    if not CSO.objects.accredited(today).filter(pk=cso.pk).exists():
        raise ReviewRefused(ReviewRefusal.CSO_NOT_ACCREDITED)
    if not 1 <= count <= MOST_CARDS or len(codes_drawn) != count:
        raise ReviewRefused(ReviewRefusal.NO_SUCH_NUMBER)
    CSO.objects.select_for_update(of=("self",)).get(pk=cso.pk)
    if ReviewBatch.objects.filter(submission=marks.batch_key(submission)).exists():
        raise ReviewRefused(ReviewRefusal.PRINTED_BEFORE)
    if ReviewBatch.objects.filter(cso=cso, made__gte=today.replace(day=1)).count() >= MOST_SHEETS_A_MONTH:
        raise ReviewRefused(ReviewRefusal.TOO_MANY_SHEETS)
    batch = ReviewBatch.objects.create(
        cso=cso,
        corridor=corridor,
        language=language,
        cards=count,
        made=today,
        expires=_year_later(today),
        made_by=actor,
        submission=marks.batch_key(submission),
    )
    ReviewToken.objects.bulk_create(
        # In the order of their hashes, so that no row tells which place on the sheet its card had.
        ReviewToken(mark=mark, batch=batch)
        for mark in sorted(map(marks.card_mark, codes_drawn))
    )
    trail.record(PRINTED, batch, actor=actor, cards=count)
    return batch


@transaction.atomic
def void_cards(batch: ReviewBatch, *, actor: User | None = None) -> int:
    """Make every unused card of a sheet worthless, such as a lost one; how many there were. Safe to repeat."""
    gone = CARD_GONE.purge(ReviewToken.objects.filter(batch=batch))
    if gone:
        trail.record(VOIDED, batch, actor=actor, cards=gone)
    return gone


def card_batch(typed: str, today: date) -> ReviewBatch:
    """The batch of a card that can be used today. Raises ReviewRefused: used, unknown and mistyped look alike."""
    return _token(typed, today).batch


def already_sent(typed: str, submission: str) -> str | None:
    """The receipt of a page that was sent with this card before; None when it was not, or was taken back."""
    for code in marks.receipt_codes(submission, codes.normalise(typed)):
        waiting = SealedReview.objects.filter(receipt__in=marks.receipt_marks(code, marks.WAITING))
        kept = Review.objects.filter(receipt__in=marks.receipt_marks(code, marks.KEPT))
        if waiting.exists() or kept.exists():
            return code
    return None


def send_review(typed: str, report: Report, submission: str, today: date) -> str:
    """Seal a report and use the card up, both or neither; returns the receipt's 16 digits. Raises ReviewRefused.

    The same page sent twice with the same card gives the first receipt.
    """
    with transaction.atomic():
        try:
            token = _token(typed, today, lock=True)
        except ReviewRefused:
            if code := already_sent(typed, submission):
                return code
            raise
        if not report.answers and report.fees == Review.Fees.UNTOLD:
            raise ReviewRefused(ReviewRefusal.NOTHING_TOLD)
        code = marks.receipt_codes(submission, codes.normalise(typed))[0]
        waiting = SealedReview(id=uuid.uuid4(), receipt=marks.receipt_mark(code, marks.WAITING))
        told = {
            "batch": token.batch_id,
            "agency": report.agency.pk,
            "corridor": report.corridor.pk,
            "year": report.month.year,
            "month": report.month.month,
            "answers": report.answers,
            "fees": report.fees,
            "items": [
                [one.category, str(one.paid), None if one.receipt is None else str(one.receipt), one.currency]
                for one in report.items
            ],
            "earned": [str(report.earned.amount), report.earned.currency] if report.earned else None,
            "words": report.words,
            "kept": marks.receipt_mark(code, marks.KEPT),
            "kept_words": marks.receipt_mark(code, marks.WORDS),
        }
        waiting.sealed = seal(json.dumps(told, ensure_ascii=False), sealed_context(waiting))
        waiting.save(force_insert=True)
        token.delete()
    return code


@transaction.atomic
def withdraw_review(typed: str) -> bool:
    """Delete the report of a receipt wherever it is by now, with its words; False when there is none.

    Published figures lose it with their next publication, as they gain reports: five changes at a time.
    """
    queue_for_reports()
    code = codes.normalise(typed) or "none"
    held = (
        (WAITING_GONE, SealedReview, marks.receipt_marks(code, marks.WAITING)),
        (REPORT_GONE, Review, marks.receipt_marks(code, marks.KEPT)),
        (WORDS_GONE, ReviewText, marks.receipt_marks(code, marks.WORDS)),
    )
    found = 0
    for kind, model, receipts in held:
        found += kind.purge(model.objects.filter(receipt__in=receipts))
    if found:
        # A backup may hold it in another of the three places than the one in which it is by now.
        for kind, _model, receipts in held:
            kind.note_values((receipt,) for receipt in receipts)
    return bool(found)


@transaction.atomic
def purge_reviews(today: date) -> dict[str, int]:
    """Delete cards past their year and words past their month. Reports stay: they are what the registry knows."""
    cards = CARD_GONE.purge(ReviewToken.objects.filter(batch__expires__lte=today))
    words = WORDS_GONE.purge(ReviewText.objects.filter(gone_in__lte=f"{today:%Y-%m}"))
    if cards or words:
        trail.record(PURGED, "agencies.reviews", cards=cards, words=words)
    return {"cards": cards, "words": words}


def _void(cards: list) -> None:
    tokens = ReviewToken.objects.filter(pk__in=cards)
    for batch, left in tokens.values_list("batch").annotate(left=Count("pk")).order_by():
        ReviewBatch.objects.filter(pk=batch).update(voided=F("voided") + left)
    tokens.delete()


def _take_out(reports: list) -> None:
    for review in Review.objects.select_for_update().filter(pk__in=reports):
        if review.block_id:
            _count_as_gone(review)
        review.delete()


def _count_as_gone(review: Review) -> None:
    """The numbers that stand published hold its answers until five changed; so long its block remembers the difference."""
    block = ReviewBlock.objects.select_for_update().get(pk=review.block_id)
    kind = WHOLE if review.whole else PART
    setattr(block, f"gone_{kind}", getattr(block, f"gone_{kind}") + 1)
    counts = block.gone_answers.setdefault(kind, {})
    for question, answer in review.answers.items():
        told = counts.setdefault(question, {})
        told[answer] = told.get(answer, 0) + 1
    block.save(update_fields=[f"gone_{kind}", "gone_answers"])


def queue_for_reports() -> None:
    """Wait for the nightly move, which writes every report anew: a row that is looked for meanwhile would seem gone."""
    list(SealedTally.objects.select_for_update().filter(pk=NIGHTS))


def sealed_context(waiting: SealedReview) -> str:
    """The place that a waiting report is sealed for."""
    return context_of("agencies.SealedReview", waiting.pk, "sealed")


def _token(typed: str, today: date, lock: bool = False) -> ReviewToken:
    code = codes.normalise(typed)
    if len(code) != marks.CARD_DIGITS or not codes.is_valid(code):
        raise ReviewRefused(ReviewRefusal.NO_SUCH_CARD)
    rows = ReviewToken.objects.select_for_update(of=("self",)) if lock else ReviewToken.objects
    token = rows.select_related("batch__corridor").filter(mark__in=marks.card_marks(code)).first()
    if token is None:
        raise ReviewRefused(ReviewRefusal.NO_SUCH_CARD)
    if token.batch.expires <= today:
        raise ReviewRefused(ReviewRefusal.CARD_EXPIRED)
    return token


def _year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
