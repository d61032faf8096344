"""The conditions of search.question as Elasticsearch queries, and whole requests. Pure: no server is asked here.

Called by search.elastic; tests read the JSON.
"""

from elasticsearch.dsl import A, Q
from elasticsearch.dsl.query import Query

from search import fields
from search.answering import FACETS_SHOWN
from search.fit import CANDIDATES
from search.query import OpeningQuery, Sort
from search.question import (
    ORDER,
    All,
    Best,
    Between,
    Condition,
    Nothing,
    OneOf,
    Question,
    Silent,
    Term,
    Worth,
    narrowed,
)

# Elasticsearch gives no more than this many hits at once; what lies behind is asked for by search_after.
LARGEST_REQUEST = 10_000
# Each shard counts this many values of a facet, so that the sums of several shards are right.
FACETS_A_SHARD = 20 * FACETS_SHOWN


def to_query(condition: Condition) -> Query:
    """The query of a condition. Raises KeyError for what is no condition."""
    return _TRANSLATED[type(condition)](condition)


def _term(term: Term) -> Query:
    if term.weight == 1:
        return Q("term", **{term.field: term.value})
    return Q("term", **{term.field: {"value": term.value, "boost": term.weight}})


def _one_of(one: OneOf) -> Query:
    return Q("terms", **{one.field: list(one.values)})


def _between(between: Between) -> Query:
    ends = {"gte": between.low, "lte": between.high}
    return Q("range", **{between.field: {name: end for name, end in ends.items() if end is not None}})


def _all(every: All) -> Query:
    parts = {"must": every.must, "must_not": every.never, "should": every.should}
    made = {name: [to_query(each) for each in part] for name, part in parts.items() if part}
    if every.should:
        made["minimum_should_match"] = every.enough
    return Q("bool", **made)


def _best(best: Best) -> Query:
    return Q("dis_max", queries=[to_query(each) for each in best.of])


def _silent(silent: Silent) -> Query:
    # A filter scores nothing, and the server remembers which openings pass it.
    inner = silent.condition
    if isinstance(inner, All) and not inner.should:
        made = {"filter": [to_query(each) for each in inner.must], "must_not": [to_query(each) for each in inner.never]}
        return Q("bool", **{name: part for name, part in made.items() if part})
    return Q("bool", filter=[to_query(inner)])


def _worth(worth: Worth) -> Query:
    return Q("constant_score", filter=to_query(worth.condition), boost=worth.points)


def _nothing(_: Nothing) -> Query:
    return Q("match_none")


_TRANSLATED = {
    Term: _term,
    OneOf: _one_of,
    Between: _between,
    All: _all,
    Best: _best,
    Silent: _silent,
    Worth: _worth,
    Nothing: _nothing,
}


# --- requests: the bodies that are sent ---------------------------------------------------------------------------

# Counted with each page of answers. Values of equal count come by their name, so that every engine cuts them alike.
FACETS = {
    name: A(
        "terms",
        field=column,
        size=FACETS_SHOWN,
        shard_size=FACETS_A_SHARD,
        order=[{"_count": "desc"}, {"_key": "asc"}],
    ).to_dict()
    for name, column in fields.FACET_FIELDS.items()
}
# A hit is its packed columns and no more: reading stored documents would take longer than finding them.
_COLUMNS_ONLY = {"stored_fields": "_none_", "docvalue_fields": ["columns"]}


def by_text(question: Question, query: OpeningQuery) -> bool:
    """Whether the best text comes first; else openings come by a field."""
    return query.sort == Sort.BEST and question.has_words


def hits_request(
    question: Question, query: OpeningQuery, size: int, narrower: Condition | None = None, after: list | None = None
) -> dict:
    """The first `size` hits, not counted; or those behind `after`, the sort values of a hit."""
    full = to_query(question.full if narrower is None else narrowed(question.full, narrower))
    if question.near is not None and query.sort == Sort.BEST:
        full = Q("bool", must=[full], should=[Q("bool", filter=[to_query(question.near)], _name="near")])
    name, downwards = ORDER[Sort(query.sort)]
    order = [{name: "desc" if downwards else "asc"}]
    asked = {
        "query": full.to_dict(),
        "sort": ["_score", *order] if by_text(question, query) else order,
        "size": min(size, LARGEST_REQUEST),
        "track_total_hits": False,
        **_COLUMNS_ONLY,
    }
    return asked if after is None else asked | {"search_after": after}


def count_request(condition: Condition) -> dict:
    """How many fulfil a condition, and nothing else."""
    return {"query": to_query(Silent(condition)).to_dict(), "size": 0, "track_total_hits": True}


def held_request(condition: Condition, count: int) -> dict:
    """At most `count` openings that fulfil a condition, in no order."""
    query = to_query(Silent(condition)).to_dict()
    return {"query": query, "size": count, "track_total_hits": False, **_COLUMNS_ONLY}


def first_requests(question: Question, query: OpeningQuery, limit: int) -> list[dict]:
    """All that one page of answers needs: hits with facets; what the cost ceiling leaves out; the newest preferred."""
    requests = [hits_request(question, query, limit) | {"track_total_hits": True, "aggs": FACETS}]
    if question.unknown_cost is not None:
        requests.append(count_request(question.unknown_cost))
    if asks_preferred(question, query):
        requests.append(hits_request(question, query, CANDIDATES, question.preferred))
    return requests


def asks_preferred(question: Question, query: OpeningQuery) -> bool:
    """Whether the newest preferred openings are asked for besides the newest of all."""
    return question.preferred is not None and query.sort == Sort.BEST and not question.has_words


def known_word_request(word: str) -> dict:
    """Whether a Latin word is in the index: one document is enough."""
    query = Q("term", latin=word).to_dict()
    return {"query": query, "size": 0, "track_total_hits": 1, "terminate_after": 1}


def vocabulary_request(after: str | None) -> dict:
    """The next words of the index in order; the server walks its list of words, not its documents."""
    more = {} if after is None else {"after": {"word": after}}
    words = A("composite", sources=[{"word": {"terms": {"field": "latin"}}}], size=LARGEST_REQUEST, **more)
    return {"size": 0, "track_total_hits": False, "aggs": {"words": words.to_dict()}}
