"""The one question a person can ask: OpeningQuery, read from and written to the parameters of an address.

Used by pages, saved alerts, commands and engines. `search.matching` answers it in plain Python.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from search import text
from search.document import BASES

LONGEST_WORDS = 200
MOST_VALUES = 20
LAST_PAGE = 200
HITS_A_PAGE = 10
# A ceiling nobody reaches: it asks only that what the worker pays is known.
ANY_KNOWN_COST = Decimal(999)


class Sort(StrEnum):
    """How hits are put in order."""

    BEST = "best"
    WAGE = "wage"
    COST = "cost"
    START = "start"
    NEWEST = "newest"


class ProblemCode(StrEnum):
    """What was wrong with a parameter; its words are in search.wording."""

    WORDS_TOO_LONG = "words_too_long"
    NOT_A_CODE = "not_a_code"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_PAGE = "not_a_page"
    TOO_MANY_VALUES = "too_many_values"
    DATES_REVERSED = "dates_reversed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One parameter that could not be used as typed: a code, the field, and the value (cut to 60 characters)."""

    code: ProblemCode
    field: str
    value: str


MANY = ("origin", "destination", "channel", "occupation", "agency", "basis")
PREFERENCES = ("occupation", "place", "language", "wage", "cost", "start")
_PREFER = "prefer_"

