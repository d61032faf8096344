"""How long a loan for recruitment costs binds a worker, by one plain assumption that the page states beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from foundation.money import Money, convert

# Assumed: a third of the wage goes to the lender each month, the rest feeds the worker and the family.
SHARE_OF_WAGE = Decimal(1) / 3
# An example a month, not a measured rate: what lenders ask differs from village to village, and is often more.
EXAMPLE_RATE = Decimal("0.03")
# Longer than any contract: beyond it nobody pays back.
LONGEST = 600


@dataclass(frozen=True)
class PayBack:
    """months: whole months until nothing is owed; None = never. interest: what the lender earns, None = never ends."""

    months: int | None
    interest: Money | None


def pay_back(owed: Money, wage: Money, monthly_rate: Decimal, rates: Mapping[str, Decimal]) -> PayBack | None:
    """A debt of `owed` against `wage` (the pay of one month), in the wage's currency; None when one of them is unknown.

    At the end of each month the lender adds `monthly_rate` (0.03 = 3 %) on what is still owed, then a third of the wage
    is paid. No annuity, no fees, no missed month. Never = the interest of a month is no less than what is paid.
    """
    here = convert(owed, rates, wage.currency)
    if here.amount is None or not wage.amount or wage.amount < 0 or here.amount < 0 or monthly_rate < 0:
        return None
    payment, left, interest = wage.amount * SHARE_OF_WAGE, here.amount, Decimal(0)
    if monthly_rate == 0:
        return PayBack(int((left / payment).to_integral_value(ROUND_CEILING)), Money(interest, wage.currency))
    for month in range(LONGEST + 1):
        if left <= 0:
            return PayBack(month, Money(interest, wage.currency))
        added = left * monthly_rate
        if added >= payment:
            break
        interest += added
        left += added - payment
    return PayBack(None, None)
