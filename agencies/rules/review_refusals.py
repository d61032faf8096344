"""Why an action on cards, reports and replies is refused; agencies.review_wording says it in words."""

from enum import StrEnum


class ReviewRefusal(StrEnum):
    """Nothing was written, for this reason."""

    ACTS_FOR_AGENCY = "acts_for_agency"
    CSO_NOT_ACCREDITED = "cso_not_accredited"
    NO_SUCH_NUMBER = "no_such_number"
    TOO_MANY_SHEETS = "too_many_sheets"
    PRINTED_BEFORE = "printed_before"
    NO_SUCH_CARD = "no_such_card"
    CARD_EXPIRED = "card_expired"
    CARD_TWICE = "card_twice"
    NOT_YOUR_CARD = "not_your_card"
    NOTHING_TOLD = "nothing_told"
    NOT_HELD = "not_held"
    REASON_MISSING = "reason_missing"
    NO_WORDS = "no_words"
    NOT_WAITING = "not_waiting"


class ReviewRefused(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written; `reason` is a ReviewRefusal."""

    def __init__(self, reason: ReviewRefusal):
        super().__init__(reason.value)
        self.reason = reason
