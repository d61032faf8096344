"""An amount with its currency, or a currency whose amount nobody knows. Every cost, wage and fee is one of these.

Unknown is never zero: it spreads through sums, and comparing it raises. `format_money` writes it for readers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache, total_ordering

from babel.numbers import format_currency, get_currency_precision
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from foundation.figures import format_day, format_number, format_partial_day, locale_of, own_digits

__all__ = [
    "Money",
    "convert",
    "format_day",
    "format_money",
    "format_number",
    "format_partial_day",
    "total",
    "unknown",
]

NOT_KNOWN = _("not known")
_ONE = Decimal(1)
_NO_BREAK_SPACE = "\u00a0"
# CLDR's currencySpacing, which Babel leaves out: letters never touch digits ("MMK 500").
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=[0-9])")
_DIGIT_BEFORE_LETTER = re.compile(r"(?<=[0-9])(?=[^\W\d_])")


@total_ordering
@dataclass(frozen=True)
class Money:
    """`amount` is a Decimal, or None when unknown; `currency` three capital letters (ISO 4217).

    A float or an int raises TypeError; NaN, infinity and a malformed currency raise ValueError.
    """

    amount: Decimal | None
    currency: str

    def __post_init__(self):
        if self.amount is not None and not isinstance(self.amount, Decimal):
            raise TypeError(f"Money takes a Decimal or None, not {type(self.amount).__name__}.")
        if self.amount is not None and not self.amount.is_finite():
            raise ValueError("Money takes a finite amount.")
        code = self.currency
        if not (isinstance(code, str) and len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
            raise ValueError(f"{code!r} is not a currency code such as THB.")

    @property
    def is_known(self) -> bool:
        return self.amount is not None

    def quantised(self) -> "Money":
        """Rounded half up to the currency's smallest unit by CLDR: two places for THB, none for JPY, MMK and LAK."""
        if self.amount is None:
            return self
        step = _ONE.scaleb(-get_currency_precision(self.currency))
        return Money(self.amount.quantize(step, rounding=ROUND_HALF_UP), self.currency)

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        if self.amount is None or other.amount is None:
            return unknown(self.currency)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return self + -other

    def __neg__(self) -> "Money":
        return self if self.amount is None else Money(-self.amount, self.currency)

    def __mul__(self, times: Decimal | int) -> "Money":
        if not isinstance(times, Decimal | int):
            return NotImplemented
        return self if self.amount is None else Money(self.amount * times, self.currency)

    __rmul__ = __mul__

    def __lt__(self, other: "Money") -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._same_currency(other)
        if self.amount is None or other.amount is None:
            raise ValueError("An unknown amount is neither more nor less than another. Ask is_known first.")
        return self.amount < other.amount

    # total_ordering would take "equal" without asking whether both amounts are known.
    def __le__(self, other: "Money") -> bool:
        return not other < self if isinstance(other, Money) else NotImplemented

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix. Convert one of them first.")


def unknown(currency: str) -> Money:
    """An amount nobody knows, in a known currency."""
    return Money(None, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; nothing at all sums to zero, one unknown makes it unknown, another currency raises ValueError."""
    result = Money(Decimal(0), currency)
    for amount in amounts:
        result = result + amount
    return result


def convert(money: Money, units_per_usd: Mapping[str, Decimal], to: str) -> Money:
    """`money` in the currency `to`, unrounded. `units_per_usd` says how many units one US dollar buys.

    Unknown stays unknown; a missing or non-positive rate gives unknown.
    """
    if money.currency == to:
        return money
    source, target = (_ONE if code == "USD" else units_per_usd.get(code) for code in (money.currency, to))
    if money.amount is None or not source or not target or source <= 0 or target <= 0:
        return unknown(to)
    return Money(money.amount * target / source, to)


def is_currency(code: str) -> bool:
    """Whether these three capital letters are a currency, of today or of the past."""
    return code in locale_of("en").currencies


@lru_cache(maxsize=4096)
def format_money(money: Money, language: str) -> str:
    """`฿1,250` or `฿15.20`: the currency's own places, and none when the amount is whole. Unknown says so in words."""
    if money.amount is None:
        with translation.override(language):
            return str(NOT_KNOWN)
    locale = locale_of(language)
    amount = money.quantised().amount
    pattern = locale.currency_formats["standard"].pattern
    is_whole = amount == amount.to_integral_value()
    text = format_currency(
        amount,
        money.currency,
        pattern.replace(".00", "") if is_whole else pattern,
        locale=locale,
        currency_digits=not is_whole,
        numbering_system="default",
    )
    text = _DIGIT_BEFORE_LETTER.sub(_NO_BREAK_SPACE, _LETTER_BEFORE_DIGIT.sub(_NO_BREAK_SPACE, text))
    return own_digits(text, locale)
