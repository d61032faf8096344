"""The registrar's part: let a held report count, or reject it; read sealed words; look at agencies' replies.

Nothing about an agency one acts for oneself: that raises Refused.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.refused import refuse_own
from agencies.actions.registration import locked
from agencies.actions.review_figures import publish_reviews
from agencies.actions.review_moves import words_context
from agencies.actions.reviews import queue_for_reports
from agencies.actions.route_costs import publish_route_costs
from agencies.models import Agency, Review, ReviewReply, ReviewText
from agencies.rules.review_refusals import ReviewRefusal, ReviewRefused
from foundation import trail
from foundation.seal import SealError, unseal

RELEASED = trail.declare("agencies.review_released", _("A report held back counts"))
REJECTED = trail.declare("agencies.review_rejected", _("A report held back was rejected"))
WORDS_READ = trail.declare("agencies.review_words_read", _("Sealed words of reports read"))
REPLIED = trail.declare("agencies.review_replied", _("An agency replied to reports"))
REPLY_SHOWN = trail.declare("agencies.review_reply_shown", _("An agency's reply is shown"))
REPLY_REFUSED = trail.declare("agencies.review_reply_refused", _("An agency's reply was refused"))
LONGEST_REASON = 300


@transaction.atomic
def release_review(review: Review, reason: str, today: date, *, actor: User) -> Review:
    """Let a held report count from now on. Raises ReviewRefused."""
    refuse_own(actor, review.agency)
    review = _held(review, reason)
    review.state, review.decision = Review.State.COUNTED, reason.strip()[:LONGEST_REASON]
    review.save(update_fields=["state", "decision"])
    _note(RELEASED, review, actor)
    publish_reviews([review.agency_id], today)
    publish_route_costs(today)
    return review


@transaction.atomic
def reject_review(review: Review, reason: str, *, actor: User) -> Review:
    """Keep a held report out for good; its worker can still take it back. Raises ReviewRefused."""
    refuse_own(actor, review.agency)
    review = _held(review, reason)
    review.state, review.decision = Review.State.REJECTED, reason.strip()[:LONGEST_REASON]
    review.save(update_fields=["state", "decision"])
    _note(REJECTED, review, actor)
    return review


@transaction.atomic
def read_words(agency: Agency, today: date, *, actor: User) -> list[str | None]:
    """The sealed words about an agency that are still kept, in no order; None where the key is gone. It is recorded."""
    refuse_own(actor, agency)
    rows = list(ReviewText.objects.filter(agency=agency, gone_in__gt=f"{today:%Y-%m}"))
    if rows:
        trail.record(WORDS_READ, agency, actor=actor, count=len(rows))
    return [_opened(row) for row in rows]


@transaction.atomic
def reply_to_reviews(agency: Agency, words: str, language: str, today: date, *, actor: User) -> ReviewReply:
    """The agency's officer answers what workers report; shown once the registrar has read it.

    A reply that waits already is replaced; the same words twice give the first. Raises ReviewRefused.
    """
    agency, words = locked(agency), words.strip()
    if not words:
        raise ReviewRefused(ReviewRefusal.NO_WORDS)
    waiting = ReviewReply.objects.filter(agency=agency, state=ReviewReply.State.WAITING).first()
    if waiting and waiting.words == words:
        return waiting
    if waiting:
        waiting.state = ReviewReply.State.REPLACED
        waiting.save(update_fields=["state"])
    reply = ReviewReply.objects.create(
        agency=agency, words=words, language=language, written_by=actor, written=today
    )  # fmt: skip
    trail.record(REPLIED, reply, actor=actor)
    return reply


@transaction.atomic
def show_reply(reply: ReviewReply, *, actor: User) -> ReviewReply:
    """Put a reply under the agency's summary, in place of the one before. Raises ReviewRefused."""
    refuse_own(actor, locked(reply.agency))
    reply = _waiting(reply)
    ReviewReply.objects.filter(agency=reply.agency_id, state=ReviewReply.State.SHOWN).update(
        state=ReviewReply.State.REPLACED
    )
    reply.state, reply.decided_by = ReviewReply.State.SHOWN, actor
    reply.save(update_fields=["state", "decided_by"])
    trail.record(REPLY_SHOWN, reply, actor=actor)
    return reply


@transaction.atomic
def refuse_reply(reply: ReviewReply, reason: str, *, actor: User) -> ReviewReply:
    """Do not show a reply, such as one that threatens or exposes somebody; the agency reads why. Raises ReviewRefused."""
    refuse_own(actor, locked(reply.agency))
    reply = _waiting(reply)
    if not reason.strip():
        raise ReviewRefused(ReviewRefusal.REASON_MISSING)
    reply.state, reply.reason, reply.decided_by = ReviewReply.State.REFUSED, reason.strip()[:LONGEST_REASON], actor
    reply.save(update_fields=["state", "reason", "decided_by"])
    trail.record(REPLY_REFUSED, reply, actor=actor)
    return reply


def _opened(row: ReviewText) -> str | None:
    try:
        return unseal(row.sealed, words_context(row))
    except SealError:
        return None


def _note(action: str, review: Review, actor: User) -> None:
    """On the agency: a report's own key beside a time would tell when it was held, and so whose it may be."""
    trail.record(action, review.agency, actor=actor)


def _held(review: Review, reason: str) -> Review:
    queue_for_reports()
    review = Review.objects.select_for_update().filter(pk=review.pk, state=Review.State.HELD).first()
    if review is None:
        raise ReviewRefused(ReviewRefusal.NOT_HELD)
    if not reason.strip():
        raise ReviewRefused(ReviewRefusal.REASON_MISSING)
    return review


def _waiting(reply: ReviewReply) -> ReviewReply:
    row = ReviewReply.objects.select_for_update().filter(pk=reply.pk, state=ReviewReply.State.WAITING).first()
    if row is None:
        raise ReviewRefused(ReviewRefusal.NOT_WAITING)
    return row
