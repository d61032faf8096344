"""Whether a CSO may vouch as it wants to, before the vouch is written. Plain Python; actions.vouch_for asks."""

from datetime import date, timedelta
from enum import StrEnum

from partners.rules import CSOFacts, Dependence, trusted

LONGEST_VOUCH = timedelta(days=366)


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
