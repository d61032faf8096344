"""Vouches as a CSO's officer gives them at the desk: judged with all they rest on, drafted without effect."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.actions.evidence import vouch_for
from agencies.actions.refused import Refused
from agencies.models import Agency, Vouch, VouchDraft
from agencies.rules.vouching import Looked, Principle, Refusal, looked_refusals
from agencies.vouching import reasons_against
from corridors.models import Corridor
from foundation import trail
from partners.actions import record_tie
from partners.models import CSO, AgencyTie

REFUSED = trail.declare("agencies.vouch_refused", _("A vouch was refused"))


@dataclass(frozen=True)
class Word:
    """What an officer says: scope, what it rests on, a note to each principle, the first day it no longer holds."""

    looked: Looked
    expires: date
    scope: str = ""
    notes: dict[Principle, str] = field(default_factory=dict)
    tied: bool = False


def give_vouch(agency: Agency, corridor: Corridor, cso: CSO, word: Word, today: date) -> Vouch:
    """Give the CSO's word, and drop its draft. Sent twice on one day it is given once.

    Raises Refused with every reason at once; then nothing is written but a tie that was declared, which counts from now
    on, and a line of the trail with the reasons' codes. Nobody who reads the trail may learn who vouches for whom: it
    names no agency, no CSO and none of its people.
    """
    try:
        with transaction.atomic():
            return _give(agency, corridor, cso, word, today)
    except Refused as refused:
        if word.tied:
            declare_tie(agency, cso, today)
        trail.record(REFUSED, "agencies.vouches", reasons=[code.value for code in refused.reasons])
        raise


def declare_tie(agency: Agency, cso: CSO, today: date) -> AgencyTie:
    """Record the tie that an officer told of, whatever became of the form; a registrar can end it."""
    return record_tie(cso, agency.public_id, AgencyTie.Origin.DECLARED.value, today)


def _give(agency, corridor, cso, word, today) -> Vouch:
    held = Vouch.objects.filter(agency=agency, corridor=corridor, cso=cso, given=today).first()
    if held and held.withdrawn is None and not word.tied:
        return held
    why = [Refusal.WITHDRAWN_TODAY] if held and held.withdrawn else []
    why += reasons_against(cso, agency, today, word.expires)
    if word.tied and Refusal.CSO_TIED not in why:
        why.append(Refusal.CSO_TIED)
    why += looked_refusals(word.looked, today, word.expires)
    if why:
        raise Refused(*why)
    vouch = vouch_for(
        agency,
        corridor,
        cso,
        given=today,
        expires=word.expires,
        scope=word.scope,
        checklist={
            principle.value: {"answer": answer.value, "note": word.notes.get(principle, "")}
            for principle, answer in word.looked.answers.items()
        },
        visited=word.looked.visited,
        interviewed=word.looked.interviewed,
        evidence=word.looked.documents,
    )
    VouchDraft.objects.filter(agency=agency, corridor=corridor, cso=cso).delete()
    return vouch


@transaction.atomic
def save_draft(agency: Agency, corridor: Corridor, cso: CSO, typed: dict[str, str], today: date) -> VouchDraft:
    """Keep what was typed so far, in place of the draft before. It has no effect on anything."""
    draft, _created = VouchDraft.objects.update_or_create(
        agency=agency, corridor=corridor, cso=cso, defaults={"typed": typed, "saved_on": today}
    )
    return draft


@transaction.atomic
def drop_draft(agency: Agency, corridor: Corridor, cso: CSO) -> bool:
    """Throw a draft away; False when there was none."""
    return VouchDraft.objects.filter(agency=agency, corridor=corridor, cso=cso).delete()[0] > 0
