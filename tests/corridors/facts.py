"""Facts of legal migration to judge in tests: a line of costs, a ceiling, and the day, rates and wage they meet."""

from datetime import date
from decimal import Decimal

from corridors import rules
from corridors.rules import (
    Category,
    CeilingFact,
    CeilingKind,
    CostLine,
    Covers,
    Payer,
)
from foundation.money import Money

ON = date(2026, 11, 22)
RATES = {"THB": Decimal(31), "MMK": Decimal(2100)}
WAGE = Money(Decimal(9000), "THB")


def line(item="visa", low=100, high=None, currency="THB", payer=Payer.WORKER, **more) -> CostLine:
    """A cost line in baht on the worker; high = low unless told, None = unknown."""
    high = low if high is None else high
    return CostLine(
        item=item,
        name=item,
        category=more.pop("category", Category.ADMINISTRATIVE),
        payer=payer,
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        currency=currency if low is not None else "",
        **more,
    )


def ceiling(amount, kind=CeilingKind.FIXED, currency="THB", covers=Covers.AGENCY_FEE, **more) -> CeilingFact:
    amount = None if amount is None else Decimal(amount)
    return CeilingFact(country="MM", kind=kind, amount=amount, currency=currency, covers=covers, **more)


def sheet(*lines, **more) -> rules.Sheet:
    return rules.cost_sheet(lines, ON, WAGE, RATES, **more)
