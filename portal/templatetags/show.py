"""How pages write values: money, numbers, days and codes in the reader's language, icons, links that keep a query.

Every template that shows a figure loads this; the formats themselves are foundation's.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.dates import format_time
from babel.numbers import format_percent
from django import template
from django.core.exceptions import SuspiciousOperation
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, ngettext

from foundation import clock, codes
from foundation.figures import (
    WORKING_DAYS,
    format_day,
    format_number,
    format_partial_day,
    locale_of,
    own_digits,
    whole_days,
)
from foundation.money import Money, format_money
from foundation.partial import PartialDate
from portal.icons import ICONS
from reference.names import country_name

register = template.Library()

LONGEST_QUERY = 1500
# Beyond this nothing here is a real figure, and rounding would fail.
LARGEST = Decimal(10) ** 15


def reader() -> str:
    """The language the page is written in."""
    return get_language() or "en"


def decimal_of(value) -> Decimal | None:
    """A Decimal from what a template holds; None for nothing, text that is no number, and what no page can mean."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        found = value if isinstance(value, Decimal) else Decimal(str(value))
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() and abs(found) < LARGEST else None


@register.filter
def money(value: Money | None) -> str:
    """`฿1,250`; "not known" for an unknown amount and for None."""
    return format_money(value, reader()) if isinstance(value, Money) else gettext("not known")


@register.filter
def money_to(low: Money | None, high: Money | None) -> str:
    """`฿1,250 – ฿2,450`, or one amount when both are the same or one is missing."""
    if not isinstance(low, Money) or not isinstance(high, Money) or low == high:
        return money(low if isinstance(low, Money) else high)
    if not (low.is_known and high.is_known):
        return gettext("%(low)s to %(high)s") % {"low": money(low), "high": money(high)}
    return f"{money(low)} – {money(high)}"


@register.filter
def about_to(low: Money | None, high: Money | None) -> str:
    """`≈ ฿4,429 – ฿10,281`: money_to without the false exactness of sums that were converted; exact sums stay as they are."""
    known = [amount for amount in (low, high) if isinstance(amount, Money) and amount.is_known]
    if all(amount.amount == amount.amount.to_integral_value() for amount in known):
        return money_to(low, high)
    return f"≈ {money_to(*(_whole(amount) for amount in (low, high)))}"


def _whole(amount):
    known = isinstance(amount, Money) and amount.is_known
    return Money(amount.amount.to_integral_value(), amount.currency) if known else amount


@register.filter
def number(value, places: int | None = None) -> str:
    """A number with the reader's separators and digits; empty for nothing."""
    found = decimal_of(value)
    return "" if found is None else format_number(found, reader(), places)


@register.filter
def day(value: date | None) -> str:
    """A day with the month in words; the day in Bangkok for a moment; empty for nothing."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.BANGKOK).date() if value.tzinfo else value.date()
    return format_day(value, reader()) if isinstance(value, date) else ""


@register.filter
def time_of_day(value: datetime | None) -> str:
    """Hours and minutes in Bangkok, as the reader's language writes them; empty for nothing."""
    if not isinstance(value, datetime):
        return ""
    locale = locale_of(reader())
    return own_digits(format_time(value.astimezone(clock.BANGKOK), "short", locale=locale), locale)


@register.filter
def partial_day(value) -> str:
    """A year, month or day as far as it is known; text that is no date is shown as it was written."""
    if not value:
        return ""
    try:
        return format_partial_day(value if isinstance(value, PartialDate) else str(value), reader())
    except ValueError:
        return str(value)


@register.filter
def country(code: str | None) -> str:
    """A country's name in the reader's language."""
    return country_name(code, reader()) if code else ""


@register.filter
def months(value) -> str:
    """`1.2 months of wages`; "nothing" for zero, "not known" for None; never rounds a cost down to nothing."""
    found = decimal_of(value)
    if found is None:
        return gettext("not known")
    if not found:
        return gettext("nothing")
    if 0 < found < Decimal("0.1"):
        return gettext("less than %(number)s months of wages") % {"number": number("0.1")}
    shown = round(found, 1).normalize()
    return ngettext("%(number)s month of wages", "%(number)s months of wages", 1 if shown == 1 else 2) % {
        "number": number(shown + 0)
    }


