"""The conditions of search.question as Elasticsearch queries, and whole requests. Pure: no server is asked here.

Called by search.elastic; tests read the JSON.
"""

from elasticsearch.dsl import Q, Search
from elasticsearch.dsl.query import Query

from search import fields
from search.answering import FACETS_SHOWN
from search.fit import CANDIDATES
from search.query import OpeningQuery, Sort
from search.question import ORDER, All, Best, Between, Condition, Nothing, OneOf, Question, Silent, Term, narrowed

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


def _nothing(_: Nothing) -> Query:
    return Q("match_none")


_TRANSLATED = {
    Term: _term,
    OneOf: _one_of,
    Between: _between,
    All: _all,
    Best: _best,
    Silent: _silent,
    Nothing: _nothing,
}


# --- requests ------------------------------------------------------------------------------------------------------


def by_text(question: Question, query: OpeningQuery) -> bool:
    """Whether the best text comes first; else openings come by a field."""
    return query.sort == Sort.BEST and question.has_words


def hits_request(
    question: Question, query: OpeningQuery, size: int, narrower: Condition | None = None, after: list | None = None
) -> Search:
    """The first `size` hits (behind `after`, the sort values of a hit), each as its packed columns and no more."""
    full = question.full if narrower is None else narrowed(question.full, narrower)
    name, downwards = ORDER[Sort(query.sort)]
    order = {name: "desc" if downwards else "asc"}
    text_first = by_text(question, query)
    asked = Search().query(to_query(full)).sort(*(["_score", order] if text_first else [order]))
    asked = asked.extra(size=min(size, LARGEST_REQUEST), stored_fields="_none_", docvalue_fields=["columns"])
    if question.near is not None and query.sort == Sort.BEST:
        lying = Q("bool", filter=[to_query(question.near)], _name="near")
        asked.query = Q("bool", must=[to_query(full)], should=[lying])
    if after is not None:
        return asked.extra(search_after=after, track_total_hits=False)
    return asked.extra(track_total_hits=True)


def with_facets(asked: Search) -> Search:
    """The same request with the six facets counted."""
    for name, column in fields.FACET_FIELDS.items():
        asked.aggs.bucket(
            name,
            "terms",
            field=column,
            size=FACETS_SHOWN,
            shard_size=FACETS_A_SHARD,
            order=[{"_count": "desc"}, {"_key": "asc"}],
        )
    return asked


def count_request(condition: Condition) -> Search:
    """How many fulfil a condition, and nothing else."""
    return Search().query(to_query(Silent(condition))).extra(size=0, track_total_hits=True)


def held_request(condition: Condition, count: int) -> Search:
    """At most `count` openings that fulfil a condition, in no order."""
    asked = Search().query(to_query(Silent(condition)))
    return asked.extra(size=count, stored_fields="_none_", docvalue_fields=["columns"], track_total_hits=False)


def first_requests(question: Question, query: OpeningQuery, limit: int) -> list[Search]:
    """All that one page of answers needs: hits with facets; what the cost ceiling leaves out; the newest preferred."""
    requests = [with_facets(hits_request(question, query, limit))]
    if question.unknown_cost is not None:
        requests.append(count_request(question.unknown_cost))
    if asks_preferred(question, query):
        requests.append(hits_request(question, query, CANDIDATES, question.preferred).extra(track_total_hits=False))
    return requests


def asks_preferred(question: Question, query: OpeningQuery) -> bool:
    """Whether the newest preferred openings are asked for besides the newest of all."""
    return question.preferred is not None and query.sort == Sort.BEST and not question.has_words


def known_words_request(word: str) -> Search:
    """Whether a Latin word is in the index: one document is enough."""
    asked = Search().query("term", latin=word)
    return asked.extra(size=0, track_total_hits=1, terminate_after=1)


def vocabulary_request(after: str | None) -> Search:
    """The next words of the index in order; the server walks its list of words, not its documents."""
    asked = Search().extra(size=0, track_total_hits=False)
    more = {"after": {"word": after}} if after is not None else {}
    asked.aggs.bucket("words", "composite", sources=[{"word": {"terms": {"field": "latin"}}}], size=10_000, **more)
    return asked
