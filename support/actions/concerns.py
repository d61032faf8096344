"""Grave reports of the registry as cases: opened at once, unpublished; two people find, then an agency can be suspended."""

from datetime import date, timedelta

from django.db import transaction

from accounts.models import User
from agencies.actions.gravity import close_concern, open_concern
from agencies.actions.leads import Words, read_lead
from agencies.actions.suspending import confirm_proposal, propose_sanction, refuse_proposal
from agencies.models import Concern, Lead, Sanction, SanctionProposal
from foundation import trail
from support.actions.asking import new_number
from support.actions.stepping import Unlawful, locked, one_by_one, take
from support.models import Case
from support.rules.keeping import DAYS_AT_MOST, due_on
from support.rules.states import Step

OPENED = trail.declare("support.concern_opened", "Case opened for a grave report")
CLOSED = trail.declare("support.concern_case_closed", "Case of a grave report closed")


@transaction.atomic
def open_concern_case(concern: Concern, today: date) -> Case:
    """A case for a concern, at the desk of this site; a concern has one. It says nothing to the public."""
    held = Case.objects.filter(concern=concern).first()
    if held:
        return held
    case = Case.objects.create(
        number=new_number(),
        origin=Case.Origin.CONCERN.value,
        concern=concern,
        country=concern.corridor.destination if concern.corridor else "",
        received=today,
        last_written=today,
        due=due_on("concern", today),
    )
    trail.record(OPENED, case)
    return case


def open_missing_cases(today: date) -> int:
    """Cases for concerns that came before cases did, and are not closed; how many."""
    since = today - timedelta(days=DAYS_AT_MOST)
    bare = Concern.objects.exclude(state=Concern.State.CLOSED).filter(case=None, received__gt=since)
    return len([open_concern_case(concern, today) for concern in bare.select_related("corridor")])


def finding_of(case: Case) -> SanctionProposal | None:
    """The suspension that one person proposed from this case and nobody has decided yet."""
    waiting = SanctionProposal.objects.filter(concern=case.concern_id, state=SanctionProposal.State.WAITING)
    return waiting.select_related("proposed_by").first() if case.concern_id else None


def read_report(case: Case, by: User, today: date) -> Words | None:
    """What a worker wrote in the report behind a concern; the reading is recorded. Raises Refused.

    None when there is no such report, and when its words have gone.
    """
    lead = Lead.objects.filter(concern=case.concern_id).first() if case.concern_id else None
    return read_lead(lead, by, today) if lead else None


@transaction.atomic
def find_severe(case: Case, by: User, today: date) -> Concern:
    """A person found the report severe; the second who does opens the concern, and until then nothing changes.

    Case workers and registrars count alike. The same person twice says it once. Raises Refused.
    """
    return open_concern(case.concern, today, actor=by)


@transaction.atomic
def propose_finding(case: Case, reason: str, ends: date, by: User, today: date) -> SanctionProposal:
    """The first of two people asks that the agency is suspended. It changes nothing yet. Raises Refused."""
    concern = case.concern
    return propose_sanction(
        concern.agency, reason=reason, ends=ends, by=by, today=today, corridor=concern.corridor, concern=concern
    )


@transaction.atomic
def confirm_finding(case: Case, by: User, today: date) -> Sanction:
    """The second person: the suspension is in force from today. Raises Refused, and Unlawful when nothing waits."""
    return confirm_proposal(_waiting(case), by=by, today=today)


@transaction.atomic
def refuse_finding(case: Case, why: str, by: User, today: date) -> None:
    """Somebody says no: the proposal ends without force. Raises Refused, and Unlawful when nothing waits."""
    refuse_proposal(_waiting(case), why=why, by=by, today=today)


def close_settled_cases(today: date) -> int:
    """Cases whose concern a registrar closed at the registry's desk: nothing is left to do there; how many."""

    def close(case: Case) -> None:
        trail.record(CLOSED, take(case, Step.CLOSE, today))

    return one_by_one(Case.objects.open().filter(concern__state=Concern.State.CLOSED), close)


@transaction.atomic
def close_concern_case(case: Case, by: User, today: date) -> Case:
    """Nothing is left to look into: the case and its concern close. Raises Unlawful, and Refused while a finding waits."""
    case = take(locked(case), Step.CLOSE, today)
    close_concern(case.concern, today, actor=by)
    trail.record(CLOSED, case, actor=by)
    return case


def _waiting(case: Case) -> SanctionProposal:
    proposal = finding_of(case)
    if proposal is None:
        raise Unlawful("No finding waits.")
    return proposal
