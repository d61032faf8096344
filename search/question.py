"""An OpeningQuery as one tree of conditions that every engine understands: what must hold, and what adds to the score.

Plain Python. `search.answering` compiles a question here once; each engine translates the tree into its own words.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from search import text
from search.fields import ANYWHERE, UNKNOWN, cost_millionths, wage_millionths
from search.query import OpeningQuery, Sort
from search.reading import Looseness, read_question, searched_for
from search.vocabulary import Vocabulary

WORDS_WEIGHT = 2.0
TITLE_WEIGHT = 2.0
OTHER_NAME_WEIGHT = 0.5
LIKELY_WEIGHT = 1.5
# What holding all the words is worth beside openings that hold some of them.
FAVOUR = 16.0

# The field that puts openings in order, and whether it is read downwards. Best fit without words starts from the newest.
ORDER = {
    Sort.BEST: ("sort_newest", True),
    Sort.NEWEST: ("sort_newest", True),
    Sort.WAGE: ("sort_wage", True),
    Sort.COST: ("sort_cost", False),
    Sort.START: ("sort_start", False),
}


# --- conditions ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """One token stands in a token field. Adds its BM25 score times the weight."""

    field: str
    value: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class OneOf:
    """An exact field has one of these values. Adds no score of its own worth: put it into Silent."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number field lies between two whole numbers, both included; None is open."""

    field: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class All:
    """Everything in `must` holds, nothing in `never` does, and at least `enough` of `should`; scores are added up.

    What stands in `should` only adds to the score when enough is 0.
    """

    must: tuple["Condition", ...] = ()
    should: tuple["Condition", ...] = ()
    never: tuple["Condition", ...] = ()
    enough: int = 0


@dataclass(frozen=True, slots=True)
class Best:
    """One of them holds; the best score of those counts."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Silent:
    """Holds when the condition does, and adds nothing to the score."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class Worth:
    """Holds when the condition does, and adds just these points to the score."""

    condition: "Condition"
    points: float


@dataclass(frozen=True, slots=True)
class Nothing:
    """Holds for no opening."""


Condition = Term | OneOf | Between | All | Best | Silent | Worth | Nothing


def any_of(*conditions: Condition) -> Condition:
    """One of them holds; their scores are added up."""
    if not conditions:
        return Nothing()
    return conditions[0] if len(conditions) == 1 else All(should=conditions, enough=1)


