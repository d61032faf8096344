"""What a record of the registry said before it was changed, when and why, and which records were merged into it.

Shown on the agency's page.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agencies.models import Agency, FieldChange, RegisterList
from foundation import clock
from foundation.figures import format_partial_day

MOST_SHOWN = 12
FIELDS: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "registration_number": gettext_lazy("Company number"),
    "place": gettext_lazy("Place"),
    "contacts": gettext_lazy("Contacts"),
}


@dataclass(frozen=True)
class Correction:
    """One field that was changed on a day (in Bangkok): its old value ("" = nothing) and the reason in words."""

    day: date
    field: str
    before: str
    reason: str


@dataclass(frozen=True)
class Merged:
    """Another record, by its number and name, that became a part of this one on a day; `before` is the last day it stood."""

    day: date
    before: date
    number: str
    name: str


def mergers_of(agency: Agency) -> tuple[Merged, ...]:
    """Every record that was merged into this one, newest first; one query."""
    rows = agency.mergers.order_by("-known_at", "-id")
    return tuple(Merged(row.on, row.on - timedelta(days=1), row.public_id, row.name) for row in rows)


def corrections_of(agency: Agency) -> tuple[Correction, ...]:
    """The latest changes, newest first; two queries at most. An import's reason is the regulator's list it came from."""
    rows = list(FieldChange.objects.filter(agency=agency)[:MOST_SHOWN])
    lists = _lists({row.reason.rpartition(" ")[0] for row in rows} - {""})
    return tuple(
        Correction(
            row.known_at.astimezone(clock.BANGKOK).date(),
            str(FIELDS.get(row.field, row.field)),
            row.before,
            lists.get(row.reason, row.reason),
        )
        for row in rows
    )


def _lists(sources: set[str]) -> dict[str, str]:
    """{reason as imports write it: the list in words}."""
    if not sources:
        return {}
    language = get_language() or "en"
    told = RegisterList.objects.filter(source__in=sources).values_list("source", "retrieved", "regulator")
    return {
        f"{source} {retrieved}": _("list of %(regulator)s, %(day)s")
        % {"regulator": regulator, "day": format_partial_day(retrieved, language)}
        for source, retrieved, regulator in told
    }
