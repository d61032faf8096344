"""Reads one row of a migration file into checked values; corridors.loading says which columns make a fact."""

import hashlib
import re
from decimal import Decimal

from foundation.partial import PartialDate
from foundation.reports import RowProblem
from foundation.tables import Row

_COUNTRY = re.compile(r"[A-Z]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CHANNEL = re.compile(r"[A-Z0-9]+(?:_[A-Z0-9]+)*")
_LONGEST_KEY = 255


class Columns:
    """A row with the vocabulary of migration facts. Every reader raises RowProblem naming the column."""

    def __init__(self, row: Row, known):
        self.row, self.known = row, known

    def problem(self, name: str, reason: str) -> RowProblem:
        return self.row.problem(name, reason)

    def text(self, name: str, longest: int | None = None, required: bool = True) -> str:
        return self.row.text(name, required, longest)

    def one_of(self, name: str, words, required: bool = True) -> str:
        """One of the words, as plain text."""
        value, allowed = self.text(name, required=required), [str(word) for word in words]
        if value and value not in allowed:
            raise self.problem(name, f"is none of {', '.join(allowed)}")
        return value

    def several(self, name: str) -> list[str]:
        """The parts of a cell between semicolons."""
        return [part.strip() for part in self.text(name, required=False).split(";") if part.strip()]

    def yes(self, name: str) -> bool:
        """yes or no; blank is no."""
        return self.one_of(name, ("yes", "no"), required=False) == "yes"

    def country(self, name: str, required: bool = True, or_all: bool = False) -> str:
        """Two capital letters (ISO 3166); with `or_all`, ALL is read as blank."""
        value = self.text(name, required=required)
        if or_all and value == "ALL":
            return ""
        if value and not _COUNTRY.fullmatch(value):
            raise self.problem(name, "is not a country code such as MM")
        return value

    def currency(self, name: str, required: bool = True) -> str:
        """Three capital letters (ISO 4217)."""
        value = self.text(name, required=required)
        if value and not _CURRENCY.fullmatch(value):
            raise self.problem(name, "is not a currency code such as THB")
        return value

    def channel(self, name: str) -> str:
        value = self.text(name, 12)
        if not _CHANNEL.fullmatch(value):
            raise self.problem(name, "is not a channel such as MOU")
        return value

    def corridor(self):
        """The corridor that the columns corridor and channel name."""
        code = f"{self.text('corridor')}-{self.text('channel')}"
        if code not in self.known.corridors:
            raise self.problem("corridor", f"and channel name {code}, which is not in corridors.csv")
        return self.known.corridors[code]

    def amount(self, name: str, required: bool = False) -> Decimal | None:
        """A number of at least zero; blank = unknown."""
        return self.row.decimal(name, required, least=0, most=10**11)

    def partial(self, name: str, required: bool = False) -> str:
        """A year, month or day, as written."""
        value = self.text(name, required=required)
        if not value:
            return ""
        try:
            return str(PartialDate.parse(value))
        except ValueError:
            raise self.problem(name, "is not a date such as 2025, 2025-03 or 2025-03-01")

    def in_order(self, low: str, high: str, first, second) -> None:
        if first is not None and second is not None and first > second:
            raise self.problem(low, f"is more than {high}")

    def common(self, dated: bool = False, note: bool = True) -> dict:
        """Evidence, note and, with `dated`, from when to when: what every fact has."""
        values = {"evidence": self.one_of("evidence", ("read", "recalled"))}
        if note:
            values["note"] = self.text("note", required=False)
        if dated:
            start, end = self.partial("effective_from"), self.partial("effective_to")
            if start and end and PartialDate.parse(start).earliest > PartialDate.parse(end).latest:
                raise self.problem("effective_to", "is before effective_from")
            values |= {"effective_from": start, "effective_to": end}
        return values

    def source(self, dated: str = "") -> tuple[str, str, str] | None:
        """(title, address, date as written) of the source; None when nobody saw a page. Read facts need a source."""
        title_column = "source" if "source" in self.row.source.columns else "source_title"
        title, url = self.text(title_column, 250, required=False), self.text("source_url", 500, required=False)
        if url and not url.startswith(("http://", "https://")):
            raise self.problem("source_url", "is not an address that starts with http:// or https://")
        if not title:
            if self.text("evidence", required=False) == "read":
                raise self.problem(title_column, "is empty, and a figure that was read needs its source")
            return None
        return title, url, self.partial(dated) if dated else ""

    @staticmethod
    def key(parts) -> str:
        """The parts joined; a key too long for its column ends in a hash of the whole."""
        key = "|".join(str(part) for part in parts)
        if len(key) <= _LONGEST_KEY:
            return key
        return key[: _LONGEST_KEY - 17] + "#" + hashlib.sha256(key.encode()).hexdigest()[:16]
