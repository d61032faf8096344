"""Takes in what people report, sealed, and lets a registrar read and close it. The only writer of leads.

Nothing that tells who sent it is taken or kept: a lead is a row with a day, sealed words and a hash of its receipt code.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.gravity import raise_concern
from agencies.actions.refused import Refused, refuse_own
from agencies.models import Agency, Concern, Lead
from agencies.models.leads import DAYS_KEPT_AFTER_CLOSING, DAYS_KEPT_OPEN
from agencies.rules.indicators import gravest
from agencies.rules.suspending import Objection
from corridors.models import Corridor
from foundation import clock, codes, purges, receipts, trail
from foundation.seal import SealError, context_of, seal, unseal

TAKEN = trail.declare("agencies.lead_taken", _("Report received"))
NAMED = trail.declare("agencies.lead_about", _("Report said to be about an agency"))
READ = trail.declare("agencies.lead_read", _("Report read"))
WITHDRAWN = trail.declare("agencies.lead_withdrawn", _("Report taken back"))
CLOSED = trail.declare("agencies.lead_closed", _("Report closed"))
PURGED = trail.declare("agencies.leads_purged", _("Reports deleted by age"))
GONE = purges.declare("agencies.lead", Lead)
WORDS_GONE = purges.declare("agencies.lead_words", Lead, lambda keys: _withdraw_again(keys))
_SALT = "agencies.leads"


@dataclass(frozen=True)
class Words:
    """What somebody wrote: codes of what happened (none for an advert), free text, and the page's language."""

    indicators: tuple[str, ...]
    text: str
    language: str


@transaction.atomic
def report_concern(
    agency: Agency | None,
    words: Words,
    submission: str,
    today: date,
    *,
    corridor: Corridor | None = None,
    opening_number: str = "",
) -> str:
    """Seal a report about an agency, or about a job without one, and raise a concern; returns the receipt code.

    The same page sent twice gives the same code, and keeps the first words.
    """
    about = f"concern/{agency.public_id if agency else ''}/{opening_number}"
    lead, code = _take(Lead.Kind.CONCERN, about, agency, words, submission, today, opening_number)
    if lead is None:
        return code
    if agency:
        lead.concern = _concern_of(lead, words.indicators, corridor)
        lead.save(update_fields=["concern"])
    trail.record(TAKEN, lead, kind=lead.kind)
    return code


@transaction.atomic
def keep_advert(text: str, language: str, agency: Agency | None, submission: str, today: date) -> str:
    """Seal an advert somebody asked about, for the registrar; returns the receipt code. Once a page."""
    lead, code = _take(Lead.Kind.ADVERT, "advert", agency, Words((), text, language), submission, today, "")
    if lead:
        trail.record(TAKEN, lead, kind=lead.kind)
    return code


@transaction.atomic
def ask_correction(agency: Agency, text: str, language: str, submission: str, today: date) -> str:
    """Seal what somebody says is wrong about an agency, for the registrar; returns the receipt code. Once a page."""
    about = f"correction/{agency.public_id}"
    lead, code = _take(Lead.Kind.CORRECTION, about, agency, Words((), text, language), submission, today, "")
    if lead:
        trail.record(TAKEN, lead, kind=lead.kind)
    return code


def words_sent(lead: Lead) -> Words | None:
    """What was written, None when it was taken back or the key that sealed it is gone. Desks go through read_lead, which leaves a trace."""
    if not lead.words:
        return None
    try:
        held = json.loads(unseal(lead.words, context_of("agencies.Lead", lead.pk, "words")))
    except SealError:
        return None
    return Words(tuple(held["indicators"]), held["text"], held["language"])


@transaction.atomic
def read_lead(lead: Lead, by: User, today: date) -> Words | None:
    """Open the words for a registrar; each reading is recorded, and the sender's receipt says that a person looks.

    None past their last day, whether a purge ran or not. Raises Refused.
    """
    refuse_own(by, lead.agency)
    lead = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if lead.state == Lead.State.RECEIVED:
        lead.state = Lead.State.READ.value
        lead.save(update_fields=["state"])
    trail.record(READ, lead, actor=by)
    return words_sent(lead) if lead.gone_on > today else None


