"""An agency's own lines as the cost sheet of corridors/ takes them: added up apart, never mixed with the official costs."""

from collections.abc import Iterable

from corridors.rules import Category, CostLine, FigureKind, Payer


def disclosed_lines(items: Iterable) -> tuple[CostLine, ...]:
    """Items with order, name, category, amount, currency and payer, as DisclosedItem has them."""
    return tuple(
        CostLine(
            item=f"disclosed-{item.order}",
            name=item.name,
            category=Category(item.category),
            payer=Payer(item.payer),
            low=item.amount,
            high=item.amount,
            currency=item.currency,
            kind=FigureKind.DISCLOSED,
        )
        for item in items
    )
