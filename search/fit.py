"""Points and reasons: how well an opening fits a question. Every engine re-ranks its candidates with these components.

Plain Python over columns of whole numbers (search.fields), because a page re-ranks a few hundred candidates.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from search.fields import UNKNOWN, cost_millionths, isco_code, language_bits, wage_millionths
from search.query import OpeningQuery
from search.trades import same_trade

# How many candidates, best text first, are put in order anew.
CANDIDATES = 200

# The columns `rank` needs of each candidate besides its text score and whether it is near.
COLUMNS = ("isco", "languages", "needed", "cost", "wage", "start", "named", "published")

TEXT_POINTS = 10.0
OCCUPATION_POINTS = 4.0
COST_POINTS = 3.0
WAGE_POINTS = 2.0
PLACE_POINTS = 2.0
LANGUAGE_POINTS = 1.0
SPOKEN_POINTS = 2.0
START_POINTS = 1.0
# More than all others together: a job that names the person's country comes before every job that names none.
ORIGIN_POINTS = 25.0
RECENCY_POINTS = 1.0

# From this many months of wages on, a cost earns nothing, unless the person prefers another limit.
COST_MONTHS = 3
USUAL_WAGE = Decimal(500)
START_DAYS = 180
# How near another occupation of the same trade is that shares no group with the wanted one.
SAME_TRADE = 0.4
RECENT_DAYS = 90


class ReasonCode(StrEnum):
    """Why a hit stands where it stands; the words are in search.wording."""

    TEXT = "text"
    OCCUPATION_SAME = "occupation_same"
    OCCUPATION_NEAR = "occupation_near"
    LANGUAGE = "language"
    SPOKEN = "spoken"
    NONE_NEEDED = "none_needed"
    NO_COST = "no_cost"
    COST = "cost"
    WAGE = "wage"
    START = "start"
    ORIGIN = "origin"
    PLACE = "place"
    RECENT = "recent"


class Reason(NamedTuple):
    """One component that gave points: its ReasonCode, the values its words name, and the points (2 digits)."""

    code: str
    values: tuple[tuple[str, str], ...]
    points: float


class Fit:
    """The components made ready for one question on one day."""

    def __init__(self, query: OpeningQuery, today: date):
        self.query = query
        self.today = today.toordinal()
        self.occupations = tuple(dict.fromkeys((*query.occupation, *query.preferred("occupation"))))
        readable = dict.fromkeys((query.language, *query.preferred("language")))
        self.readable = tuple((name, language_bits((name,))) for name in readable)
        self.languages = language_bits(readable)
        self.spoken = language_bits(query.preferred("language"))
        wage = query.wage_from or next((Decimal(value) for value in query.preferred("wage")), None) or USUAL_WAGE
        self.wage = max(1, wage_millionths(wage))
        wanted = query.start_from or next((date.fromisoformat(value) for value in query.preferred("start")), None)
        self.wanted_start = wanted.toordinal() if wanted else None
        most = next((Decimal(value) for value in query.preferred("cost")), Decimal(COST_MONTHS))
        self.worst_cost = max(1, cost_millionths(most))
        self._occupation_points = {}

    def points(self, text_scores: Sequence[float], columns: dict[str, Sequence[int]], near: Sequence[bool]):
        """Points of each component, one list a component in the order of _COMPONENTS, one number a candidate."""
        return [component(self, text_scores, columns, near) for component, _ in _COMPONENTS]

    def scores(self, points: list[list[float]]) -> list[float]:
        """The sum of points of each candidate, rounded to 6 digits, so that a tie is a tie on every machine."""
        return [round(sum(row), 6) for row in zip(*points, strict=True)]

    def reasons(self, at: int, points: list[list[float]], columns: dict[str, Sequence[int]]) -> tuple[Reason, ...]:
        """Why candidate number `at` has its points, most points first."""
        found = []
        row = {name: values[at] for name, values in columns.items()}
        for (_, explain), column in zip(_COMPONENTS, points, strict=True):
            if (given := round(column[at], 2)) > 0:
                found.append(Reason(*explain(self, row), given))
        found.sort(key=_POINTS, reverse=True)
        return tuple(found)

    # Components: points of every candidate, and the reason for one.

    def _text(self, text_scores, columns, near):
        best = max(text_scores, default=0.0)
        if best <= 0:
            return [0.0] * len(text_scores)
        return [TEXT_POINTS * score / best for score in text_scores]

    def _because_text(self, row):
        return ReasonCode.TEXT, (("words", self.query.words),)

    def _occupation(self, text_scores, columns, near):
        if not self.occupations:
            return [0.0] * len(near)
        known = self._occupation_points
        for number in columns["isco"]:
            if number not in known:
                known[number] = OCCUPATION_POINTS * nearness(isco_code(number), self.occupations)
        return [known[number] for number in columns["isco"]]

    def _because_occupation(self, row):
        code = isco_code(row["isco"])
        same = nearness(code, self.occupations) == 1
        return (ReasonCode.OCCUPATION_SAME if same else ReasonCode.OCCUPATION_NEAR), (("occupation", code),)

    def _language(self, text_scores, columns, near):
        wanted = self.languages
        return [LANGUAGE_POINTS if bits & wanted else 0.0 for bits in columns["languages"]]

    def _because_language(self, row):
        spoken = next((name for name, bit in self.readable if bit & row["languages"]), self.query.language)
        return ReasonCode.LANGUAGE, (("language", spoken),)

    def _spoken(self, text_scores, columns, near):
        spoken = self.spoken
        if not spoken:
            return [0.0] * len(near)
        # Half for an opening that names no language: the work may still ask for one.
        return [
            SPOKEN_POINTS / 2 if not bits else SPOKEN_POINTS if bits & spoken == bits else 0.0
            for bits in columns["needed"]
        ]

    def _because_spoken(self, row):
        if not row["needed"]:
            return ReasonCode.NONE_NEEDED, ()
        wanted = [name for name in self.query.preferred("language") if language_bits((name,)) & row["needed"]]
        return ReasonCode.SPOKEN, (("languages", ", ".join(wanted)),)

    def _cost(self, text_scores, columns, near):
        worst = self.worst_cost
        return [COST_POINTS * (worst - cost) / worst if 0 <= cost < worst else 0.0 for cost in columns["cost"]]

    def _because_cost(self, row):
        if row["cost"] == 0:
            return ReasonCode.NO_COST, ()
        # A hundredth at least: what costs something never reads as nothing.
        return ReasonCode.COST, (("months", _written(max(row["cost"], 10_000), 2)),)

    def _wage(self, text_scores, columns, near):
        usual = self.wage
        return [WAGE_POINTS * wage / (wage + usual) if wage > 0 else 0.0 for wage in columns["wage"]]

    def _because_wage(self, row):
        return ReasonCode.WAGE, (("usd", _written(row["wage"], 0)),)

    def _start(self, text_scores, columns, near):
        wanted = self.wanted_start
        if wanted is None:
            today = self.today
            return [
                0.0 if day == UNKNOWN else START_POINTS * max(0.0, 1 - max(0, day - today) / START_DAYS)
                for day in columns["start"]
            ]
        return [
            0.0 if day == UNKNOWN else START_POINTS * max(0.0, 1 - abs(day - wanted) / START_DAYS)
            for day in columns["start"]
        ]

    def _because_start(self, row):
        return ReasonCode.START, (("start", date.fromordinal(row["start"]).isoformat()),)

    def _origin(self, text_scores, columns, near):
        if not self.query.origin:
            return [0.0] * len(near)
        # The filter has let pass only openings that name this origin or any.
        return [ORIGIN_POINTS if named else 0.0 for named in columns["named"]]

    def _because_origin(self, row):
        return ReasonCode.ORIGIN, (("origin", ", ".join(self.query.origin)),)

    def _place(self, text_scores, columns, near):
        return [PLACE_POINTS if is_near else 0.0 for is_near in near]

    def _because_place(self, row):
        return ReasonCode.PLACE, (("place", ", ".join(self.query.preferred("place"))),)

    def _recency(self, text_scores, columns, near):
        today = self.today
        return [RECENCY_POINTS * max(0.0, 1 - max(0, today - day) / RECENT_DAYS) for day in columns["published"]]

    def _because_recency(self, row):
        return ReasonCode.RECENT, (("published", date.fromordinal(row["published"]).isoformat()),)


_POINTS = attrgetter("points")
_COMPONENTS = (
    (Fit._text, Fit._because_text),
    (Fit._occupation, Fit._because_occupation),
    (Fit._language, Fit._because_language),
    (Fit._spoken, Fit._because_spoken),
    (Fit._cost, Fit._because_cost),
    (Fit._wage, Fit._because_wage),
    (Fit._start, Fit._because_start),
    (Fit._origin, Fit._because_origin),
    (Fit._place, Fit._because_place),
    (Fit._recency, Fit._because_recency),
)


def naming_words(reasons: Sequence[Reason], words: str) -> tuple[Reason, ...]:
    """The reasons with the text reason naming these words instead of all that were typed.

    Without any word it was the kind of work that came near: one reason says that, with the points of both.
    """
    text = next((reason for reason in reasons if reason.code == ReasonCode.TEXT), None)
    if text is None:
        return tuple(reasons)
    others = [reason for reason in reasons if reason is not text]
    work = (ReasonCode.OCCUPATION_SAME, ReasonCode.OCCUPATION_NEAR)
    said = None if words else next((reason for reason in others if reason.code in work), None)
    if said:
        others.remove(said)
        named = said._replace(points=round(said.points + text.points, 2))
    elif words:
        named = text._replace(values=(("words", words),))
    else:
        named = text._replace(code=ReasonCode.OCCUPATION_NEAR, values=())
    return tuple(sorted((*others, named), key=_POINTS, reverse=True))


def nearness(code: str, wanted: Sequence[str]) -> float:
    """How near an ISCO code is to the nearest wanted code or prefix: 1 within it, less a level each, less again for
    another skill level of the same trade, 0 elsewhere.

    The first digit alone (one of ten major groups) says too little to count.
    """
    best = 0.0
    for prefix in wanted:
        shared = 0
        for left, right in zip(code, prefix, strict=False):
            if left != right:
                break
            shared += 1
        if shared == len(prefix) and shared:
            return 1.0
        if shared > 1:
            best = max(best, shared / len(prefix))
        elif best < SAME_TRADE and same_trade(code, prefix):
            best = SAME_TRADE
    return best


def rank(scores: Sequence[float], key_high: Sequence[int], key_low: Sequence[int]) -> list[int]:
    """Places of the candidates, best first; equal scores by id."""
    order = sorted(zip([-score for score in scores], key_high, key_low, range(len(scores)), strict=True))
    return [at for *_, at in order]


def _written(millionths, digits):
    """Millionths as plain text, rounded half up to so many digits; zeros at the end left out."""
    unit = 10 ** (6 - digits)
    whole, rest = divmod((millionths + unit // 2) // unit, 10**digits)
    return f"{whole}.{rest:0{digits}d}".rstrip("0") if rest else str(whole)
