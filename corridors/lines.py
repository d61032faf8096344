"""Which helplines people may see, and in which order. The footer of every page and the help page ask here."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from corridors.models import Helpline
from foundation import clock
from reference.names import country_name, language_name, phrases

KEPT_SECONDS = 300
EVERYWHERE = "ALL"
# How the data says it; every other note of a helpline is for editors.
CONFIDENTIAL = "Free and confidential"


@dataclass(frozen=True)
class Line:
    """One number as a page shows it. `checked`: somebody of this site called it, and not too long ago."""

    number: str
    organisation: str
    hours: str
    audience: str
    note: str
    spoken: tuple[str, ...]
    languages: tuple[str, ...]
    dial_from: tuple[str, ...]
    last_called: date | None
    overdue: bool
    checked: bool
    phone: bool
    confidential: bool


def may_show(line: Helpline) -> bool:
    """A number nobody of us has called stays hidden, unless the project's own brief gives it."""
    return line.given_by_brief or line.last_called is not None


def lines_for(language: str, today: date) -> list[Line]:
    """Every helpline that may be shown, those that speak the language first. Remembered for five minutes."""
    key = f"helplines:{language}:{today.isoformat()}"
    found = cache.get(key)
    if found is None:
        found = _read(language, today)
        cache.set(key, found, KEPT_SECONDS)
    return found


def footer_lines(language: str) -> list[Line]:
    """The lines that speak the language; all of them when none does."""
    found = lines_for(language, clock.today())
    return [line for line in found if language in line.languages] or found


def hidden_count() -> int:
    """How many numbers are on file that nobody has called yet."""
    return Helpline.objects.current().filter(given_by_brief=False, last_called=None).count()


def forget() -> None:
    """Drop what is remembered in this process; actions call it when a helpline changes."""
    cache.delete_many([f"helplines:{code}:{clock.today().isoformat()}" for code, _name in settings.LANGUAGES])


def _read(language: str, today: date) -> list[Line]:
    rows = [row for row in Helpline.objects.current().order_by("pk") if may_show(row)]
    told = phrases({text for row in rows for text in (row.hours, row.audience) if text}, language)
    lines = [_line(row, language, today, told) for row in rows]
    return sorted(lines, key=lambda line: language not in line.languages)


def _line(row: Helpline, language: str, today: date, told: dict[str, str]) -> Line:
    spoken = tuple(language_name(code, language) for code in row.languages.split())
    places = tuple(row.dial_from.split())
    overdue = row.review_on is None or today > row.review_on
    note = ", ".join(spoken)
    if places != (EVERYWHERE,):
        called_from = _("call from %(countries)s") % {
            "countries": ", ".join(country_name(code, language) for code in places)
        }
        note = f"{note} · {called_from}" if note else called_from
    return Line(
        number=row.number,
        organisation=row.organisation,
        hours=told.get(row.hours, row.hours),
        audience=told.get(row.audience, row.audience),
        note=note,
        spoken=spoken,
        languages=tuple(row.languages.split()),
        dial_from=tuple(country_name(code, language) for code in places if code != EVERYWHERE),
        last_called=row.last_called,
        overdue=overdue,
        checked=row.last_called is not None and not overdue,
        phone="phone" in row.channel.split(),
        confidential=row.note.startswith(CONFIDENTIAL),
    )
