"""The day a reader asks for with `?as_of=`: read, or answered with a sentence. agencies.views calls it."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.text import ascii_digits

UNREADABLE = _("We cannot read this day. Write it as 2026-05-01. Below is what we know today.")
NOT_YET = _("This day has not come yet. Below is what we know today.")
LONGEST = 40


@dataclass(frozen=True)
class AskedDay:
    """day: a day of the past, else None: nothing was asked, today was, or `problem` says what is wrong.

    typed: what stands in the field again.
    """

    day: date | None = None
    typed: str = ""
    problem: Promise | None = None


def asked_day(text: str, today: date) -> AskedDay:
    """A day written as 2026-05-01, in the digits of any language."""
    typed = text.strip()[:LONGEST]
    if not typed:
        return AskedDay()
    plain = ascii_digits(typed)
    try:
        # fromisoformat also takes 20260501 and weeks, which no form writes and a slip of the finger may.
        day = date.fromisoformat(plain) if len(plain) == 10 and plain[4] == plain[7] == "-" else None
    except ValueError:
        day = None
    if day is None:
        return AskedDay(None, "", UNREADABLE)
    if day > today:
        return AskedDay(None, plain, NOT_YET)
    return AskedDay(day if day < today else None, plain)
