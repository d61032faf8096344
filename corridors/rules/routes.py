"""Can I go today? What the status facts of a route say for one day. Standing of agencies is never mixed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from corridors.rules.facts import Status, StatusFact

_SHUT = (Status.CLOSED, Status.SUSPENDED)
_GRAVEST_FIRST = [Status.CLOSED, Status.SUSPENDED, Status.RESTRICTED, Status.UNCLEAR, Status.OPEN]


@dataclass(frozen=True)
class RouteState:
    """`state` for people in general; `items` say who is affected; `overdue` = every word on it is past its review
    date.
    """

    state: Status
    closed_for_everyone: bool
    items: tuple[StatusFact, ...]
    overdue: bool

    @property
    def known_since(self) -> str:
        """The latest day, as written, by which one of the notices was read or checked. May be blank."""
        return max((item.source.known_since for item in self.items), default="")


def route_state(statuses: Iterable[StatusFact], on: date) -> RouteState:
    """The state of a route on a day. Shut for some is "restricted"; no notice at all is "unclear", never "open"."""
    items = tuple(
        sorted(
            (status for status in statuses if status.in_force(on)),
            key=lambda item: (_GRAVEST_FIRST.index(item.status), not item.for_everyone, item.affected_group),
        )
    )
    closed = any(item.status in _SHUT and item.for_everyone for item in items)
    if closed:
        state = next(item.status for item in items if item.status in _SHUT and item.for_everyone)
    elif any(item.status in (*_SHUT, Status.RESTRICTED) for item in items):
        state = Status.RESTRICTED
    elif items and all(item.status is Status.OPEN for item in items):
        state = Status.OPEN
    else:
        state = Status.UNCLEAR
    return RouteState(state, closed, items, overdue=all(item.overdue(on) for item in items))
