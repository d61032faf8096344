"""How far what workers report to have paid goes beyond what an agency says they pay, and how grave that is.

Plain Python. Pages of agencies and openings say it in words; standing falls from MODERATE on (agencies.rules.standing).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from agencies.rules.fees import TOLERANCE
from foundation.money import Money, convert

# Half as much again: no forgotten paper explains it.
SEVERE_BEYOND = Decimal("0.50")


class Severity(StrEnum):
    """From mildest to gravest. NOT_COMPARABLE: an amount is unknown, or no rate converts it."""

    NONE = "none"
    WITHIN_TOLERANCE = "within_tolerance"
    MODERATE = "moderate"
    SEVERE = "severe"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Discrepancy:
    """The severity, and how much more workers report, in the currency they paid in (None when there is no more)."""

    severity: Severity
    more: Money | None = None


def dearest(told: Iterable[Money | None], rates: Mapping[str, Decimal], currency: str) -> Money | None:
    """The most that an agency says workers pay, over what it tells for all work and for some; None when it tells nothing,
    unknown when it leaves one of them open. What workers of all occupations report is held against this, as standing does.
    """
    here = [convert(amount, rates, currency) for amount in told if amount is not None]
    if not here:
        return None
    if not all(amount.is_known for amount in here):
        return Money(None, currency)
    return max(here)


def discrepancy(disclosed: Money | None, reported: Money | None, rates: Mapping[str, Decimal]) -> Discrepancy:
    """none: reported ≤ disclosed. within_tolerance: up to 10 % more. moderate: up to 50 % more. severe: beyond.

    `reported` is the median of at least five. Where the agency says that workers pay nothing, any payment is severe.
    """
    if disclosed is None or reported is None or reported.amount is None:
        return Discrepancy(Severity.NOT_COMPARABLE)
    said = (
        Money(Decimal(0), reported.currency) if disclosed.amount == 0 else convert(disclosed, rates, reported.currency)
    )
    if said.amount is None:
        return Discrepancy(Severity.NOT_COMPARABLE)
    if reported.amount <= said.amount:
        return Discrepancy(Severity.NONE)
    more = reported - said
    if reported.amount <= said.amount * (1 + TOLERANCE):
        return Discrepancy(Severity.WITHIN_TOLERANCE, more)
    if reported.amount <= said.amount * (1 + SEVERE_BEYOND):
        return Discrepancy(Severity.MODERATE, more)
    return Discrepancy(Severity.SEVERE, more)
