"""Whether a CSO may vouch as it wants to, before the vouch is written. Plain Python; agencies.actions asks.

Who may vouch at all is `vouch_refusals`; what must have been looked at for a vouch to count is `looked_refusals`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from agencies.rules.standing import ONE_WEEK, batch_of
from partners.rules import CSOFacts, Dependence, trusted

LONGEST_VOUCH = timedelta(days=366)
# A visit longer ago than half a year says little of today.
OLDEST_VISIT = timedelta(days=183)


class Principle(StrEnum):
    """The IRIS Standard's two general principles (A, B) and five specific ones (1 to 5); our words are in wording."""

    LAWS = "A"
    CONDUCT = "B"
    NO_FEES = "1"
    MOVEMENT = "2"
    TERMS = "3"
    PRIVACY = "4"
    REMEDY = "5"


# What a worker cannot do without. Conduct and data protection are seldom seen from outside: to say so is enough.
MUST_BE_SEEN = (Principle.LAWS, Principle.NO_FEES, Principle.MOVEMENT, Principle.TERMS, Principle.REMEDY)


class Answer(StrEnum):
    """What the CSO says of a principle: looked and saw it kept, looked and did not, did not look."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"
    NOT_LOOKED = "not_looked"


@dataclass(frozen=True)
class Looked:
    """What a vouch rests on: an answer to each principle, the day of the visit, how many workers were asked, papers."""

    answers: Mapping[Principle, Answer] = field(default_factory=dict)
    visited: date | None = None
    interviewed: int | None = None
    documents: str = ""


class Refusal(StrEnum):
    """Why an action of the registry is refused; agencies.wording says it in words."""

    CSO_NOT_ACCREDITED = "cso_not_accredited"
    CSO_TIED = "cso_tied"
    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    LONGER_THAN_A_YEAR = "longer_than_a_year"
    TWO_PEOPLE_NEEDED = "two_people_needed"
    NO_ITEMS = "no_items"
    STARTS_BEFORE_THE_LAST = "starts_before_the_last"
    FEWER_THAN_FIVE = "fewer_than_five"
    FIGURES_OUT_OF_ORDER = "figures_out_of_order"
    UNKNOWN_CURRENCY = "unknown_currency"
    NEGATIVE_AMOUNT = "negative_amount"
    OTHER_FIGURE_PUBLISHED = "other_figure_published"
    NOT_RECEIVED = "not_received"
    REASON_MISSING = "reason_missing"
    PRINCIPLE_UNANSWERED = "principle_unanswered"
    PRINCIPLE_NOT_KEPT = "principle_not_kept"
    PRINCIPLE_NOT_LOOKED_AT = "principle_not_looked_at"
    NO_VISIT = "no_visit"
    VISIT_AHEAD = "visit_ahead"
    VISIT_LONG_AGO = "visit_long_ago"
    INTERVIEWS_UNKNOWN = "interviews_unknown"
    RESTS_ON_NOTHING = "rests_on_nothing"
    ENDS_BEFORE_IT_COUNTS = "ends_before_it_counts"
    WITHDRAWN_TODAY = "withdrawn_today"


def vouch_refusals(cso: CSOFacts, agency: str, given: date, expires: date) -> tuple[Refusal, ...]:
    """Everything that speaks against this vouch; empty = it may be given. A declared tie is recorded, and never counts."""
    why = []
    dependence = trusted(cso, agency, given)
    if Dependence.NOT_ACCREDITED in dependence:
        why.append(Refusal.CSO_NOT_ACCREDITED)
    if Dependence.TIED_TO_AGENCY in dependence:
        why.append(Refusal.CSO_TIED)
    if expires <= given:
        why.append(Refusal.ENDS_BEFORE_IT_STARTS)
    elif expires - given > LONGEST_VOUCH:
        why.append(Refusal.LONGER_THAN_A_YEAR)
    return tuple(why)


def looked_refusals(looked: Looked, given: date, expires: date) -> tuple[Refusal, ...]:
    """What is missing for a vouch of that day to count; empty = it rests on enough.

    Every principle is answered, none was found broken, those of MUST_BE_SEEN were seen; a visit within half a year; and
    either workers were asked or papers were read. A vouch that no weekly batch would ever show is refused too.
    """
    why = []
    answers = [looked.answers.get(principle) for principle in Principle]
    if None in answers:
        why.append(Refusal.PRINCIPLE_UNANSWERED)
    if Answer.NOT_SEEN in answers:
        why.append(Refusal.PRINCIPLE_NOT_KEPT)
    if any(looked.answers.get(principle) is Answer.NOT_LOOKED for principle in MUST_BE_SEEN):
        why.append(Refusal.PRINCIPLE_NOT_LOOKED_AT)
    if looked.visited is None:
        why.append(Refusal.NO_VISIT)
    elif looked.visited > given:
        why.append(Refusal.VISIT_AHEAD)
    elif given - looked.visited > OLDEST_VISIT:
        why.append(Refusal.VISIT_LONG_AGO)
    if looked.interviewed is None or looked.interviewed < 0:
        why.append(Refusal.INTERVIEWS_UNKNOWN)
    elif looked.interviewed == 0 and not looked.documents.strip():
        why.append(Refusal.RESTS_ON_NOTHING)
    if given < expires and counts_from(given) >= counts_until(expires):
        why.append(Refusal.ENDS_BEFORE_IT_COUNTS)
    return tuple(why)


def counts_from(given: date) -> date:
    """The Monday of the batch with which a vouch, or a withdrawal, of that day takes effect."""
    return batch_of(given) + ONE_WEEK


def counts_until(expires: date) -> date:
    """The Monday (exclusive) with which a vouch of that expiry stops counting; standing.judge counts whole weeks."""
    return batch_of(expires)
