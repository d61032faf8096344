"""The conditions of search.question in tantivy's words. Called by search.embedded; the bench asks its raw queries here."""

from tantivy import FieldType, Occur, Query

from search.embedded_schema import SCHEMA
from search.question import All, Best, Between, Condition, Nothing, OneOf, Silent, Term, Worth


def to_query(condition: Condition) -> Query:
    """The tantivy query of a condition. Raises TypeError for what is no condition."""
    return _TRANSLATED[type(condition)](condition)


def _term(term: Term) -> Query:
    found = Query.term_query(SCHEMA, term.field, term.value, "freq")
    return found if term.weight == 1 else Query.boost_query(found, term.weight)


def _one_of(one: OneOf) -> Query:
    if len(one.values) == 1:
        # A set is looked up by walking all terms of the field.
        return Query.term_query(SCHEMA, one.field, one.values[0], "basic")
    return Query.term_set_query(SCHEMA, one.field, list(one.values))


def _between(between: Between) -> Query:
    return Query.range_query(SCHEMA, between.field, FieldType.Integer, between.low, between.high)


def _all(every: All) -> Query:
    clauses = [(Occur.Must, to_query(each)) for each in every.must]
    clauses += [(Occur.MustNot, to_query(each)) for each in every.never]
    should = [(Occur.Should, to_query(each)) for each in every.should]
    if every.enough and every.should:
        # A Should beside a Must asks for nothing, so it stands in a Must of its own.
        chosen = Query.boolean_query(should, minimum_number_should_match=every.enough)
        if not clauses:
            return chosen
        should = [(Occur.Must, chosen)]
    return Query.boolean_query(clauses + should)


def _best(best: Best) -> Query:
    return Query.disjunction_max_query([to_query(each) for each in best.of])


def _silent(silent: Silent) -> Query:
    return Query.const_score_query(to_query(silent.condition), 0.0)


def _worth(worth: Worth) -> Query:
    return Query.const_score_query(to_query(worth.condition), worth.points)


def _nothing(_: Nothing) -> Query:
    return Query.empty_query()


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
