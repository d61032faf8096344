"""The cost bar: what the law allows, what the agency says and what workers paid, in months of wages on one scale.

corridors/, agencies/ and jobs/ build it; templates/_cost_bar.html draws it from these values alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from corridors.rules import months_of_wages
from foundation.money import Money

# A short bar would make a small fee look large: one month of pay is always on the scale.
SHORTEST_SCALE = Decimal(1)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class CostBar:
    """Months of wages, or None where nobody knows. `unit_days` = days of work in one month of wages (26 or 30).
    `with_agency` is False where no agency is spoken of (a corridor's page).

    The `_x` properties are the same values in per cent of `scale`, with one decimal.
    """

    law_low: Decimal | None = None
    law_high: Decimal | None = None
    agency: Decimal | None = None
    paid_low: Decimal | None = None
    paid_high: Decimal | None = None
    unit_days: int = 26
    with_agency: bool = True

    @property
    def known(self) -> bool:
        """Whether there is anything to draw."""
        return any(value is not None for value in (self.law_high, self.agency, self.paid_high))

    @property
    def scale(self) -> Decimal:
        """Months at the right end: the next whole month above everything known."""
        values = [value for value in (self.law_high, self.agency, self.paid_high) if value is not None]
        longest = max([*values, SHORTEST_SCALE])
        whole = longest.to_integral_value()
        return whole if whole >= longest else whole + 1

    def _per_cent(self, months: Decimal | None) -> Decimal | None:
        if months is None:
            return None
        return (100 * months / self.scale).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def law_low_x(self) -> Decimal | None:
        return self._per_cent(self.law_low)

    @property
    def law_high_x(self) -> Decimal | None:
        return self._per_cent(self.law_high)

    @property
    def law_width(self) -> Decimal | None:
        return None if self.law_high is None else self.law_high_x - (self.law_low_x or Decimal(0))

    @property
    def agency_x(self) -> Decimal | None:
        return self._per_cent(self.agency)

    @property
    def paid_low_x(self) -> Decimal | None:
        return self._per_cent(self.paid_low)

    @property
    def paid_high_x(self) -> Decimal | None:
        return self._per_cent(self.paid_high)

    @property
    def paid_width(self) -> Decimal | None:
        return None if self.paid_high is None else self.paid_high_x - (self.paid_low_x or Decimal(0))

    @property
    def ticks(self) -> tuple[tuple[int, Decimal], ...]:
        """(whole months, per cent) for the marks under the bar; at most six."""
        step = max(1, -(-int(self.scale) // 6))
        return tuple((months, self._per_cent(Decimal(months))) for months in range(0, int(self.scale) + 1, step))


def cost_bar(
    wage: Money | None,
    rates: Mapping[str, Decimal],
    law: tuple[Money | None, Money | None] = (None, None),
    agency: Money | None = None,
    paid: tuple[Money | None, Money | None] = (None, None),
    unit_days: int = 26,
    with_agency: bool = True,
) -> CostBar:
    """The bar for one monthly wage. Each value may be None or unknown; without a wage nothing can be drawn."""

    def months(amount: Money | None) -> Decimal | None:
        return None if amount is None or wage is None else months_of_wages(amount, wage, rates)

    return CostBar(
        law_low=months(law[0]),
        law_high=months(law[1]),
        agency=months(agency),
        paid_low=months(paid[0]),
        paid_high=months(paid[1]),
        unit_days=unit_days,
        with_agency=with_agency,
    )
