"""What the law lets a worker pay, group by group of the ILO definition of recruitment fees and related costs (2019).

Plain Python; agencies.price_lines sets it beside what an agency says and what workers paid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corridors.rules.ceilings import judge_ceilings
from corridors.rules.costs import ItemRow, cost_sheet
from corridors.rules.facts import Category, CeilingFact, CostLine, Covers, Payer
from corridors.rules.lawful import OFFICIAL
from foundation.money import Money, total, unknown

# On whom a cost may yet fall if it does not fall on somebody else for certain.
OPEN_TO_WORKER = (Payer.WORKER, Payer.SHARED, Payer.UNCLEAR)


@dataclass(frozen=True)
class LawfulPart:
    """One group: from what falls on the worker for certain to what may; unknown where the rule gives no amount.

    payers: whom the rules name, in the order of Payer. missing: names of items without a price. contested: sources
    disagree. A part whose payers are the employer and the agency alone comes to zero.
    """

    low: Money
    high: Money
    payers: tuple[Payer, ...] = ()
    missing: tuple[str, ...] = ()
    contested: bool = False


def lawful_by_category(
    lines: Iterable[CostLine],
    ceilings: Iterable[CeilingFact],
    on: date,
    wage: Money | None,
    rates: Mapping[str, Decimal],
) -> dict[Category, LawfulPart]:
    """{group: what rules say of it}, in the wage's currency (else US dollars); a group no rule speaks of is left out.

    The agency's fee is what ceilings on it allow; the other groups are official prices. Prices of the market are no law.
    """
    currency = wage.currency if wage else "USD"
    found = {}
    fee = judge_ceilings(Money(Decimal(0), currency), ceilings, Covers.AGENCY_FEE, wage, rates, on)
    if fee.binding:
        low, high = fee.lowest or unknown(currency), fee.highest or unknown(currency)
        if fee.incomputable:
            high = unknown(currency)
        payers = (Payer.WORKER,) if not high.is_known or high.amount else ()
        found[Category.RECRUITMENT_FEE] = LawfulPart(low, high, payers, contested=fee.conflict)
    official = [line for line in lines if line.kind in OFFICIAL and line.category is not Category.RECRUITMENT_FEE]
    sheet = cost_sheet(official, on, wage, rates, currency=currency)
    for category in Category:
        rows = [row for row in sheet.rows if row.category is category]
        if rows:
            found[category] = _part(category, rows, sheet, currency)
    return {category: found[category] for category in Category if category in found}


def _part(category: Category, rows: list[ItemRow], sheet, currency: str) -> LawfulPart:
    lows, highs = {}, []
    for payer in OPEN_TO_WORKER:
        each = sheet.total_of(payer)
        for group, low, high in each.by_category if each else ():
            if group is category:
                lows[payer] = low
                highs.append(high)
    named = {payer for row in rows for payer in row.payers}
    falls_on_worker = [row for row in rows if set(row.payers) & set(OPEN_TO_WORKER)]
    known = [high for high in highs if high.is_known]
    return LawfulPart(
        low=lows.get(Payer.WORKER, Money(Decimal(0), currency)),
        high=total(known, currency) if known or not highs else unknown(currency),
        payers=tuple(payer for payer in Payer if payer in named),
        missing=tuple(row.name for row in falls_on_worker if row.missing),
        contested=any(row.conflict for row in falls_on_worker),
    )
