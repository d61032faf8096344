"""The nightly move: open what waits, hold back what looks planted, write the rest shuffled, publish what is safe to show.

`manage.py move_reviews` and the moderation desk call it. Afterwards no row tells which card, batch or night a report is of.
"""

import json
import secrets
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.actions.review_figures import publish_due
from agencies.actions.reviews import NIGHTS, WORDS_GONE, queue_for_reports, sealed_context
from agencies.actions.route_costs import publish_route_costs
from agencies.models import Agency, Review, ReviewBatch, ReviewText, SealedReview, SealedTally
from agencies.models.evidence import LEAST_REPORTS
from agencies.rules.review_holds import KNOWN_KEPT, NIGHTS_KEPT, Arrival, judge_arrivals
from corridors.models import Corridor
from foundation import trail
from foundation.resealing import reseal
from foundation.seal import SealError, context_of, seal, unseal

MOVED = trail.declare("agencies.reviews_moved", _("Waiting reports opened and shuffled"))
BROKEN = trail.declare("agencies.reviews_not_opened", _("Waiting reports that cannot be opened"))
# Words are deleted when the month begins that is at most this far away: never later than 90 days.
MONTHS_OF_WORDS = 2
# Every sealed field of reports: what waits, what the caps and detectors count, free words.
SEALED = ((SealedReview, "sealed"), (ReviewBatch, "tallies"), (SealedTally, "sealed"), (ReviewText, "sealed"))


@dataclass(frozen=True)
class Moved:
    """What one night did: still waiting because fewer than five do, moved, held back, blocks published.

    broken: the keys of waiting rows that cannot be moved: their seal does not open, or what is in it is no report.
    """

    waiting: int = 0
    moved: int = 0
    held: int = 0
    published: int = 0
    broken: tuple[str, ...] = ()


@transaction.atomic
def move_reviews(today: date) -> Moved:
    """Move all waiting reports at once, if at least five wait. Safe to repeat: what is moved waits no more."""
    queue_for_reports()
    rows = list(SealedReview.objects.select_for_update().order_by("pk"))
    told = _opened(rows)
    # They wait on: a key that is not here today may be here tomorrow.
    broken = tuple(str(row.pk) for row in rows if row.pk not in told)
    if broken:
        trail.record(BROKEN, "agencies.reviews", rows=broken)
    if len(told) < LEAST_REPORTS:
        return Moved(waiting=len(told), broken=broken, published=_published(today))
    batches = {
        row.pk: row
        for row in ReviewBatch.objects.select_for_update().filter(pk__in={one["batch"] for one in told.values()})
    }
    why = _judged(told, batches)
    reviews = [_review(one, why[str(key)]) for key, one in told.items()]
    # Of a backup that was restored: their words had been moved, and deleted by age, already.
    gone = WORDS_GONE.noted(one["kept_words"] for one in told.values() if one["words"])
    words = [_words(one, today) for one in told.values() if one["words"] and one["kept_words"] not in gone]
    SealedReview.objects.filter(pk__in=told).delete()
    _write_shuffled(Review, reviews)
    _write_shuffled(ReviewText, words)
    held = sum(row.state == Review.State.HELD for row in reviews)
    trail.record(MOVED, "agencies.reviews", moved=len(reviews), held=held)
    return Moved(moved=len(reviews), held=held, broken=broken, published=_published(today))


@transaction.atomic
def reseal_reviews() -> list[tuple[int, int]]:
    """Seal anew what an older key sealed: (how many, how many no key opens) for each of SEALED. Safe to repeat.

    Rows that change move in PostgreSQL's file, which would part older words from newer ones: those are shuffled as each night.
    """
    queue_for_reports()
    counts = [reseal(model, field) for model, field in SEALED]
    if counts[SEALED.index((ReviewText, "sealed"))][0]:
        _shuffle(ReviewText)
    return counts


def _opened(rows: list[SealedReview]) -> dict:
    """{key: what the report tells}, of every row that can become a report: one broken row must not stop the others."""
    found = {}
    # Who was merged meanwhile is the other one now.
    agencies = dict(Agency.records.values_list("pk", Coalesce("merged_into", "pk")))
    corridors = set(Corridor.objects.values_list("pk", flat=True))
    batches = set(ReviewBatch.objects.values_list("pk", flat=True))
    for row in rows:
        try:
            one = json.loads(unseal(row.sealed, sealed_context(row)))
            one["agency"] = agencies[one["agency"]]
            if one["corridor"] in corridors and one["batch"] in batches and _is_whole(one):
                found[row.pk] = one
        except (SealError, ValidationError, LookupError, ValueError, TypeError, ArithmeticError):
            continue
    return found


def _is_whole(one: dict) -> bool:
    """Whether the tables would take it; what it lacks raises one of the errors that its caller knows."""
    review = _review(one, ())
    # What may be empty, and what was looked up for all rows at once, is not asked here.
    asked = {"year", "month", "fees", "receipt"} | ({"earned", "earned_in"} if review.earned is not None else set())
    review.clean_fields(exclude={field.name for field in Review._meta.fields} - asked)
    _paid(one["fees"], one["items"])
    return (
        isinstance(review.answers, dict)
        and 1 <= review.month <= 12
        and (review.earned is None or review.earned > 0)
        and (not one["words"] or bool(one["kept_words"]))
    )


