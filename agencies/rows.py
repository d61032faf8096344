"""What one row of a regulator's list means: the fields a source file may map, checked. actions.importing calls it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Licence
from foundation.partial import PartialDate
from foundation.tables import Row, Source, TableError

_FIELDS = {
    "name", "address", "registration_number", "country", "retrieved", "licence_number", "holder", "branch", "kinds",
    "issued", "issued_year", "last_day", "status", "status_note", "covers",
}  # fmt: skip
_STATUSES = {status.value for status in Licence.Status}


@dataclass(frozen=True)
class Listing:
    """One row understood. `names` are (language, name); `retrieved` is the row's own date as written, else ""."""

    name: str
    country: str
    names: tuple[tuple[str, str], ...]
    address: str
    registration_number: str
    number: str
    holder: str
    branch: str
    kinds: str
    covers: str
    issued: date | None
    issued_year: int | None
    last_day: date | None
    status: str
    status_note: str
    retrieved: str = ""

    @property
    def digest(self) -> str:
        """Of all that the row says but its date, to tell an unchanged row at once."""
        told = [(name, getattr(self, name)) for name in self.__dataclass_fields__ if name != "retrieved"]
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def check_source(source: Source) -> None:
    """Raise TableError when the source file maps fields or words that this import does not know."""
    source.require("name")
    for name in [*source.columns, *source.defaults]:
        if name not in _FIELDS and not name.startswith("name_"):
            raise TableError(f"{source.id}: [columns] does not know {name!r}; it knows {', '.join(sorted(_FIELDS))}.")
    for word, status in source.status.items():
        if status not in _STATUSES:
            raise TableError(f"{source.id}: [status] {word!r} must be one of {', '.join(sorted(_STATUSES))}.")
    if not all(isinstance(patterns, str) for patterns in source.more.get("covers", {}).values()):
        raise TableError(f"{source.id}: [covers] must give text such as '*-HK-MDW' for each kind of placement.")


def listing_of(row: Row) -> Listing:
    """The row's meaning. Raises RowProblem for what cannot be used."""
    country = row.text("country", required=False) or row.source.country
    if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
        raise row.problem("country", _("is not a country code of two capital letters"))
    kinds = row.text("kinds", required=False, longest=300)
    issued, last_day = row.day("issued", required=False), row.day("last_day", required=False)
    if issued and last_day and last_day < issued:
        raise row.problem("last_day", _("is before the day of issue"))
    return Listing(
        name=_plain(row.text("name", longest=250)),
        country=country,
        names=tuple(
            (field.removeprefix("name_"), _plain(text))
            for field in sorted(row.source.columns)
            if field.startswith("name_") and (text := row.text(field, required=False, longest=250))
        ),
        address=_plain(row.text("address", required=False, longest=500)),
        registration_number=row.text("registration_number", required=False, longest=60),
        number=row.text("licence_number", required=False, longest=60),
        holder=row.text("holder", required=False, longest=250),
        branch=row.text("branch", required=False, longest=250),
        kinds=kinds,
        covers=_covers(row, kinds),
        issued=issued,
        issued_year=row.integer("issued_year", required=False, least=1900, most=2200),
        last_day=last_day,
        status=row.word("status", required=False) or Licence.Status.VALID.value,
        status_note=row.text("status_note", required=False, longest=200),
        retrieved=_retrieved(row),
    )


def _covers(row: Row, kinds: str) -> str:
    """Patterns of corridor codes: those of the row's kinds of placement by [covers], else the row's own or the default."""
    by_kind = row.source.more.get("covers", {})
    if not by_kind:
        return " ".join(row.text("covers", required=False, longest=300).split())
    patterns = [pattern for kind in kinds.split("|") for pattern in by_kind.get(kind.strip(), "").split()]
    return " ".join(dict.fromkeys(patterns))


def _retrieved(row: Row) -> str:
    text = row.text("retrieved", required=False)
    if text:
        try:
            PartialDate.parse(text)
        except ValueError:
            raise row.problem("retrieved", _("is not a date written as 2025, 2025-03 or 2025-03-01"))
    return text


def _plain(text: str) -> str:
    return " ".join(text.split())
