"""What a record of the registry said before it was changed, when and why: shown on the agency's page."""

from dataclasses import dataclass
from datetime import date

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
