"""Suspends an agency by two people, hears its appeal, and lifts: every step kept. Desk views call this."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.gravity import impose_sanction, lift_sanction
from agencies.actions.refused import Refused, refuse_own
from agencies.actions.registration import locked
from agencies.models import Agency, Appeal, Concern, Sanction, SanctionProposal
from agencies.rules.suspending import Objection, may_answer, may_confirm, proposal_objections
from corridors.models import Corridor
from foundation import trail

PROPOSED = trail.declare("agencies.sanction_proposed", _("Suspension proposed"))
CONFIRMED = trail.declare("agencies.sanction_confirmed", _("Suspension confirmed"))
REFUSED = trail.declare("agencies.sanction_refused", _("Suspension not confirmed"))
APPEALED = trail.declare("agencies.appealed", _("Appeal received"))
ANSWERED = trail.declare("agencies.appeal_answered", _("Appeal answered"))


@transaction.atomic
def propose_sanction(
    agency: Agency,
    *,
    reason: str,
    ends: date,
    by: User,
    today: date,
    corridor: Corridor | None = None,
    concern: Concern | None = None,
) -> SanctionProposal:
    """Ask for a suspension; it changes nothing until another person confirms it. Raises Refused.

    The same person sending the same words again gets the proposal that waits.
    """
    agency = locked(agency)
    refuse_own(by, agency)
    if objections := proposal_objections(reason, ends, today):
        raise Refused(*objections)
    told = {"reason": reason.strip(), "ends": ends, "proposed_by": by}
    held = agency.sanction_proposals.filter(corridor=corridor, state=SanctionProposal.State.WAITING).first()
    if held:
        if all(getattr(held, field) == value for field, value in told.items()):
            return held
        raise Refused(Objection.PROPOSED_ALREADY)
    proposal = SanctionProposal.objects.create(
        agency=agency, corridor=corridor, concern=concern, proposed=today, **told
    )
    trail.record(PROPOSED, proposal, actor=by, ends=ends)
    return proposal


@transaction.atomic
def confirm_proposal(proposal: SanctionProposal, *, by: User, today: date) -> Sanction:
    """A second person puts it in force from today; its corridors are judged again at once. Raises Refused."""
    agency, proposal = _held(proposal)
    if proposal.state == SanctionProposal.State.CONFIRMED and proposal.decided_by_id == by.pk:
        return proposal.sanction
    if proposal.state != SanctionProposal.State.WAITING:
        raise Refused(Objection.DECIDED_ALREADY)
    refuse_own(by, agency)
    if objection := may_confirm(by.pk, proposal.proposed_by_id, proposal.ends, today):
        raise Refused(objection)
    sanction = impose_sanction(
        agency,
        by=Sanction.By.PORTAL.value,
        reason=proposal.reason,
        starts=today,
        ends=proposal.ends,
        corridor=proposal.corridor,
        proposed_by=proposal.proposed_by,
        confirmed_by=by,
    )
    if hasattr(sanction, "proposal"):
        raise Refused(Objection.PROPOSED_ALREADY)
    proposal.state, proposal.decided_by, proposal.decided = SanctionProposal.State.CONFIRMED.value, by, today
    proposal.sanction = sanction
    proposal.save(update_fields=["state", "decided_by", "decided", "sanction"])
    trail.record(CONFIRMED, proposal, actor=by, sanction=sanction.pk)
    return sanction


@transaction.atomic
def refuse_proposal(proposal: SanctionProposal, *, why: str, by: User, today: date) -> SanctionProposal:
    """Somebody, also the one who proposed it, says no: it ends without force and stays readable. Raises Refused."""
    agency, proposal = _held(proposal)
    if proposal.state == SanctionProposal.State.REFUSED and proposal.decided_by_id == by.pk:
        return proposal
    if proposal.state != SanctionProposal.State.WAITING:
        raise Refused(Objection.DECIDED_ALREADY)
    refuse_own(by, agency)
    if not why.strip():
        raise Refused(Objection.NO_REASON)
    proposal.state, proposal.decided_by, proposal.decided = SanctionProposal.State.REFUSED.value, by, today
    proposal.answer = why.strip()
    proposal.save(update_fields=["state", "decided_by", "decided", "answer"])
    trail.record(REFUSED, proposal, actor=by)
    return proposal


@transaction.atomic
def appeal_sanction(sanction: Sanction, *, words: str, by: User, today: date) -> Appeal:
    """The agency's officer disagrees. The suspension stays until a third person has answered. Raises Refused.

    The caller has checked that `by` is an officer of the agency; the words never enter the trail.
    """
    locked(sanction.agency)
    sanction = Sanction.objects.get(pk=sanction.pk)
    held = sanction.appeals.filter(state=Appeal.State.WAITING).first()
    if held:
        if (held.by_id, held.words) == (by.pk, words.strip()):
            return held
        raise Refused(Objection.APPEALED_ALREADY)
    if sanction.by != Sanction.By.PORTAL:
        raise Refused(Objection.NOT_OURS)
    if not in_force(sanction, today):
        raise Refused(Objection.NOT_IN_FORCE)
    if not words.strip():
        raise Refused(Objection.NO_REASON)
    appeal = Appeal.objects.create(sanction=sanction, words=words.strip(), by=by, received=today)
    trail.record(APPEALED, appeal, actor=by, sanction=sanction.pk)
    return appeal


@transaction.atomic
def answer_appeal(appeal: Appeal, *, lift: bool, words: str, by: User, today: date) -> Appeal:
    """A third person answers in words; with `lift` the suspension ends today. Raises Refused."""
    agency = locked(appeal.sanction.agency)
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("sanction").get(pk=appeal.pk)
    state = Appeal.State.LIFTED if lift else Appeal.State.UPHELD
    if appeal.state != Appeal.State.WAITING:
        if (appeal.state, appeal.answered_by_id) == (state, by.pk):
            return appeal
        raise Refused(Objection.DECIDED_ALREADY)
    refuse_own(by, agency)
    sanction = appeal.sanction
    if objection := may_answer(by.pk, parts_in(appeal)):
        raise Refused(objection)
    if not words.strip():
        raise Refused(Objection.NO_REASON)
    appeal.state, appeal.answer, appeal.answered_by, appeal.answered = state.value, words.strip(), by, today
    appeal.save(update_fields=["state", "answer", "answered_by", "answered"])
    trail.record(ANSWERED, appeal, actor=by, lifted=lift)
    if lift and in_force(sanction, today):
        lift_sanction(sanction, today, reason=words.strip()[:300], actor=by)
    return appeal


@transaction.atomic
def end_sanction(sanction: Sanction, *, reason: str, by: User, today: date) -> Sanction:
    """End a suspension by this site from today, before its time; what its end was stays readable. Raises Refused."""
    agency = locked(sanction.agency)
    sanction = Sanction.objects.get(pk=sanction.pk)
    refuse_own(by, agency)
    if sanction.by != Sanction.By.PORTAL:
        raise Refused(Objection.NOT_OURS)
    if not in_force(sanction, today):
        raise Refused(Objection.NOT_IN_FORCE)
    if not reason.strip():
        raise Refused(Objection.NO_REASON)
    return lift_sanction(sanction, today, reason=reason.strip(), actor=by)


def in_force(sanction: Sanction, today: date) -> bool:
    """Whether the sanction holds that day or begins later."""
    return sanction.ends is None or sanction.ends > today


def _held(proposal: SanctionProposal) -> tuple[Agency, SanctionProposal]:
    """The agency's row and the proposal's, both locked."""
    agency = locked(proposal.agency)
    held = SanctionProposal.objects.select_for_update(of=("self",)).select_related("corridor", "proposed_by")
    return agency, held.get(pk=proposal.pk)


def parts_in(appeal: Appeal) -> set[int]:
    """Who had a part in the suspension or in the appeal, and so may not answer it."""
    return {appeal.sanction.proposed_by_id, appeal.sanction.confirmed_by_id, appeal.by_id}
