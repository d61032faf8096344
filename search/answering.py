"""How every engine answers a question: loosen when nothing holds all the words, drop what the database drops, fill the page.

Engines bring a Reader; what is said here is said once for all of them.
"""

from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from search.engine import Hit, Results
from search.fit import CANDIDATES, Fit, naming_words, rank
from search.query import HITS_A_PAGE, OpeningQuery, Sort, pages_of
from search.question import Condition, Question, compile_question, favouring, held_words
from search.reading import Looseness, latin_words_of
from search.vocabulary import Vocabulary

# How many hits more than a page are asked for, to fill the places of those the database drops.
SLACK = 20
FACETS_SHOWN = 50
Found = TypeVar("Found")


class Candidates(Protocol):
    """The hits of one question in their order: the best re-ranked by fit, the others behind them as they came."""

    total: int

    def ids(self, start: int, count: int) -> list[tuple[int, str]]:
        """(place among the candidates, public id) of `count` hits from `start`."""

    def hit(self, at: int, public_id: str) -> Hit:
        """The hit at a place, with its points and reasons."""

    def facets(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """See search.engine.Results."""

    def left_out(self) -> int:
        """How many a cost ceiling left out because their cost is not known."""


class Reader(Protocol):
    """One state of an index, to be asked. Each method raises EngineUnavailable."""

    def vocabulary(self, words: str) -> Vocabulary:
        """The Latin words of the index; `words` are those that will be asked for."""

    def candidates(self, question: Question, query: OpeningQuery, today: date, limit: int) -> Candidates:
        """The first `limit` hits (or a few more), and how many there are."""

    def holders(self, conditions: Sequence[Condition], ids: Collection[str]) -> list[set[str]]:
        """For each condition, those of the public ids that fulfil it."""


def known_words(reader: Reader, words: str) -> frozenset[str]:
    """See search.engine.Engine.known_words. A question has only so many words: reading it cuts the rest off."""
    vocabulary = reader.vocabulary(words)
    return frozenset(word for word in latin_words_of(words) if word in vocabulary)


def answer(
    reader: Reader,
    query: OpeningQuery,
    today: date,
    barred_agencies: frozenset[str],
    exclude: frozenset[str],
    keep: Callable[[list[str]], Collection[str]] | None,
    a_page: int = HITS_A_PAGE,
) -> Results:
    """The page of answers; see search.engine.Engine.search."""
    vocabulary = reader.vocabulary(query.words)

    def asked(looseness=Looseness.ALL):
        return compile_question(query, today, barred_agencies, exclude, vocabulary, looseness)

    question = asked()
    exact = _Listing(reader, question, query, today, query.page * a_page, keep)
    told = shown = exact
    few = exact.total < HITS_A_PAGE and query.sort == Sort.BEST
    if question.can_loosen and not exact.total:
        for looseness in (Looseness.HALF, Looseness.ANY):
            told = shown = _Listing(reader, asked(looseness), query, today, query.page * a_page, keep)
            if shown.total:
                break
    elif question.can_loosen and few:
        favoured = favouring(asked(Looseness.HALF), [public_id for _, public_id in exact.places(0, exact.total)])
        shown = _Listing(reader, favoured, query, today, a_page, keep)
    pages = pages_of(told.total, a_page)
    page = min(query.page, pages)
    first = (page - 1) * a_page
    loosened, partial = told is not exact and told.total > 0, frozenset()
    if told is shown:
        hits = shown.hits(shown.places(first, a_page))
    else:
        hits, partial = _together(exact, shown, a_page)
    lacking = [hit.id for hit in hits] if loosened else list(partial)
    return Results(
        hits=_with_held_words(reader, hits, lacking, query.words, vocabulary),
        total=told.total,
        facets=told.found.facets(),
        left_out_unknown_cost=told.found.left_out(),
        page=page,
        pages=pages,
        corrections=question.corrections,
        loosened=loosened,
        partial=partial,
    )


class _Listing:
    """The hits of one question that the database still shows, as far as they are wanted, and how many there are."""

    def __init__(self, reader, question, query, today, wanted, keep):
        limit = max(CANDIDATES, wanted + SLACK)
        self._visible = None
        while True:
            self.found = reader.candidates(question, query, today, limit)
            self.total = self.found.total
            if keep is None:
                return
            self._visible, dropped = _visible(self.found, wanted, keep)
            self.total -= dropped
            if not dropped or len(self._visible) >= wanted or limit >= self.found.total:
                return
            # So many were dropped that the page is not full, though more match: fetch more.
            limit *= 4

    def places(self, start: int, count: int) -> list[tuple[int, str]]:
        """(place among the candidates, public id) of `count` hits from `start`."""
        return self.found.ids(start, count) if self._visible is None else self._visible[start : start + count]

    def hits(self, places) -> tuple[Hit, ...]:
        return tuple(self.found.hit(at, public_id) for at, public_id in places)


def _together(exact, wide, a_page):
    """(hits, ids of those that hold some of the words only): both kinds in one order, everything exact on the first page."""
    places = wide.places(0, a_page)
    whole = {public_id for _, public_id in exact.places(0, exact.total)}
    behind = exact.hits(place for place in exact.places(0, exact.total) if place[1] not in {one for _, one in places})
    room = HITS_A_PAGE - len(whole)
    first, last = [], []
    for at, public_id in places:
        if public_id not in whole:
            room -= 1
        (first if public_id in whole or room >= 0 else last).append((at, public_id))
    hits = (*wide.hits(first), *behind, *wide.hits(last))[:a_page]
    return hits, frozenset(hit.id for hit in hits) - whole


def _visible(found, enough, keep):
    """(places and ids that the database still shows, how many it does not), looking no further than needed."""
    visible, dropped, at = [], 0, 0
    # Nothing is dropped as a rule, so no more is asked for than a page shows until something was.
    while len(visible) < enough and (chunk := found.ids(at, enough - len(visible) + (SLACK if dropped else 0))):
        at += len(chunk)
        kept = keep([public_id for _, public_id in chunk])
        still = [pair for pair in chunk if pair[1] in kept]
        dropped += len(chunk) - len(still)
        visible += still
    return visible, dropped


def _with_held_words(reader, hits, lacking, words, vocabulary):
    """Those with some of the words only: their reason names these and no others."""
    if not lacking:
        return hits
    asked = held_words(words, vocabulary)
    held = reader.holders([condition for _, condition in asked], lacking)
    return tuple(
        hit
        if hit.id not in lacking
        else hit._replace(
            reasons=naming_words(
                hit.reasons, " ".join(word for (word, _), who in zip(asked, held, strict=True) if hit.id in who)
            )
        )
        for hit in hits
    )


class Head:
    """The candidates that are put in order by fit: their order, and each one's points and reasons."""

    def __init__(
        self,
        fit: Fit,
        text_scores: Sequence[float],
        columns: dict[str, Sequence[int]],
        near: Sequence[bool],
        keys: tuple[Sequence, Sequence],
    ):
        """columns by search.fit.COLUMNS; keys: two columns that together sort as the ids do."""
        self._fit, self._columns = fit, columns
        self._points = fit.points(text_scores, columns, near)
        self._scores = fit.scores(self._points)
        self.order = rank(self._scores, *keys)

    def hit(self, at: int, public_id: str) -> Hit:
        """The hit that came as number `at`."""
        return Hit(public_id, self._scores[at], self._fit.reasons(at, self._points, self._columns))


def with_preferred(
    found: list[Found], preferred: list[Found], key: Callable[[Found], Hashable]
) -> tuple[list[Found], int]:
    """(candidates, how many of the first are to be ranked): the newest preferred ones come among the first.

    The newest openings alone would hide what a person prefers.
    """
    first = found[:CANDIDATES]
    seen = {key(one) for one in first}
    extra = [one for one in preferred if key(one) not in seen]
    taken = {key(one) for one in extra}
    rest = [one for one in found[CANDIDATES:] if key(one) not in taken]
    return [*first, *extra, *rest], len(first) + len(extra)


def facets_in_order(counted: dict[str, Sequence[tuple[str, int]]]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Counts of each facet, most frequent first, then by value."""
    return {
        name: tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:FACETS_SHOWN])
        for name, pairs in counted.items()
    }
