"""Refused: an action did nothing, for reasons that agencies.wording puts into sentences."""

from agencies.rules.suspending import Objection
from agencies.rules.vouching import Refusal


class Refused(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written. `reasons` are codes: Refusal, or Objection of the registrar's desk."""

    def __init__(self, *reasons: Refusal | Objection):
        super().__init__(", ".join(reasons))
        self.reasons = reasons
