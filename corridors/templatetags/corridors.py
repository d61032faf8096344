"""What the templates of corridors/ need beyond {% load show %}: words for codes, phrases of the data, source marks."""

from decimal import Decimal

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext

from corridors import wording
from corridors.rules.facts import CeilingKind
from foundation.figures import format_number
from foundation.money import Money, format_money

register = template.Library()


@register.filter
def word(code):
    """A rule code in words: {{ row.category|word }}."""
    return wording.word(code)


@register.filter
def said(text, phrases):
    """A phrase of the data in the reader's language, else as it stands: {{ row.name|said:phrases }}."""
    return phrases.get(text, text) if phrases else text


@register.filter
def foreign(text, phrases=None) -> str:
    """` lang="en"` for a phrase of the data that stays English on a page in another language, else nothing."""
    own = (get_language() or "en").split("-")[0] == "en"
    return "" if own or not text or (phrases and text in phrases) else mark_safe(' lang="en"')


@register.filter
def lookup(key, table: str):
    """A plain code in words from a table of wording: {{ right.topic|lookup:"TOPICS" }}."""
    return getattr(wording, table).get(key, key)


@register.filter
def overdue(fact, on) -> bool:
    """Whether a fact is past its review date on that day, or was never dated."""
    return fact.overdue(on)


@register.inclusion_tag("corridors/_source.html")
def source_mark(fact, on=None):
    """The small source line under a figure: title, date, and whether it is unverified or not recently checked."""
    checked = getattr(fact, "overdue", None)
    return {
        "source": fact.source,
        "unverified": fact.evidence == "recalled",
        "stale": bool(on and checked and fact.evidence != "recalled" and checked(on)),
    }


def _span(low, high, currency: str) -> str:
    """One amount, or lowest to highest; "not known" for an unknown upper amount."""
    language = get_language() or "en"
    if high is None and low is None:
        return gettext("not known")
    if high is None:
        return gettext("at least %(amount)s") % {"amount": format_money(Money(low, currency), language)}
    told = format_money(Money(high, currency), language)
    if low is None or low == high:
        return told if low is not None else gettext("up to %(amount)s") % {"amount": told}
    if low == 0:
        return gettext("up to %(amount)s") % {"amount": told}
    return f"{format_money(Money(low, currency), language)} – {told}"


def _rounded(amount: Money) -> Money:
    """A converted amount without small change: the rate is rough, and more digits would promise too much."""
    return Money(Decimal(round(amount.amount)), amount.currency)


@register.filter
def line_amounts(line) -> str:
    """What one line says: an amount, a range, or that it is not known."""
    return _span(line.low, line.high, line.currency)


@register.filter
def row_amounts(row) -> str:
    """What an item costs over all its lines; "about" when they are in several currencies, and so were converted."""
    if len({line.currency for line in row.lines if line.currency and line.high is not None}) < 2:
        return _span(row.low.amount, row.high.amount, row.high.currency)
    if not row.high.is_known:
        return gettext("not known")
    low, high = (_rounded(amount) if amount.is_known else amount for amount in (row.low, row.high))
    return gettext("about %(amount)s") % {"amount": _span(low.amount, high.amount, high.currency)}


@register.filter
def part_amounts(part) -> str:
    """What a deposit, deduction or later payment comes to."""
    return _span(part.low, part.high, part.line.currency)


@register.filter
def total_words(total, sheet) -> str:
    """What a payer pays in all: in the one currency of its items, else converted and rounded ("about"); with missing
    items "at least", without any price "not known".
    """
    if not total.known_high.is_known:
        return gettext("not known")
    own = total.originals[0] if len(total.originals) == 1 else None
    whole = own is not None and not any(
        len({line.currency for line in row.lines if line.currency}) > 1 for row in total.rows
    )
    if whole:
        told = _span(own[0].amount, own[1].amount, own[0].currency)
    else:
        low, high = (Decimal(round(amount)) for amount in (total.low.amount, total.known_high.amount))
        told = gettext("about %(amount)s") % {"amount": _span(low, high, sheet.currency)}
    return told if total.complete else gettext("at least %(amount)s") % {"amount": told}


@register.filter
def rate_amount(rate) -> str:
    """What one US dollar buys, as money."""
    return format_money(Money(rate.units_per_usd, rate.currency), get_language() or "en")


@register.filter
def allowance_words(each) -> str:
    """What a ceiling allows, in its own terms and, for months of wages, in money where the wage is known."""
    ceiling, language = each.ceiling, get_language() or "en"
    if ceiling.kind is CeilingKind.ZERO:
        return gettext("nothing")
    if ceiling.amount is None:
        return gettext("not known")
    if ceiling.kind is CeilingKind.MONTHS:
        number = format_number(ceiling.amount.normalize() + 0, language)
        told = ngettext(
            "at most %(number)s month of wages", "at most %(number)s months of wages", 1 if ceiling.amount == 1 else 2
        ) % {"number": number}
        return f"{told} (≈ {format_money(_rounded(each.here), language)})" if each.here.is_known else told
    told = format_money(each.amount, language)
    if ceiling.plus is not None:
        told = f"{told} + {format_money(ceiling.plus, language)}"
    told = gettext("at most %(amount)s") % {"amount": told}
    if each.here.is_known and each.here.currency != ceiling.currency:
        told = f"{told} (≈ {format_money(_rounded(each.here), language)})"
    return told


@register.filter
def step_days(step) -> str:
    """How many days a step takes, in words; a lower figure alone is "at least"."""
    language = get_language() or "en"
    low, high = step.days_min, step.days_max
    if low is None and high is None:
        return gettext("days not known")
    if high is None:
        return gettext("at least %(days)s days") % {"days": format_number(low, language)}
    if low == high:
        return ngettext("%(days)s day", "%(days)s days", high) % {"days": format_number(high, language)}
    if not low:
        return gettext("up to %(days)s days") % {"days": format_number(high, language)}
    return gettext("%(least)s to %(most)s days") % {
        "least": format_number(low, language),
        "most": format_number(high, language),
    }
