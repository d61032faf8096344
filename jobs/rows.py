"""Reads one row of an openings file into plain values, by the words of its SOURCE.toml; jobs.imports writes them.

Every limit that the database also keeps is checked here, so that a bad row is rejected alone.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from foundation.tables import Row, Source, TableError
from jobs.rules import employer_key

_BASES = ("certified_order", "vetted_agency")
_PERIODS = ("hour", "day", "week", "fortnight", "month", "year", "piece")
_MOST_MONEY = Decimal("99999999999")
_YES, _NO = {"y", "yes", "true", "1"}, {"n", "no", "false", "0"}
_NOTHING = {"none", "n/a", "na", "not applicable", "not applicable."}
# Days in a month on average over the Gregorian calendar's 400 years.
_DAYS_A_MONTH = Decimal("30.436875")


@dataclass(frozen=True, slots=True)
class Read:
    """One row: `employer` and `opening` by column of their tables; `occupation` and `regions` still in the file's codes."""

    line: int
    key: str
    employer: dict
    opening: dict
    occupation: str
    region: str
    employer_region: str
    wage_unit_unknown: bool


class RowReader:
    """Reads the rows of one source. Raises TableError when the description itself cannot serve openings."""

    def __init__(self, source: Source):
        self.source = source
        self.known = set(source.columns) | set(source.defaults)
        for name in ("title", "status", "employer", "destination" if "country" not in self.known else "country"):
            if name not in self.known:
                raise TableError(f"{source.id}: [columns] needs {name!r} for openings.")
        self.basis = source.defaults.get("basis", "")
        if self.basis not in _BASES:
            raise TableError(f"{source.id}: [defaults] basis must be {' or '.join(_BASES)}.")
        strange = set(source.status.values()) - {"certified", "partly_certified", "denied", "withdrawn", "none"}
        if strange:
            raise TableError(f"{source.id}: [status] does not know {sorted(strange)[0]!r}.")
        periods = source.more.get("wage_per", {})
        for period in periods.values():
            if period not in _PERIODS:
                raise TableError(f"{source.id}: [wage_per] does not know {period!r}; it knows {', '.join(_PERIODS)}.")
        self.periods = {" ".join(word.split()).casefold(): period for word, period in periods.items()}

    def read(self, row: Row) -> Read:
        """The row's values; raises RowProblem when something in it cannot be used."""
        opening = self.order(row) | self.wage(row) | self.work(row) | self.housing(row)
        unit_unknown = opening.pop("unit_unknown")
        country = self.text(row, "country", 2).upper()
        if not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise row.problem("country", _("is not a country code such as US"))
        opening["destination"] = country
        return Read(
            line=row.line,
            key=self.key(row),
            employer=self.employer(row, country),
            opening=opening,
            occupation=self.text(row, "occupation", 12),
            region=self.text(row, "region", 60),
            employer_region=self.text(row, "employer_region", 60),
            wage_unit_unknown=unit_unknown,
        )

    def text(self, row: Row, name: str, longest: int) -> str:
        """A text that may be missing; blanks made single, "" for words that say there is nothing."""
        if name not in self.known:
            return ""
        text = " ".join(row.text(name, required=False, longest=longest).split())
        return "" if text.casefold() in _NOTHING else text

    def flag(self, row: Row, name: str) -> bool | None:
        """Yes, no, or None when the file does not say."""
        word = self.text(row, name, 10).casefold()
        if word in _YES or word in _NO:
            return word in _YES
        if word:
            raise row.problem(name, _("is neither yes nor no"))
        return None

    def number(self, row: Row, name: str, most: Decimal | int = _MOST_MONEY, places: str = "0.01") -> Decimal | None:
        """A number from zero, rounded to the places that the database keeps."""
        if name not in self.known:
            return None
        number = row.decimal(name, required=False, least=0, most=most)
        return None if number is None else number.quantize(Decimal(places))

    def integer(self, row: Row, name: str, most: int) -> int | None:
        """A whole number from zero."""
        return row.integer(name, required=False, least=0, most=most) if name in self.known else None

    def day(self, row: Row, name: str, required: bool = False):
        """A day, or None."""
        return row.day(name, required=required) if name in self.known else None

    def key(self, row: Row) -> str:
        if len(row.key) > 80:
            raise row.problem(self.source.key[0], _("is longer than 80 characters"))
        return row.key

    def order(self, row: Row) -> dict:
        certified = self.basis == "certified_order"
        number = self.text(row, "order_number", 60)
        if certified and not number:
            raise row.problem("order_number", _("is empty"))
        decided, ends = self.day(row, "decided", required=certified), self.day(row, "ends")
        return {
            "job_order_number": number,
            "order_status": row.word("status"),
            "order_from": decided,
            "order_until": self.day(row, "order_until") if "order_until" in self.known else ends,
            "published_on": decided or self.source.retrieved,
            "agent_name": self.text(row, "agent", 160),
            "names_foreign_recruiter": bool(self.flag(row, "foreign_recruiter"))
            or bool(self.text(row, "recruiter", 160)),
            "recruiter_name": self.text(row, "recruiter", 160),
        }

    def wage(self, row: Row) -> dict:
        low, high = self.number(row, "wage_low"), self.number(row, "wage_high")
        word = " ".join(self.text(row, "wage_per", 40).casefold().split())
        period = self.periods.get(word, "")
        if word and not period:
            raise row.problem("wage_per", _("is not one of the words of [wage_per]"))
        currency = self.text(row, "currency", 3).upper()
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise row.problem("currency", _("is not a currency code such as THB"))
        if low is None:
            low, high = high, None
        if low is not None and not currency:
            raise row.problem("currency", _("is empty, and there is a wage"))
        unit_unknown = low is not None and not period
        if unit_unknown:
            # An amount for nobody knows what is no wage.
            low = high = None
        if high is not None and high < low:
            raise row.problem("wage_high", _("is less than the lowest wage"))
        return {
            "wage_low": low,
            "wage_high": None if high == low else high,
            "currency": currency,
            "wage_per": period if low is not None else "",
            "wage_note": self.wage_note(row),
            "overtime": self.overtime(row, currency),
            "deductions": self.text(row, "deductions", 4000),
            "unit_unknown": unit_unknown,
        }

    def wage_note(self, row: Row) -> str:
        rate = self.number(row, "piece_rate", places="0.0001") if "piece_rate" in self.known else None
        unit = self.text(row, "piece_unit", 1000)
        # The files write a rate of zero where there is none.
        piece = f"{rate.normalize():f} {self.text(row, 'currency', 3)} {unit}".strip() if rate else unit
        return " ".join(part for part in (piece, self.text(row, "wage_note", 4000)) if part)

    def overtime(self, row: Row, currency: str) -> str:
        low, high = self.number(row, "overtime_low"), self.number(row, "overtime_high")
        amounts = sorted({amount for amount in (low, high) if amount})
        return f"{'–'.join(str(amount) for amount in amounts)} {currency}".strip() if amounts else ""

    def work(self, row: Row) -> dict:
        starts, ends = self.day(row, "starts"), self.day(row, "ends")
        if starts and ends and ends < starts:
            raise row.problem("ends", _("is before the first day of work"))
        months = Decimal((ends - starts).days + 1) / _DAYS_A_MONTH if starts and ends else None
        if months is not None and months > 999:
            raise row.problem("ends", _("is too long after the first day of work"))
        city, county = self.text(row, "city", 120), self.text(row, "county", 80)
        return {
            "title": " ".join(row.text("title", longest=200).split()),
            "starts": starts,
            "ends": ends,
            "contract_months": None if months is None else months.quantize(Decimal("0.1")),
            "apply_by": self.day(row, "apply_by"),
            "hours_per_week": self.number(row, "hours", most=168),
            "place_text": city or county,
            "positions": self.integer(row, "positions", 1_000_000),
            "experience_months": self.integer(row, "experience", 1200),
            "requirements": self.text(row, "requirements", 8000),
        }

    def housing(self, row: Row) -> dict:
        kind, city = self.text(row, "housing_kind", 120), self.text(row, "housing_city", 120)
        meals = self.flag(row, "meals")
        return {
            "housing": True if kind else self.flag(row, "housing"),
            "housing_note": ", ".join(part for part in (kind, city) if part),
            "meals": meals,
            "meals_charge": self.number(row, "meals_charge") if meals else None,
        }

    def employer(self, row: Row, country: str) -> dict:
        individual = bool(self.flag(row, "individual"))
        name = "" if individual else self.text(row, "employer", 200)
        if not individual and not name:
            raise row.problem("employer", _("is empty"))
        city, region = self.text(row, "employer_city", 120), self.text(row, "employer_region", 60)
        # Two private persons of one town are two employers: the row's key keeps them apart.
        called = f"{self.source.id} {row.key}" if individual else name
        return {
            "key": employer_key(country, called, city, region),
            "name": name,
            "trading_name": "" if individual else self.text(row, "trading_name", 200),
            "country": country,
            "city": city,
            "individual": individual,
        }
