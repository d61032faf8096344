"""Reads a SOURCE.toml: what a file is, where it came from, and which of its columns means what. For every import."""

import codecs
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

FORMATS = {"csv": ",", "tsv": "\t"}
# Read by foundation.sheets and foundation.records: `records` names the sheet, or the dotted path of the list.
OTHER_FORMATS = ("xlsx", "json")
_KNOWN = {
    "source": {"id", "country", "regulator", "retrieved", "licence", "check_days", "complete", "example"},
    "file": {"format", "encoding", "delimiter", "records"},
    "key": {"columns"},
    "columns": None,
    "dates": None,
    "status": None,
    "defaults": None,
}


class TableError(Exception):
    """The file or its source description cannot be used at all. The message is one clear line."""


@dataclass(frozen=True)
class Source:
    """What SOURCE.toml says. `columns` gives for each field the columns to try in turn; `more` holds other sections."""

    id: str
    country: str
    regulator: str
    retrieved: date
    licence: str
    check_days: int = 365
    complete: bool = False
    # Invented: whoever stands on it is an example.
    example: bool = False
    format: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    records: str = ""
    key: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    dates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    more: dict[str, dict] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | str) -> "Source":
        """Read and check the whole description. Raises TableError naming the section and key that is wrong."""
        path = Path(path)
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise TableError(f"{path.name}: cannot be opened ({error.strerror}).")
        except UnicodeDecodeError:
            raise TableError(f"{path.name}: is not UTF-8 text.")
        except tomllib.TOMLDecodeError as error:
            raise TableError(f"{path.name}: is not valid TOML: {' '.join(str(error).split())}.")
        return _Reading(path.name, told).source()

    def formats_for(self, name: str) -> tuple[str, ...]:
        """The date formats of one field: its own, else those for all fields, else ISO 8601."""
        return self.dates.get(name) or self.dates.get("formats") or ("%Y-%m-%d",)

    def require(self, *names: str) -> None:
        """Raise TableError unless each field has a column or a default. Imports call it before the first row."""
        for name in names:
            if name not in self.columns and name not in self.defaults:
                raise TableError(f"{self.id}: [columns] must say which column holds {name}.")

    def column_of(self, name: str) -> str:
        """What to call a field when talking about the file: its first column, or the field itself."""
        columns = self.columns.get(name)
        return columns[0] if columns else name


@dataclass
class _Reading:
    """One description being checked; every complaint names the file, the section and the key."""

    name: str
    told: dict

    def source(self) -> Source:
        for section, keys in _KNOWN.items():
            part = self.told.setdefault(section, {})
            if not isinstance(part, dict):
                raise TableError(f"{self.name}: {section} must be a section, [{section}].")
            if keys and (strange := sorted(set(part) - keys)):
                raise TableError(f"{self.name}: [{section}] does not know {strange[0]!r}; it knows {_listed(keys)}.")
        country = self.text("source", "country")
        if not (len(country) == 2 and country.isascii() and country.isalpha() and country.isupper()):
            raise TableError(f"{self.name}: [source] country must be two capital letters such as TH, not {country!r}.")
        columns = {name: self.names("columns", name) for name in self.told["columns"]}
        if not columns:
            raise TableError(f"{self.name}: [columns] is missing: say which column holds which field.")
        return Source(
            id=self.text("source", "id"),
            country=country,
            regulator=self.text("source", "regulator"),
            retrieved=self.retrieved(),
            licence=self.text("source", "licence"),
            check_days=self.check_days(),
            complete=self.flag("source", "complete"),
            example=self.flag("source", "example"),
            key=self.names("key", "columns"),
            columns=columns,
            dates=self.dates(),
            status={folded(word): self.text("status", word) for word in self.told["status"]},
            defaults=self.defaults(),
            more={section: part for section, part in self.told.items() if section not in _KNOWN},
            **self.file(),
        )

    def file(self) -> dict[str, str]:
        kind = self.text("file", "format", "csv")
        if kind not in FORMATS and kind not in OTHER_FORMATS:
            raise TableError(f"{self.name}: [file] format must be {_listed([*FORMATS, *OTHER_FORMATS])}, not {kind!r}.")
        encoding = self.text("file", "encoding", "utf-8")
        try:
            is_text = codecs.lookup(encoding)._is_text_encoding
        except (LookupError, ValueError):
            is_text = False
        if not is_text:
            raise TableError(f"{self.name}: [file] encoding {encoding!r} is not an encoding we know.")
        delimiter = self.told["file"].get("delimiter", FORMATS.get(kind, ","))
        if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n\0' or not delimiter.isascii():
            raise TableError(f"{self.name}: [file] delimiter must be one character such as ',' or ';'.")
        records = self.text("file", "records", "")
        return {"format": kind, "encoding": encoding, "delimiter": delimiter, "records": records}

    def text(self, section: str, key: str, default: str | None = None) -> str:
        value = self.told[section].get(key, default)
        if value is None:
            raise TableError(f"{self.name}: [{section}] {key} is missing.")
        if not isinstance(value, str) or (not value.strip() and default != ""):
            raise TableError(f"{self.name}: [{section}] {key} must be text.")
        return value.strip()

    def names(self, section: str, key: str) -> tuple[str, ...]:
        """One column name or several; each must be text."""
        value = self.told[section].get(key)
        if value is None:
            raise TableError(f"{self.name}: [{section}] {key} is missing.")
        several = [value] if isinstance(value, str) else value
        if not isinstance(several, list) or not several or not all(isinstance(n, str) and n.strip() for n in several):
            raise TableError(f"{self.name}: [{section}] {key} must be a column name or a list of column names.")
        return tuple(several)

    def flag(self, section: str, key: str) -> bool:
        value = self.told[section].get(key, False)
        if not isinstance(value, bool):
            raise TableError(f"{self.name}: [{section}] {key} must be true or false.")
        return value

    def retrieved(self) -> date:
        value = self.told["source"].get("retrieved")
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, date):
            raise TableError(f"{self.name}: [source] retrieved must be a day such as 2025-03-01.")
        return value

    def check_days(self) -> int:
        value = self.told["source"].get("check_days", 365)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 3660:
            raise TableError(f"{self.name}: [source] check_days must be a whole number of days, 1 to 3660.")
        return value

    def dates(self) -> dict[str, tuple[str, ...]]:
        dates = {name: self.names("dates", name) for name in self.told["dates"]}
        for name, formats in dates.items():
            if name != "formats" and name not in self.told["columns"]:
                raise TableError(f"{self.name}: [dates] {name} is not a field of [columns].")
            for written in formats:
                try:
                    datetime.strptime(datetime(2024, 2, 29).strftime(written), written)  # noqa: DTZ001, DTZ007
                except ValueError:
                    raise TableError(f"{self.name}: [dates] {written!r} is not a date format such as %d/%m/%Y.")
                if not any(day in written for day in ("%d", "%j")) or not any(y in written for y in ("%Y", "%y")):
                    raise TableError(f"{self.name}: [dates] {written!r} must hold a day and a year, such as %d and %Y.")
        return dates

    def defaults(self) -> dict[str, str]:
        defaults = {}
        for name, value in self.told["defaults"].items():
            if isinstance(value, dict | list):
                raise TableError(f"{self.name}: [defaults] {name} must be one value.")
            defaults[name] = str(value).lower() if isinstance(value, bool) else str(value)
        return defaults


def folded(word: str) -> str:
    """A word as [status] compares it: without regard to capitals and blanks."""
    return " ".join(word.split()).casefold()


def _listed(names) -> str:
    return ", ".join(sorted(names))
