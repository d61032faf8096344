"""Writes what speaks gravely against an agency: sanctions, and concerns as far as standing needs them."""

from datetime import date

from django.db import transaction

from accounts.models import User
from agencies.actions.amending import amend
from agencies.actions.refused import Refused, refuse_own
from agencies.actions.registration import locked
from agencies.actions.standing import reassess
from agencies.models import Agency, Concern, Sanction, SanctionProposal
from agencies.rules.suspending import Objection
from agencies.rules.vouching import Refusal
from agencies.signals import concern_raised
from corridors.models import Corridor
from foundation import clock, trail


@transaction.atomic
def impose_sanction(
    agency: Agency,
    *,
    by: str,
    reason: str,
    starts: date,
    ends: date | None = None,
    corridor: Corridor | None = None,
    authority: str = "",
    source_address: str = "",
    proposed_by: User | None = None,
    confirmed_by: User | None = None,
) -> Sanction:
    """Suspend from a day until (exclusive) a day. By this site it takes two different people. Raises Refused."""
    agency = locked(agency)
    if ends is not None and ends <= starts:
        raise Refused(Refusal.ENDS_BEFORE_IT_STARTS)
    if by == Sanction.By.PORTAL and (not proposed_by or not confirmed_by or proposed_by.pk == confirmed_by.pk):
        raise Refused(Refusal.TWO_PEOPLE_NEEDED)
    sanction, created = Sanction.objects.get_or_create(
        agency=agency,
        corridor=corridor,
        by=by,
        starts=starts,
        reason=reason,
        defaults={
            "ends": ends,
            "authority": authority,
            "source_address": source_address,
            "proposed_by": proposed_by,
            "confirmed_by": confirmed_by,
            "known_at": clock.now(),
        },
    )
    if created:
        trail.record("agencies.sanctioned", sanction, actor=confirmed_by, by=by, starts=starts, ends=ends)
        reassess(agency)
    return sanction


@transaction.atomic
def lift_sanction(sanction: Sanction, on: date, *, reason: str = "", actor: User | None = None) -> Sanction:
    """End a sanction on a day (exclusive); one that never began ends where it starts. Its earlier end stays readable."""
    agency = locked(sanction.agency)
    sanction = Sanction.objects.get(pk=sanction.pk)
    ends = max(on, sanction.starts)
    if sanction.ends is None or sanction.ends > ends:
        before = sanction.ends
        amend(sanction, "ends", ends, reason=reason, by=actor)
        trail.record("agencies.sanction_lifted", sanction, actor=actor, before=before, ends=ends)
        reassess(agency)
    return sanction


@transaction.atomic
def raise_concern(
    agency: Agency,
    *,
    indicator: str,
    received: date,
    submission: str,
    corridor: Corridor | None = None,
) -> Concern:
    """Note that a grave report came in, and not from whom. It changes no standing until a person has opened it.

    Once a submission, which must tell nothing of its sender.
    """
    agency = locked(agency)
    concern, created = Concern.objects.get_or_create(
        submission=submission,
        defaults={"agency": agency, "indicator": indicator, "received": received, "corridor": corridor},
    )
    if created:
        trail.record("agencies.concern_raised", concern)
        concern_raised.send(Concern, concern=concern)
    return concern


@transaction.atomic
def open_concern(concern: Concern, on: date, *, actor: User) -> Concern:
    """A person found the report severe. The second one who does opens it: the agency is not vetted while it is open.

    Until then nothing changes. The same person twice says it once. Raises Refused once it is closed.
    """
    agency = locked(concern.agency)
    refuse_own(actor, agency)
    concern = Concern.objects.get(pk=concern.pk)
    if concern.state == Concern.State.CLOSED:
        raise Refused(Refusal.NOT_RECEIVED)
    if concern.state == Concern.State.OPEN or concern.proposed_by_id == actor.pk:
        return concern
    if concern.proposed_by_id is None:
        concern.proposed_by, concern.proposed = actor, on
        concern.save(update_fields=["proposed_by", "proposed"])
        trail.record("agencies.concern_found_severe", concern, actor=actor)
        return concern
    concern.state, concern.opened, concern.opened_by = Concern.State.OPEN, on, actor
    concern.save(update_fields=["state", "opened", "opened_by"])
    trail.record("agencies.concern_opened", concern, actor=actor)
    reassess(agency)
    return concern


@transaction.atomic
def close_concern(concern: Concern, on: date, *, actor: User | None = None) -> Concern:
    """Nothing is left to look into; it no longer counts from that day on. Raises Refused while a suspension waits for it."""
    agency = locked(concern.agency)
    refuse_own(actor, agency)
    concern = Concern.objects.get(pk=concern.pk)
    if SanctionProposal.objects.filter(concern=concern, state=SanctionProposal.State.WAITING).exists():
        raise Refused(Objection.PROPOSED_ALREADY)
    if concern.state != Concern.State.CLOSED:
        concern.state, concern.closed = Concern.State.CLOSED, on
        concern.save(update_fields=["state", "closed"])
        trail.record("agencies.concern_closed", concern, actor=actor)
        reassess(agency)
    return concern
