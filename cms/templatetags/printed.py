"""What the templates of printed sheets need: numbered sources instead of a source line under each figure."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from foundation.figures import format_partial_day

register = template.Library()


@register.simple_tag(takes_context=True)
def note(context, facts) -> SafeString:
    """The numbers of the notes on the sources of one figure, or of several, beside it. Empty where the sheet has no notes
    or no source is named; a place kept for a price has nothing to say.
    """
    on, notes = context["today"], context["notes"]
    if notes is None:
        return SafeString("")
    several = facts if isinstance(facts, list | tuple) else [facts]
    told = [_told(fact, on) for fact in several if getattr(fact, "kind", "") != "placeholder"]
    numbers = sorted({notes.number(*each) for each in told if each})
    # The word joiner keeps the number from standing on a line of its own.
    return format_html("\u2060<sup>{}</sup>", ", ".join(map(str, numbers))) if numbers else SafeString("")


@register.filter
def lines_of(total) -> list:
    """Every line of every item that falls on one payer."""
    return [line for row in total.rows for line in row.lines]


def _told(fact, on) -> tuple[str, str] | None:
    """(title, "date · how far to believe it"), None for a fact without source that is not marked either."""
    source, language = fact.source, get_language() or "en"
    parts = []
    if source and source.title:
        parts.append(_day(source.dated, language) if source.dated else gettext("no date"))
    if fact.evidence == "recalled":
        parts.append(gettext("not verified"))
    elif (overdue := getattr(fact, "overdue", None)) and overdue(on):
        since = getattr(source, "known_since", "")
        if since:
            parts.append(gettext("not checked since %(day)s") % {"day": _day(since, language)})
        else:
            parts.append(gettext("not recently checked"))
    if not parts:
        return None
    return (source.title if source else "", " · ".join(parts))


def _day(value: str, language: str) -> str:
    try:
        return format_partial_day(value, language)
    except ValueError:
        return value
