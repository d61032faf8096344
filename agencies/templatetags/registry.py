"""Small words for the registry's pages: who pays, kinds of placement, gaps and loans, a value by its key, a last day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import template

from agencies.price_wording import GAP_MARKS, say_about, say_gap, say_loan, say_plain_loan
from agencies.prices import Loan
from agencies.rules import Discrepancy
from agencies.wording import PAYERS

register = template.Library()


@register.filter
def payer(code: str) -> str:
    """Who pays, in words for the worker; the code itself when there is no word."""
    return str(PAYERS.get(code, code))


@register.filter
def kinds(text: str) -> str:
    """Kinds of placement as the register prints them, parted by commas."""
    return ", ".join(part.strip() for part in text.split("|"))


@register.filter
def at(held: dict, key):
    """held[key], or nothing."""
    return held.get(key, "")


@dataclass(frozen=True)
class GapLine:
    """A gap as a page shows it."""

    css: str
    icon: str
    text: str


@register.simple_tag
def gap_line(gap: Discrepancy) -> GapLine:
    """How far workers' payments go beyond the agency's word: mark and sentence."""
    return GapLine(*GAP_MARKS[gap.severity], say_gap(gap))


@register.simple_tag
def loan_words(loan: Loan, rate: str) -> str:
    """How long the loan lasts, in a sentence; `rate` is the monthly interest as the page writes it."""
    return say_loan(loan.owed, loan.plain, loan.with_interest, rate)


@register.simple_tag
def borrowed(loan, rate: str) -> str:
    """How long the loan of the calculator lasts; without `rate` only the loan without interest."""
    return say_loan(loan.owed, loan.plain, loan.dear, rate) if rate else say_plain_loan(loan.owed, loan.plain)


@register.filter
def whole_money(amount) -> str:
    """An amount without the small change that a division left behind."""
    return say_about(amount)


@register.filter
def last_day(ends: date | None) -> date | None:
    """The last day on which something holds that ends (exclusive) on a day: what people are shown."""
    return ends - timedelta(days=1) if ends else None
