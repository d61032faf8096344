"""One agency's prices on one corridor, group by group: the law allows, the agency says, workers paid, and what is missing.

agencies.prices calls it; templates/agencies/_price_lines.html draws it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.models import PaymentFigure
from agencies.rules import ItemFact, worker_pays
from corridors.reading import CorridorFacts
from corridors.rules import Category, LawfulPart, lawful_by_category
from foundation.money import Money


@dataclass(frozen=True)
class CategoryLine:
    """One group of the ILO definition (2019). None = nobody says anything of it; an unknown amount = no price is told.

    agency: what it comes to for the worker by the agency's word; payers: whom the agency names, as codes of
    wording.PAYERS. paid: (low, high) that `reports` workers told, where at least five did.
    """

    category: Category
    law: LawfulPart | None = None
    agency: Money | None = None
    payers: tuple[str, ...] = ()
    paid: tuple[Money, Money] | None = None
    reports: int = 0

    @property
    def silent(self) -> bool:
        """Whether the law puts something on the worker, or may, of which the agency says nothing."""
        return (
            self.agency is None and self.law is not None and (not self.law.high.is_known or bool(self.law.high.amount))
        )


def category_lines(
    facts: CorridorFacts, items: Iterable[ItemFact], figure: PaymentFigure | None
) -> tuple[CategoryLine, ...]:
    """The groups of which anybody says anything, in the order of the definition."""
    items = tuple(items)
    law = lawful_by_category(facts.lines, facts.ceilings_for(facts.corridor.origin), facts.on, facts.wage, facts.rates)
    parts = {part.category: part for part in figure.parts.all()} if figure else {}
    found = []
    for category in Category:
        told = [item for item in items if item.category == category]
        part = parts.get(category.value)
        if category not in law and not told and part is None:
            continue
        found.append(
            CategoryLine(
                category=category,
                law=law.get(category),
                agency=worker_pays(told, facts.rates),
                payers=tuple(dict.fromkeys(item.payer for item in told)),
                paid=(Money(part.low, figure.currency), Money(part.high, figure.currency)) if part else None,
                reports=part.reports if part else 0,
            )
        )
    return tuple(found)
