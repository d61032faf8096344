"""Small words for the registry's pages: who pays, kinds of placement, a value by its key, a last day."""

from datetime import date, timedelta

from django import template

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


@register.filter
def last_day(ends: date | None) -> date | None:
    """The last day on which something holds that ends (exclusive) on a day: what people are shown."""
    return ends - timedelta(days=1) if ends else None
