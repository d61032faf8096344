"""Refused: an action did nothing, for reasons that agencies.wording puts into sentences; and the guard all desks share."""

from accounts.models import User
from accounts.permissions import acts_for
from agencies.models import Agency
from agencies.rules.suspending import Objection
from agencies.rules.vouching import Refusal


class Refused(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written. `reasons` are codes: Refusal, or Objection of the registrar's desk."""

    def __init__(self, *reasons: Refusal | Objection):
        super().__init__(", ".join(reasons))
        self.reasons = reasons


def refuse_own(person: User | None, agency: Agency | None) -> None:
    """Nobody decides about an agency they act for, nor reads what is said of it. Raises Refused."""
    if person is not None and agency is not None and acts_for(person, agency.organisation, officer=False):
        raise Refused(Objection.OWN_AGENCY)