@register.filter
def months_to(low, high) -> str:
    """`1.2 – 3 months of wages`, or one figure when both are the same or one is missing."""
    start, end = decimal_of(low), decimal_of(high)
    if start is None or end is None or months(start) == months(end):
        return months(end if start is None else start)
    if start < Decimal("0.1"):
        return gettext("%(low)s to %(high)s") % {"low": months(start), "high": months(end)}
    return gettext("%(low)s – %(high)s months of wages") % {
        "low": number(round(start, 1)),
        "high": number(round(end, 1).normalize() + 0),
    }


@register.filter
def days_of_work(value, unit_days: int = WORKING_DAYS) -> str:
    """Months of wages as whole days of work: `31 days of work`; "not known" for None; a small cost is at least a day."""
    found = decimal_of(value)
    if found is None:
        return gettext("not known")
    days = _whole_days(found, unit_days)
    return ngettext("%(number)s day of work", "%(number)s days of work", days) % {"number": number(days)}


@register.simple_tag
def in_days(low, high, unit_days: int = WORKING_DAYS) -> str:
    """The range in days of work that stands beside months_to; empty when nobody knows or it is nothing."""
    start, end = decimal_of(low), decimal_of(high)
    start, end = (end if start is None else start), (start if end is None else end)
    if not end:
        return ""
    first, last = _whole_days(start, unit_days), _whole_days(end, unit_days)
    if first == last:
        return days_of_work(end, unit_days)
    return gettext("%(low)s – %(high)s days of work") % {"low": number(first), "high": number(last)}


def _whole_days(months_of_wages: Decimal, unit_days: int) -> int:
    return whole_days(months_of_wages, int(unit_days or WORKING_DAYS))


@register.filter
def code(value) -> str:
    """An id or receipt code in groups of four, for reading aloud."""
    return codes.grouped(str(value)) if value not in (None, "") else ""


@register.filter
def percent(value, places: int = 0) -> str:
    """A ratio (0.25) as a percentage; empty for nothing."""
    found = decimal_of(value)
    if found is None:
        return ""
    locale = locale_of(reader())
    text = format_percent(round(found, int(places) + 2), locale=locale, decimal_quantization=False)
    return own_digits(text, locale)


@register.filter
def share(value, whole) -> str:
    """A part of a whole as a plain 0 to 100 for drawing: always ASCII digits, empty when either is unknown."""
    part, scale = decimal_of(value), decimal_of(whole)
    if part is None or not scale or scale < 0:
        return ""
    return f"{min(max(part / scale * 100, Decimal(0)), Decimal(100)):.1f}"


@register.filter
def ticks(scale) -> list[tuple[str, str]]:
    """The whole months along a scale, at most seven marks: [(place as share writes it, number for the reader)]."""
    whole = decimal_of(scale)
    if whole is None or whole <= 0:
        return []
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100) if whole / step <= 6), int(whole) // 6 + 1)
    return [(share(at, whole), number(at)) for at in range(0, int(whole) + 1, step)]


@register.filter
def tel(value: str) -> str:
    """A number as a tel: address: digits, and a leading plus."""
    text = str(value or "")
    return (
        "tel:" + ("+" if text.strip().startswith("+") else "") + "".join(sign for sign in text if sign in "0123456789")
    )


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> str:
    """An inline drawing that stands beside a word and is silent for screen readers."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name])


@register.simple_tag(takes_context=True)
def query_with(context, **changes) -> str:
    """`?…` of this page with parameters replaced; an empty value takes one out: {% query_with page=3 sort="" %}."""
    asked = context["request"].GET.copy()
    for key, value in changes.items():
        asked.pop(key, None)
        if value not in (None, ""):
            asked[key] = str(value)
    return "?" + asked.urlencode()


@register.simple_tag(takes_context=True)
def query_without(context, key: str, value=None) -> str:
    """`?…` of this page without a parameter (or without one of its values), back on the first page: a chip's link."""
    asked = context["request"].GET.copy()
    kept = [] if value is None else [held for held in asked.getlist(key) if held != str(value)]
    asked.setlist(key, kept)
    asked.pop("page", None)
    return "?" + asked.urlencode()


@register.simple_tag(takes_context=True)
def same_query(context) -> str:
    """`?…` as this page was asked for, for its other languages; nothing when there is none or it is huge."""
    request = context.get("request")
    try:
        query = request.GET.urlencode() if request and request.method in ("GET", "HEAD") else ""
    except SuspiciousOperation:  # too many parameters: the page that says so must not fail on them again
        query = ""
    return f"?{query}" if query and len(query) <= LONGEST_QUERY else ""
