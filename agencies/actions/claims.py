"""An organisation asks to act for an agency's record; a registrar approves or refuses. Desk views call this."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.permissions import acts_for
from agencies.actions.refused import Refused
from agencies.actions.registration import claim_agency, locked
from agencies.models import Agency, ClaimRequest
from agencies.rules.suspending import Objection
from foundation import trail

ASKED = trail.declare("agencies.claim_asked", _("Record claimed, not yet approved"))
DECIDED = trail.declare("agencies.claim_decided", _("Claim decided"))


@transaction.atomic
def ask_to_claim(agency: Agency, organisation: Organisation, *, evidence: str, by: User, today: date) -> ClaimRequest:
    """Ask a registrar. The caller has checked that `by` is an officer of the organisation. Raises Refused.

    The same claim sent twice gives the one that waits.
    """
    agency = locked(agency)
    held = ClaimRequest.objects.filter(organisation=organisation, state=ClaimRequest.State.WAITING).first()
    if held and held.agency_id == agency.pk:
        return held
    if held:
        raise Refused(Objection.CLAIM_WAITS)
    if organisation.kind != Organisation.Kind.AGENCY:
        raise Refused(Objection.NOT_AN_AGENCY)
    if agency.organisation_id:
        raise Refused(Objection.CLAIMED_ALREADY)
    if Agency.objects.filter(organisation=organisation).exists():
        raise Refused(Objection.HAS_AN_AGENCY)
    if not evidence.strip():
        raise Refused(Objection.NO_REASON)
    claim = ClaimRequest.objects.create(
        agency=agency, organisation=organisation, evidence=evidence.strip(), by=by, received=today
    )
    trail.record(ASKED, claim, actor=by, organisation=organisation.pk)
    return claim


@transaction.atomic
def decide_claim(claim: ClaimRequest, *, approve: bool, answer: str, by: User, today: date) -> ClaimRequest:
    """Approve, and the organisation acts for the agency at once; or refuse, with a reason. Raises Refused."""
    agency = locked(claim.agency)
    claim = ClaimRequest.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=claim.pk)
    state = ClaimRequest.State.APPROVED if approve else ClaimRequest.State.REFUSED
    if claim.state != ClaimRequest.State.WAITING:
        if (claim.state, claim.decided_by_id) == (state, by.pk):
            return claim
        raise Refused(Objection.DECIDED_ALREADY)
    if by.pk == claim.by_id or acts_for(by, claim.organisation, officer=False):
        raise Refused(Objection.OWN_AGENCY)
    if not approve and not answer.strip():
        raise Refused(Objection.NO_REASON)
    if approve:
        if Agency.objects.filter(organisation=claim.organisation).exclude(pk=agency.pk).exists():
            raise Refused(Objection.HAS_AN_AGENCY)
        try:
            claim_agency(agency, claim.organisation, actor=by)
        except ValueError:
            raise Refused(Objection.CLAIMED_ALREADY)
    claim.state, claim.answer, claim.decided_by, claim.decided = state.value, answer.strip(), by, today
    claim.save(update_fields=["state", "answer", "decided_by", "decided"])
    trail.record(DECIDED, claim, actor=by, approved=approve)
    return claim