# --- questions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    """One question ready to be asked.

    full: everything; unknown_cost: only what its cost ceiling leaves out for not being known; near: what lies in a
    preferred place; preferred: what a preference for an occupation or place, or the origin asked for, names. The last
    two narrow `full`. None where not asked. corrections: (word typed, words searched instead).
    """

    full: Condition
    has_words: bool
    unknown_cost: Condition | None = None
    near: Condition | None = None
    preferred: Condition | None = None
    corrections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    can_loosen: bool = False


def compile_question(
    query: OpeningQuery,
    today: date,
    barred_agencies: Collection[str],
    exclude: Collection[str],
    vocabulary: Vocabulary,
    looseness: Looseness = Looseness.ALL,
) -> Question:
    """Builds the tree of one question. Filters add nothing to the score. looseness: how many of the words are enough."""
    words, corrections = _words(query.words, vocabulary, looseness)
    filters, never = _filters(query, today, barred_agencies, exclude)
    unknown = None
    if query.cost_to is not None:
        unknown = _asked(words, (*filters, Between("cost", UNKNOWN, UNKNOWN)), never)
        filters = (*filters, Between("cost", 0, cost_millionths(query.cost_to)))
    near = _one_of("place", query.preferred("place"))
    occupation = _one_of("occupation", query.preferred("occupation"))
    preferred = (*near, *occupation, *_one_of("origin", query.origin))
    return Question(
        full=_asked(words, filters, never),
        has_words=words is not None,
        unknown_cost=unknown,
        near=any_of(*near) if near else None,
        preferred=any_of(*preferred) if preferred else None,
        corrections=corrections,
        can_loosen=any(reading.likely or len(reading.needed) > 1 for reading in _readings(query.words)),
    )


def favouring(question: Question, ids: Collection[str]) -> Question:
    """The same question with so many points more for these public ids that they come first as a rule."""
    favoured = Worth(OneOf("id", tuple(ids)), FAVOUR) if ids else Nothing()
    return replace(question, full=All(must=(question.full,), should=(favoured,)))


def narrowed(full: Condition, narrower: Condition) -> Condition:
    """What fulfils both, with the score of the first."""
    return All(must=(full, Silent(narrower)))


def with_ids(condition: Condition, ids: Collection[str]) -> Condition:
    """What fulfils the condition among these public ids."""
    return narrowed(condition, OneOf("id", tuple(ids)))


def held_words(words: str, vocabulary: Vocabulary) -> list[tuple[str, Condition]]:
    """(word, condition for what holds it) of each needed word in the order typed: which words a loosened hit really has."""
    found = {}
    for reading in _readings(words):
        searched = searched_for(reading, vocabulary)
        reading = reading.corrected(searched)
        for piece in reading.needed:
            found.setdefault(piece, All(must=_holding(piece, searched, reading)))
    return list(found.items())


def _asked(words, filters, never):
    silent = Silent(All(must=filters, never=never))
    return silent if words is None else All(must=(words, silent))


def _filters(query, today, barred_agencies, exclude):
    """(what must hold, what must not)."""
    day = today.toordinal()
    found = [Between("until", day + 1, None), Between("since", None, day)]
    if query.origin:
        found.append(OneOf("origin", (*query.origin, ANYWHERE)))
    for name in ("destination", "channel", "occupation", "agency", "basis"):
        found += _one_of(name, getattr(query, name))
    if query.housing is not None:
        found.append(OneOf("housing", ("1" if query.housing else "0",)))
    if query.wage_from is not None:
        found.append(Between("wage", wage_millionths(query.wage_from), None))
    if query.start_from or query.start_to:
        first = query.start_from.toordinal() if query.start_from else 0
        found.append(Between("start", first, query.start_to.toordinal() if query.start_to else None))
    return tuple(found), (*_one_of("agency", barred_agencies), *_one_of("id", exclude))


def _one_of(name, values):
    return (OneOf(name, tuple(values)),) if values else ()


def _readings(words):
    return read_question(words) if words.strip() else ()


def _words(words, vocabulary, looseness):
    """(condition for the words or None, what was corrected)."""
    if not words.strip():
        return None, ()
    corrections = {}
    asked = [_reading(reading, vocabulary, corrections, looseness) for reading in _readings(words)]
    if not asked:
        return Nothing(), ()
    return asked[0] if len(asked) == 1 else Best(tuple(asked)), tuple(corrections.items())


def _reading(reading, vocabulary, corrections, looseness):
    searched = searched_for(reading, vocabulary)
    corrections |= {piece: words for piece, words in searched.items() if words not in ((), (piece,))}
    reading = reading.corrected(searched)
    if looseness:
        held = tuple(All(must=_holding(piece, searched, reading)) for piece in reading.needed)
        some = All(should=held, enough=reading.enough(looseness))
        must = (any_of(some, *_trades(code for code, _ in reading.likely)),)
    else:
        must = tuple(held for piece in reading.needed for held in _holding(piece, searched, reading))
    should = []
    for piece in reading.pieces:
        words = searched.get(piece, (piece,))
        in_title = searched[piece] if piece in searched else text.needed_grams(piece)
        should += [Term("words", word, WORDS_WEIGHT) for word in words]
        should += [Term("title", term, TITLE_WEIGHT) for term in in_title]
    should += [Term("title", join, TITLE_WEIGHT) for join in reading.joins]
    should += [Worth(OneOf("trades", (code,)), LIKELY_WEIGHT * score) for code, score in reading.likely]
    return All(must=must, should=tuple(should))


def _holding(piece, searched, reading):
    """Conditions that an opening with this piece, or with what may stand for it, fulfils."""
    if piece in searched:
        held = (any_of(*(Term("grams", word) for word in (*searched[piece], *reading.joins_of(piece)))),)
    else:
        held = tuple(Term("grams", gram) for gram in text.needed_grams(piece))
    others = reading.alternatives_of(piece)
    if not others:
        return held
    named = [
        All(must=tuple(Term("grams", word, OTHER_NAME_WEIGHT) for word in name))
        for each in others
        for name in each.names
    ]
    return (any_of(All(must=held), *_trades(code for each in others for code in each.codes), *named),)


def _trades(codes):
    return tuple(Silent(OneOf("trades", (code,))) for code in dict.fromkeys(codes))
