"""Who may suspend, lift and answer, and for how long: plain Python; agencies.actions.suspending asks.

Two people suspend, and only for a time; who answers an appeal had no part in what is appealed against.
"""

from datetime import date, timedelta
from enum import StrEnum

# A suspension by this site is provisional: what is not settled in this time ends, or is proposed anew.
LONGEST_SUSPENSION = timedelta(days=90)


class Objection(StrEnum):
    """Why a step of the registrar's desk is refused; agencies.desk_wording says it in words."""

    NO_REASON = "no_reason"
    ENDS_TOO_LATE = "ends_too_late"
    ENDS_TOO_SOON = "ends_too_soon"
    PROPOSED_ALREADY = "proposed_already"
    SAME_PERSON = "same_person"
    THIRD_PERSON_NEEDED = "third_person_needed"
    OWN_AGENCY = "own_agency"
    DECIDED_ALREADY = "decided_already"
    NOT_IN_FORCE = "not_in_force"
    NOT_OURS = "not_ours"
    APPEALED_ALREADY = "appealed_already"
    CLAIMED_ALREADY = "claimed_already"
    NOT_AN_AGENCY = "not_an_agency"
    HAS_AN_AGENCY = "has_an_agency"
    CLAIM_WAITS = "claim_waits"
    CANNOT_BE_MERGED = "cannot_be_merged"


def proposal_objections(reason: str, ends: date, today: date) -> tuple[Objection, ...]:
    """Everything that speaks against proposing this suspension; empty = it may be proposed."""
    found = []
    if not reason.strip():
        found.append(Objection.NO_REASON)
    if ends <= today:
        found.append(Objection.ENDS_TOO_SOON)
    elif ends - today > LONGEST_SUSPENSION:
        found.append(Objection.ENDS_TOO_LATE)
    return tuple(found)


def may_confirm(person: int, proposed_by: int, ends: date, today: date) -> Objection | None:
    """Whether this person may put a proposed suspension in force today; people are ids."""
    if person == proposed_by:
        return Objection.SAME_PERSON
    return Objection.ENDS_TOO_SOON if ends <= today else None


def may_answer(person: int, had_a_part: set[int]) -> Objection | None:
    """Whether this person may answer an appeal: nobody who proposed, confirmed or appealed may."""
    return Objection.THIRD_PERSON_NEEDED if person in had_a_part else None
