"""The limit the engine is measured against: the same tantivy query, filters, six facets and re-ranking, and no more."""

from dataclasses import dataclass
from datetime import date

from tantivy import Query

from search.embedded import EmbeddedEngine
from search.embedded_candidates import FACET_REQUEST
from search.embedded_question import to_query
from search.fit import CANDIDATES, COLUMNS, Fit, rank
from search.query import HITS_A_PAGE, OpeningQuery, Sort
from search.question import Question, compile_question
from search.reading import Looseness


@dataclass(frozen=True)
class RawQuestion:
    """A question whose tantivy query is built already."""

    query: OpeningQuery
    today: date
    asked: Question
    looser: Question
    queries: dict[int, Query]


def prepare(engine: EmbeddedEngine, query: OpeningQuery, today: date) -> RawQuestion:
    """Everything that is not measured as raw: reading the words, correcting them, building the query."""
    vocabulary = engine._current().known
    strict, looser = (
        compile_question(query, today, frozenset(), frozenset(), vocabulary, looseness)
        for looseness in (Looseness.ALL, Looseness.HALF)
    )
    conditions = (strict.full, looser.full, strict.unknown_cost, looser.unknown_cost)
    queries = {id(each): to_query(each) for each in conditions if each is not None}
    return RawQuestion(query, today, strict, looser, queries)


def raw_search(searcher, question: RawQuestion):
    """(best ten as pairs of whole numbers, total, facets) for a question in the order of best fit."""
    asked = question.asked
    by_text = asked.has_words
    how = {} if by_text else {"order_by_field": "sort_newest"}
    found = searcher.search(question.queries[id(asked.full)], CANDIDATES, **how)
    if not found.count and asked.can_loosen:
        asked = question.looser
        found = searcher.search(question.queries[id(asked.full)], CANDIDATES, **how)
    facets = searcher.aggregate(question.queries[id(asked.full)], FACET_REQUEST)
    addresses = [address for _, address in found.hits]
    columns = {name: searcher.fast_field_values(name, addresses) for name in COLUMNS}
    high = searcher.fast_field_values("key_high", addresses)
    low = searcher.fast_field_values("key_low", addresses)
    fit = Fit(question.query, question.today)
    scores = [score if by_text else 0.0 for score, _ in found.hits]
    totals = fit.scores(fit.points(scores, columns, [False] * len(addresses)))
    best = rank(totals, high, low)[:HITS_A_PAGE]
    if asked.unknown_cost is not None:
        searcher.search(question.queries[id(asked.unknown_cost)], 1)
    assert question.query.sort == Sort.BEST, "the raw search knows one order"
    return [(high[at], low[at]) for at in best], found.count, facets
