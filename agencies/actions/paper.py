"""Reports that workers wrote on paper, entered by the CSO whose cards they came with: each one through send_review, as on the web.

The trail says how many, never which: nothing joins the officer, or the time, to a report.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.reviews import Report, acts_for_any_agency, already_sent, card_batch, send_review
from agencies.rules.review_refusals import ReviewRefusal, ReviewRefused
from foundation import codes, trail
from partners.models import CSO

ENTERED = trail.declare("agencies.paper_reviews_entered", _("Reports entered from paper"))


@dataclass(frozen=True)
class Paper:
    """One paper form: the code of its card, and what it tells."""

    card: str
    report: Report


@dataclass(frozen=True)
class Entry:
    """What became of one: its receipt, `again` when this very page had sent it before; or why it was refused."""

    receipt: str = ""
    again: bool = False
    refusal: ReviewRefusal | None = None


@transaction.atomic
def enter_papers(
    papers: Iterable[Paper], submission: str, today: date, *, csos: Collection[CSO], actor: User
) -> list[Entry]:
    """Seal each report whose card is good and of these CSOs; one that is refused stops no other. In the order given.

    The same page sent twice gives the same receipts, and writes nothing. Of somebody who acts for an agency as well,
    all are refused.
    """
    if acts_for_any_agency(actor, today):
        return [Entry(refusal=ReviewRefusal.ACTS_FOR_AGENCY) for _paper in papers]
    own, seen, found = {cso.pk for cso in csos}, set(), []
    for paper in papers:
        code = codes.normalise(paper.card)
        found.append(Entry(refusal=ReviewRefusal.CARD_TWICE) if code in seen else _enter(paper, submission, today, own))
        seen.add(code)
    new = sum(not (one.refusal or one.again) for one in found)
    refused = sum(one.refusal is not None for one in found)
    if new or refused:
        trail.record(ENTERED, "agencies.reviews", actor=actor, rows=new, refused=refused)
    return found


def _enter(paper: Paper, submission: str, today: date, own: set[int]) -> Entry:
    try:
        if card_batch(paper.card, today).cso_id not in own:
            return Entry(refusal=ReviewRefusal.NOT_YOUR_CARD)
        return Entry(receipt=send_review(paper.card, paper.report, submission, today))
    except ReviewRefused as refused:
        if receipt := already_sent(paper.card, submission):
            return Entry(receipt=receipt, again=True)
        return Entry(refusal=refused.reason)
