"""What the templates of printed sheets need: numbered sources instead of a source line under each figure."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from foundation.figures import format_partial_day

register = template.Library()


@register.simple_tag(takes_context=True)
def note(context, *facts) -> SafeString:
    """The numbers of the notes on the sources of one figure, beside it; nothing where no source is named."""
    on, notes = context["today"], context["notes"]
    numbers = {notes.number(*told) for fact in facts if (told := _told(fact, on))}
    if not numbers:
        return SafeString("")
    return format_html("<sup>{}</sup>", ", ".join(str(number) for number in sorted(numbers)))


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
