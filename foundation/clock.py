"""What day it is for everybody: every rule, page and command asks here.

`PORTAL_TODAY` moves the day for demos and tests; sign-in, tokens and signatures use `now()`, which it never moves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BANGKOK = ZoneInfo("Asia/Bangkok")
_lived: ContextVar[date | None] = ContextVar("lived", default=None)


def today() -> date:
    """The date in Bangkok, or the date of `settings.PORTAL_TODAY` (a date, or text such as 2021-11-15)."""
    return _lived.get() or _moved_to() or datetime.now(BANGKOK).date()


def now() -> datetime:
    """The real moment, aware, in UTC. `PORTAL_TODAY` does not touch it; inside `lived_on` it is noon of that day."""
    moment, lived = datetime.now(UTC), _lived.get()
    return min(moment, datetime.combine(lived, time(12), BANGKOK).astimezone(UTC)) if lived else moment


@contextmanager
def lived_on(day: date) -> Iterator[None]:
    """Gives the demo's invented world a past: what is done inside is done, and becomes known, on that day.

    Raises ImproperlyConfigured where no examples may exist: what is real became known when it did.
    """
    if not settings.PORTAL_DEMO:
        raise ImproperlyConfigured(
            "Only examples have an invented past, and they are refused here (PORTAL_DEMO is off)."
        )
    before = _lived.set(day)
    try:
        yield
    finally:
        _lived.reset(before)


def end_of(day: date) -> datetime:
    """The last moment of a day in Bangkok: what was known by then was known on that day. The last day there is has none
    later, and ends at its beginning.
    """
    if day == date.max:
        return datetime.combine(day, time(), BANGKOK)
    return datetime.combine(day + timedelta(days=1), time(), BANGKOK) - timedelta(microseconds=1)


def is_moved() -> bool:
    """Whether `PORTAL_TODAY` is set; pages then carry a banner."""
    return _moved_to() is not None


def _moved_to() -> date | None:
    moved = getattr(settings, "PORTAL_TODAY", None)
    if not moved:
        return None
    if isinstance(moved, datetime):
        return moved.date()
    if isinstance(moved, date):
        return moved
    try:
        return date.fromisoformat(str(moved).strip())
    except ValueError:
        raise ImproperlyConfigured(f"PORTAL_TODAY is {moved!r}. Write a day such as 2021-11-15.")
