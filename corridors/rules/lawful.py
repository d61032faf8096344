"""What the law lets a worker pay in all: the ceiling on the fee, and the official costs beside it. For the cost bar."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corridors.rules.ceilings import CeilingVerdict, judge_ceilings
from corridors.rules.costs import cost_sheet
from corridors.rules.facts import Category, CeilingFact, CostLine, Covers, FigureKind
from foundation.money import Money, unknown

OFFICIAL = (FigureKind.OFFICIAL_FEE, FigureKind.AGREED_RATE, FigureKind.LEGAL_RULE)


@dataclass(frozen=True)
class Lawful:
    """`low` to `high`, unknown when no ceiling is known.
    `contested`: sources differ; `unverified`: nobody saw the rule.
    """

    low: Money
    high: Money
    contested: bool
    unverified: bool


def lawful_range(
    lines: Iterable[CostLine],
    ceilings: Iterable[CeilingFact],
    on: date,
    wage: Money | None,
    rates: Mapping[str, Decimal],
    currency: str = "",
) -> Lawful:
    """From what the law puts on the worker for certain to what it may still put there, in `currency` (else the wage's).

    A ceiling on the whole package is the answer; else the agency-fee ceiling plus official costs that are the worker's
    (low) or may fall on the worker (high). Prices of the market are no law, and stay out.
    """
    currency = currency or (wage.currency if wage else "USD")
    ceilings = tuple(ceilings)
    nothing = Money(Decimal(0), currency)
    package = judge_ceilings(nothing, ceilings, Covers.PACKAGE, wage, rates, on)
    if package.lowest is not None:
        return _range(package, package.lowest, package.highest)
    fee = judge_ceilings(nothing, ceilings, Covers.AGENCY_FEE, wage, rates, on)
    if fee.lowest is None or fee.incomputable:
        return Lawful(unknown(currency), unknown(currency), False, False)
    official = [line for line in lines if line.kind in OFFICIAL and line.category != Category.RECRUITMENT_FEE]
    sheet = cost_sheet(official, on, wage, rates, currency=currency)
    certain, possible = sheet.may_fall_on_worker
    return _range(fee, fee.lowest + _or_zero(certain), fee.highest + _or_zero(possible))


def _range(verdict: CeilingVerdict, low: Money, high: Money) -> Lawful:
    return Lawful(low, high, verdict.conflict, verdict.recalled_only)


def _or_zero(amount: Money) -> Money:
    """Nothing known to add adds nothing; the sheet beside the bar names what is missing."""
    return amount if amount.is_known else Money(Decimal(0), amount.currency)
