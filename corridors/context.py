"""The helplines of the reader's language, for the footer of every page."""

from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from corridors.lines import footer_lines


def helplines(request) -> dict:
    """Template context: helplines, read only by pages that show them, and remembered for five minutes."""
    return {"helplines": SimpleLazyObject(lambda: footer_lines(get_language() or "en"))}