def _published(today: date) -> int:
    """How many blocks were published; the costs of their routes follow."""
    blocks = publish_due(today)
    publish_route_costs(today)
    return blocks


def _judged(told: dict, batches: dict[int, ReviewBatch]) -> dict[str, tuple[str, ...]]:
    """{key: hold reasons}, and the sealed counts brought up to tonight."""
    arrivals = [
        Arrival(str(key), one["batch"], str(one["agency"]), one["answers"], _paid(one["fees"], one["items"]))
        for key, one in told.items()
    ]
    # Every batch is a witness of what is usual; only those of tonight are written.
    tallies = {row.pk: _tally(row) for row in ReviewBatch.objects.exclude(tallies="")}
    held = judge_arrivals(arrivals, tallies, _nights(), _known({one.agency for one in arrivals}))
    for pk, batch in batches.items():
        count = Counter(tallies.get(pk, {}))
        count.update(one.agency for one in arrivals if one.batch == pk)
        batch.tallies = seal(json.dumps(count), _tally_context(batch))
        batch.save(update_fields=["tallies"])
    nights = [*_nights(), Counter(one.agency for one in arrivals)][-NIGHTS_KEPT:]
    sealed = seal(json.dumps(nights), context_of("agencies.SealedTally", NIGHTS, "sealed"))
    SealedTally.objects.update_or_create(name=NIGHTS, defaults={"sealed": sealed})
    return held


def _paid(fees: str, items: list) -> dict[str, Decimal] | None:
    """What a report tells of fees as the detectors compare it; amounts in other currencies count apart."""
    if fees == Review.Fees.UNTOLD:
        return None
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for category, amount, _receipt, currency in items:
        paid[f"{category} {currency}"] += Decimal(amount)
    return dict(paid)


def _known(agencies: set[str]) -> list[Arrival]:
    """Some earlier reports about each of these agencies, held and rejected ones among them, to compare tonight's with."""
    by_agency = defaultdict(list)
    for row in Review.objects.filter(agency__in=agencies):
        by_agency[row.agency_id].append(row)
    chance = secrets.SystemRandom()
    return [
        Arrival(str(row.pk), 0, str(row.agency_id), row.answers, _paid(row.fees, [_parts(item) for item in row.items]))
        for rows in by_agency.values()
        for row in chance.sample(rows, min(len(rows), KNOWN_KEPT))
    ]


def _parts(item: dict) -> tuple:
    return item["category"], item["paid"], item["receipt"], item["currency"]


def _review(one: dict, why: Iterable[str]) -> Review:
    # Reports that were sealed before pay was asked tell none.
    earned, earned_in = one.get("earned") or (None, "")
    return Review(
        id=uuid.uuid4(),
        agency_id=one["agency"],
        corridor_id=one["corridor"],
        year=one["year"],
        month=one["month"],
        answers=one["answers"],
        fees=one["fees"],
        items=[
            {"category": category, "paid": paid, "receipt": receipt, "currency": currency}
            for category, paid, receipt, currency in one["items"]
        ],
        earned=None if earned is None else Decimal(earned),
        earned_in=earned_in,
        state=Review.State.HELD if why else Review.State.COUNTED,
        hold_reasons=list(why),
        receipt=one["kept"],
    )


def _words(one: dict, today: date) -> ReviewText:
    row = ReviewText(id=uuid.uuid4(), agency_id=one["agency"], receipt=one["kept_words"])
    month = today.year * 12 + today.month - 1 + MONTHS_OF_WORDS
    row.gone_in = f"{month // 12}-{month % 12 + 1:02d}"
    row.sealed = seal(one["words"], words_context(row))
    return row


def _write_shuffled(model, rows: list) -> None:
    """Write the new rows and all that were there before in one new order: a table remembers the order of its rows."""
    if rows:
        _shuffle(model, rows)


def _shuffle(model, rows: Iterable = ()) -> None:
    everything = [*model.objects.select_for_update(), *rows]
    secrets.SystemRandom().shuffle(everything)
    model.objects.all()._raw_delete(model.objects.db)
    model.objects.bulk_create(everything, batch_size=500)


def words_context(row: ReviewText) -> str:
    """The place that the words of a report are sealed for."""
    return context_of("agencies.ReviewText", row.pk, "sealed")


def _tally_context(batch: ReviewBatch) -> str:
    return context_of("agencies.ReviewBatch", batch.pk, "tallies")


def _tally(batch: ReviewBatch) -> dict[str, int]:
    return _counts(batch.tallies, _tally_context(batch), {})


def _nights() -> list[dict[str, int]]:
    row = SealedTally.objects.filter(name=NIGHTS).first()
    return _counts(row.sealed, context_of("agencies.SealedTally", NIGHTS, "sealed"), []) if row else []


def _counts(sealed: str, context: str, nothing):
    """Sealed counts; none when their key is gone: the detectors then start anew, and no report is lost for it."""
    try:
        return json.loads(unseal(sealed, context))
    except SealError:
        return nothing