_CODE = {
    "origin": re.compile(r"[A-Z]{2}"),
    "destination": re.compile(r"[A-Z]{2}"),
    "channel": re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}"),
    "occupation": re.compile(r"[0-9]{1,4}"),
    "agency": re.compile(r"[A-Za-z0-9-]{1,32}"),
    "basis": re.compile("|".join(BASES)),
    "prefer_occupation": re.compile(r"[0-9]{1,4}"),
    "prefer_place": re.compile(r"[A-Za-z0-9-]{2,20}"),
    "prefer_language": re.compile(r"[a-z]{2,3}"),
}
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
# Lone surrogates, code points nobody has given a meaning, private ones.
_UNUSABLE = ("Cs", "Cn", "Co")
_YES = {"1", "true", "yes", "on"}
_NO = {"0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class OpeningQuery:
    """What a person looks for. An empty field asks for nothing; today is never part of the question.

    wage_from is US dollars a month, cost_to is months of wages, start_from and start_to are inclusive. Fields of
    several values match any one of them. `preferences` never filters: it only moves hits up, as pairs
    (name of PREFERENCES, values).
    """

    words: str = ""
    origin: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    occupation: tuple[str, ...] = ()
    wage_from: Decimal | None = None
    cost_to: Decimal | None = None
    start_from: date | None = None
    start_to: date | None = None
    housing: bool | None = None
    agency: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    sort: str = Sort.BEST.value
    page: int = 1
    language: str = "en"
    preferences: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())

    @classmethod
    def from_params(
        cls, params: Mapping[str, object], language: str = "en"
    ) -> tuple["OpeningQuery", tuple[Problem, ...]]:
        """Reads a QueryDict or a dict of texts or lists of texts. Never raises: the unusable is left out and told."""
        return _Reader(params).read(language)

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that read back as this question, in one fixed order, without what is empty or usual.

        Give them to `urlencode`. The language is in the path of an address, so it is not among them.
        """
        params = []
        if self.words:
            params.append(("words", self.words))
        for name in MANY[:4]:
            params += [(name, value) for value in getattr(self, name)]
        for name in ("wage_from", "cost_to"):
            if (amount := getattr(self, name)) is not None:
                params.append((name, write_number(amount)))
        for name in ("start_from", "start_to"):
            if (day := getattr(self, name)) is not None:
                params.append((name, day.isoformat()))
        if self.housing is not None:
            params.append(("housing", "1" if self.housing else "0"))
        for name in MANY[4:]:
            params += [(name, value) for value in getattr(self, name)]
        for name, values in self.preferences:
            params += [(_PREFER + name, value) for value in values]
        if self.sort != Sort.BEST:
            params.append(("sort", self.sort))
        if self.page != 1:
            params.append(("page", str(self.page)))
        return params

    def without(self, name: str, value: str | None = None) -> "OpeningQuery":
        """The same question with one filter (or one value of it) taken off, on page one: the link of a chip."""
        if value is not None and name in MANY:
            left = tuple(kept for kept in getattr(self, name) if kept != value)
            return replace(self, **{name: left, "page": 1})
        usual = OpeningQuery.__dataclass_fields__[name].default
        return replace(self, **{name: usual, "page": 1})

    def without_preference(self, name: str, value: str) -> "OpeningQuery":
        """The same question with one value of a preference taken off, on page one."""
        left = tuple(
            (key, tuple(held for held in values if key != name or held != value)) for key, values in self.preferences
        )
        return replace(self, preferences=tuple(pair for pair in left if pair[1]), page=1)

    def on_page(self, page: int) -> "OpeningQuery":
        """The same question on another page."""
        return replace(self, page=max(1, min(page, LAST_PAGE)))

    def preferred(self, name: str) -> tuple[str, ...]:
        """The values of one preference, empty when there is none."""
        return next((values for key, values in self.preferences if key == name), ())

    @property
    def is_empty(self) -> bool:
        """True when nothing is asked: a person browses."""
        return not any(name not in ("sort", "page") for name, _ in self.to_params())


PARAMETERS = frozenset(OpeningQuery.__dataclass_fields__) - {"language", "preferences"} | {
    _PREFER + name for name in PREFERENCES
}


def write_number(amount: Decimal) -> str:
    """A Decimal as the shortest plain text: 1.50 → "1.5", 2E+3 → "2000"."""
    plain = format(amount, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _plain(raw: str) -> str:
    return text.ascii_digits(clean_words(raw[:100]))


def clean_words(raw: str) -> str:
    """What a person typed without control characters and lone surrogates, white space made single.

    Zero-width spaces stay: they are the word breaks of Khmer, Lao and Burmese writers.
    """
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())
    categories = ((character, unicodedata.category(character)) for character in raw)
    kept = (" " if category == "Cc" else character for character, category in categories if category not in _UNUSABLE)
    return " ".join("".join(kept).split())


class _Reader:
    """Reads parameters one by one and collects what was wrong."""

    def __init__(self, params):
        self.params = params if isinstance(params, Mapping) else {}
        self.problems = []

    def read(self, language):
        values = {name: self._codes(name) for name in MANY}
        values["words"] = self._words()
        values["wage_from"], values["cost_to"] = self._number("wage_from"), self._ceiling("cost_to")
        values["start_from"], values["start_to"] = self._day("start_from"), self._day("start_to")
        values["housing"] = self._yes_or_no("housing")
        values["sort"], values["page"] = self._sort(), self._page()
        values["preferences"] = self._preferences()
        if values["start_from"] and values["start_to"] and values["start_from"] > values["start_to"]:
            self._report(ProblemCode.DATES_REVERSED, "start_to", values["start_to"].isoformat())
            values["start_to"] = None
        return OpeningQuery(language=str(language or "en"), **values), tuple(self.problems)

    def _report(self, code, name, value):
        self.problems.append(Problem(code, name, clean_words(value[:60])))

    def _raw(self, name) -> list[str]:
        try:
            if name not in self.params:
                return []
            raw = self.params.getlist(name) if hasattr(self.params, "getlist") else self.params.get(name)
        except Exception:
            # A strange mapping is an unusable parameter, and an unusable parameter is no reason for an error page.
            return []
        if raw is None:
            return []
        if isinstance(raw, (list, tuple, set, frozenset)):
            return [str(value) for value in list(raw)[:200] if value is not None]
        if isinstance(raw, bool):
            return ["1" if raw else "0"]
        return [str(raw)]

    def _one(self, name) -> str:
        """The last value, digits of any script made ASCII; "" when there is none."""
        raw = self._raw(name)
        return _plain(raw[-1]) if raw else ""

    def _words(self):
        raw = " ".join(self._raw("words"))
        cleaned = clean_words(raw[: LONGEST_WORDS * 4])
        if len(raw) > LONGEST_WORDS * 4 or len(cleaned) > LONGEST_WORDS:
            self._report(ProblemCode.WORDS_TOO_LONG, "words", cleaned)
            cleaned = cleaned[:LONGEST_WORDS].rstrip()
        return cleaned

    def _codes(self, name) -> tuple[str, ...]:
        found = []
        for raw in self._raw(name):
            for part in raw[:2000].split(","):
                value = text.ascii_digits(clean_words(part))
                if name in ("origin", "destination"):
                    value = value.upper()
                elif name in ("basis", "prefer_language"):
                    value = value.lower()
                if not value or value in found:
                    continue
                if not _CODE[name].fullmatch(value):
                    self._report(ProblemCode.NOT_A_CODE, name, value)
                elif len(found) == MOST_VALUES:
                    self._report(ProblemCode.TOO_MANY_VALUES, name, value)
                    return tuple(sorted(found))
                else:
                    found.append(value)
        # Sorted, so that one question has one address whatever the order of its boxes.
        return tuple(sorted(found))

    def _ceiling(self, name) -> Decimal | None:
        """The lowest of several ceilings, since each of them is to hold."""
        given = dict.fromkeys(_plain(raw) for raw in self._raw(name))
        return min((number for value in given if (number := self._read_number(name, value)) is not None), default=None)

    def _number(self, name) -> Decimal | None:
        return self._read_number(name, self._one(name))

    def _read_number(self, name, value) -> Decimal | None:
        if not value:
            return None
        if not _NUMBER.fullmatch(value):
            self._report(ProblemCode.NOT_A_NUMBER, name, value)
            return None
        return Decimal(write_number(Decimal(value)))

    def _day(self, name) -> date | None:
        value = self._one(name)
        if not value:
            return None
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError(value)
            return date.fromisoformat(value)
        except ValueError:
            self._report(ProblemCode.NOT_A_DATE, name, value)
            return None

    def _yes_or_no(self, name) -> bool | None:
        value = self._one(name).lower()
        if not value:
            return None
        if value in _YES or value in _NO:
            return value in _YES
        self._report(ProblemCode.NOT_YES_OR_NO, name, value)
        return None

    def _sort(self) -> str:
        value = self._one("sort").lower()
        if not value:
            return Sort.BEST.value
        if value not in {choice.value for choice in Sort}:
            self._report(ProblemCode.NOT_A_CHOICE, "sort", value)
            return Sort.BEST.value
        return value

    def _page(self) -> int:
        value = self._one("page")
        if not value:
            return 1
        if not re.fullmatch(r"[0-9]{1,100}", value) or int(value) < 1:
            self._report(ProblemCode.NOT_A_PAGE, "page", value)
            return 1
        return min(int(value), LAST_PAGE)

    def _preferences(self):
        pairs = []
        for name in PREFERENCES:
            if name in ("wage", "cost"):
                number = self._number(_PREFER + name)
                values = () if number is None else (write_number(number),)
            elif name == "start":
                day = self._day(_PREFER + name)
                values = () if day is None else (day.isoformat(),)
            else:
                values = self._codes(_PREFER + name)
            if values:
                pairs.append((name, values))
        return tuple(pairs)


def pages_of(total: int, a_page: int = HITS_A_PAGE) -> int:
    """How many pages a number of hits fills; at least one."""
    return max(1, min(LAST_PAGE, -(-total // a_page)))


def chips(query: OpeningQuery) -> Iterable[tuple[str, str, OpeningQuery]]:
    """Every active filter and preference as (parameter, value, the question without it), in canonical order."""
    for name, value in query.to_params():
        if name.startswith(_PREFER):
            yield name, value, query.without_preference(name.removeprefix(_PREFER), value)
        elif name not in ("sort", "page"):
            yield name, value, query.without(name, value if name in MANY else None)
