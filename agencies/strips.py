"""The strips that draw an agency's standing over time, one a route, from its recorded verdicts. agencies.showing calls it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, StandingChange
from agencies.rules import Standing
from agencies.rules.facts import ONE_DAY
from agencies.rules.spans import Span, Told, spans
from agencies.wording import NAMES

# More verdicts than this are more than a drawing can show; the oldest are left out.
MOST_READ = 500
NOT_RECORDED = _("no verdict recorded")
# Signs inside the drawing: height, sign and word tell what the colour tells.
_SIGNS = {
    Standing.VETTED: "✓",
    Standing.CONDITIONAL: "!",
    Standing.UNKNOWN: "?",
    Standing.NOT_VETTED: "✕",
    Standing.SUSPENDED: "■",
    None: "",
}
_HEIGHTS = {
    Standing.VETTED: 24,
    Standing.CONDITIONAL: 18,
    Standing.UNKNOWN: 14,
    Standing.NOT_VETTED: 10,
    Standing.SUSPENDED: 6,
    None: 2,
}
# Height of the drawing's ground, and the least width in per cent into which a sign goes.
GROUND = 26
_KNOWN = {standing.value for standing in Standing}
_ROOM_FOR_A_SIGN = Decimal(5)
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Part:
    """One stretch. kind: class of the sheet. x, width: per cent of the strip, 0 for what was replaced on the same day.

    last_day: None while it goes on.
    """

    name: str | Promise
    kind: str
    sign: str
    x: Decimal
    width: Decimal
    y: int
    height: int
    starts: date
    last_day: date | None


@dataclass(frozen=True)
class Strip:
    """The standing on one route, or ("") of the agency as such, over [starts, today]."""

    route: str
    starts: date
    parts: tuple[Part, ...]


def strips_of(agency: Agency, named: dict[int, str], today: date) -> tuple[Strip, ...]:
    """One strip a route in the order of the routes' names, all on one scale of time; one query.

    Where there are routes, the agency as such is left out: nobody is sent abroad by an agency as such.
    """
    rows = StandingChange.objects.filter(agency=agency, on__lte=today).order_by("-known_at", "-id")
    told: dict[int | None, list[Told]] = defaultdict(list)
    columns = ("corridor_id", "standing", "on", "until")
    for corridor, standing, on, until in reversed(rows.values_list(*columns)[:MOST_READ]):
        if standing in _KNOWN:
            told[corridor].append(Told(Standing(standing), on, until))
    if len(told) > 1:
        told.pop(None, None)
    found = {corridor: spans(verdicts, today) for corridor, verdicts in told.items()}
    found = {corridor: stretches for corridor, stretches in found.items() if stretches}
    if not found:
        return ()
    first = min(stretches[0].starts for stretches in found.values())
    return tuple(
        Strip(named.get(corridor, ""), first, tuple(_part(span, first, today) for span in stretches))
        for corridor, stretches in sorted(found.items(), key=lambda one: named.get(one[0], ""))
    )


def _part(span: Span, first: date, today: date) -> Part:
    beyond = today + ONE_DAY
    days = (beyond - first).days

    def share(day: date) -> Decimal:
        return (Decimal(100 * (day - first).days) / days).quantize(_TENTH, ROUND_HALF_UP)

    x, height = share(span.starts), _HEIGHTS[span.standing]
    width = share(span.ends) - x
    return Part(
        name=NAMES[span.standing] if span.standing else NOT_RECORDED,
        kind=f"was-{span.standing.value}" if span.standing else "was-open",
        sign=_SIGNS[span.standing] if width >= _ROOM_FOR_A_SIGN else "",
        x=x,
        width=width,
        y=GROUND - height,
        height=height,
        starts=span.starts,
        last_day=None if span.ends == beyond else max(span.ends - ONE_DAY, span.starts),
    )