@transaction.atomic
def name_agency_of(lead: Lead, agency: Agency, *, by: User) -> Lead:
    """A person found out which agency it is about: a report then raises its concern. Raises Refused.

    Once named it stays so; the same agency twice does nothing.
    """
    refuse_own(by, agency)
    lead = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if lead.agency_id == agency.pk:
        return lead
    if lead.agency_id is not None or lead.state == Lead.State.CLOSED:
        raise Refused(Objection.DECIDED_ALREADY)
    lead.agency = agency
    if lead.kind == Lead.Kind.CONCERN:
        words = words_sent(lead)
        lead.concern = _concern_of(lead, words.indicators if words else (), None)
    lead.save(update_fields=["agency", "concern"])
    trail.record(NAMED, lead, actor=by, agency=agency.public_id)
    return lead


@transaction.atomic
def close_lead(lead: Lead, today: date, by: User) -> Lead:
    """Nothing is left to do with it; its words go 90 days later. Safe to repeat. Raises Refused."""
    refuse_own(by, lead.agency)
    lead = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if lead.state != Lead.State.CLOSED:
        lead.state, lead.closed, lead.closed_by = Lead.State.CLOSED.value, today, by
        lead.save(update_fields=["state", "closed", "closed_by"])
        trail.record(CLOSED, lead, actor=by)
    return lead


@transaction.atomic
def withdraw_lead(lead: Lead, today: date) -> Lead:
    """Delete the words at once, for whoever holds the receipt. That a report came stays to be looked into, without them.

    Safe to repeat.
    """
    lead = Lead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    if lead.words:
        WORDS_GONE.note(Lead.objects.filter(pk=lead.pk))
        lead.words = ""
        if lead.concern_id is None:
            lead.state, lead.closed = Lead.State.CLOSED.value, lead.closed or today
        lead.save(update_fields=["words", "state", "closed"])
        trail.record(WITHDRAWN, lead)
    return lead


def by_receipt(typed: str, today: date) -> Lead | None:
    """What belongs to a code as somebody typed it. None for wrong, unknown, and past its retention alike."""
    hashes = receipts.receipt_hashes(_SALT, codes.normalise(typed) or "none")
    return Lead.objects.kept(today).filter(receipt__in=hashes).first()


@transaction.atomic
def purge_leads(today: date) -> int:
    """Delete what is past its retention; returns how many. Of what a live concern rests on, only the words go."""
    closed, received = today - timedelta(days=DAYS_KEPT_AFTER_CLOSING), today - timedelta(days=DAYS_KEPT_OPEN)
    past = Lead.objects.filter(Q(closed__lte=closed) | Q(closed=None, received__lte=received))
    live = Lead.objects.with_live_concern().values("pk")
    wordless = past.filter(pk__in=live).exclude(words="")
    WORDS_GONE.note(wordless)
    count = wordless.update(words="")
    count += GONE.purge(past.exclude(pk__in=live))
    if count:
        trail.record(PURGED, "agencies.leads", count=count)
    return count


def _withdraw_again(keys: list) -> None:
    for lead in Lead.objects.filter(pk__in=keys):
        withdraw_lead(lead, clock.today())


def _concern_of(lead: Lead, indicators: tuple[str, ...], corridor: Corridor | None) -> Concern:
    return raise_concern(
        lead.agency,
        indicator=gravest(indicators),
        received=lead.received,
        submission=lead.submission[:40],
        corridor=corridor,
    )


def _take(kind, about, agency, words, submission, today, opening_number) -> tuple[Lead | None, str]:
    """(the new lead, its code), or (None, the code) when this page was sent before."""
    key = receipts.submission_key(_SALT, submission, about)
    code = receipts.receipt_code(_SALT, submission, about)
    if Lead.objects.filter(submission=key).exists():
        return None, code
    lead = Lead(
        kind=kind.value,
        agency=agency,
        opening_number=opening_number,
        submission=key,
        receipt=receipts.receipt_hash(_SALT, code),
        received=today,
    )
    told = {"indicators": words.indicators, "text": words.text, "language": words.language}
    lead.words = seal(json.dumps(told, ensure_ascii=False), context_of("agencies.Lead", lead.pk, "words"))
    try:
        with transaction.atomic():
            lead.save(force_insert=True)
    except IntegrityError:
        return None, code  # two sendings of one page at the same moment: the other one won
    return lead, code
