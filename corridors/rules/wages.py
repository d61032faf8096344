"""Months of wages, with the denominator always said: whose wage it is, and how many days make a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from corridors.rules.facts import CostLine, Nature, Payer, WageFact, WageUnit
from foundation.money import Money, convert, total, unknown

HOURS_A_DAY = 8
DAYS_A_MONTH = (26, 30)


class WageBasis(StrEnum):
    CONTRACT = "contract"
    MINIMUM = "minimum"
    FIRST_MONTH = "first_month"


@dataclass(frozen=True)
class MonthlyPay:
    """Pay of a month: whose (basis), and of how many days. `region` names the place of a minimum wage."""

    money: Money
    basis: WageBasis
    days: int = 26
    region: str = ""
    fact: WageFact | None = None


def monthly_pay(wage: WageFact, days: int = 26) -> MonthlyPay:
    """A minimum wage as the pay of a month of 26 or 30 days of 8 hours.
    Unknown stays unknown; other days: ValueError.
    """
    if days not in DAYS_A_MONTH:
        raise ValueError("A month of wages is counted as 26 or as 30 days.")
    times = {WageUnit.MONTH: 1, WageUnit.DAY: days, WageUnit.HOUR: days * HOURS_A_DAY}[wage.unit]
    return MonthlyPay(Money(wage.amount, wage.currency) * times, WageBasis.MINIMUM, days, wage.region, wage)


def months_of_wages(amount: Money, wage: Money, rates: Mapping[str, Decimal]) -> Decimal | None:
    """`amount` in months of `wage` (the pay of one month); None when either, or a rate, is unknown or the wage is
    zero.
    """
    here = convert(amount, rates, wage.currency)
    if here.amount is None or not wage.amount:
        return None
    return here.amount / wage.amount


@dataclass(frozen=True)
class WorkerCase:
    """What one person paid, and what that same person earned in the first month: SDG indicator 10.7.1 needs both."""

    lines: tuple[CostLine, ...]
    first_month_pay: Money


def sdg_ratio(case: WorkerCase, rates: Mapping[str, Decimal]) -> Decimal | None:
    """SDG 10.7.1: the worker's recruitment cost ÷ the first month's income. None unless each cost and the pay is known.

    Costs of other payers and what is no recruitment cost (deposits, deductions, interest) are left out.
    """
    if not case.first_month_pay.amount:
        return None
    currency = case.first_month_pay.currency
    paid = []
    for line in case.lines:
        if line.payer is not Payer.WORKER or line.nature is not Nature.COST:
            continue
        exact = line.high if line.low == line.high else None
        paid.append(convert(Money(exact, line.currency), rates, currency) if line.currency else unknown(currency))
    if not paid:
        return None
    return months_of_wages(total(paid, currency), case.first_month_pay, rates)
