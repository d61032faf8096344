"""An OpeningQuery as tantivy queries. Called by search.embedded; the bench builds its raw queries here too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from tantivy import FieldType, Occur, Query

from search import text
from search.embedded_schema import SCHEMA
from search.fields import ANYWHERE, UNKNOWN, cost_millionths, wage_millionths
from search.query import OpeningQuery
from search.reading import Vocabulary, read_question
from search.reading import corrections as corrections_of

WORDS_WEIGHT = 2.0
TITLE_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class CompiledQuestion:
    """One question ready to run: everything; only what its cost ceiling leaves out for not being known; only what is
    near a preferred place; only what a preference for an occupation or place, or the origin asked for, names. None where
    not asked."""

    full: Query
    has_words: bool
    unknown_cost: Query | None = None
    near: Query | None = None
    preferred: Query | None = None
    corrections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    can_loosen: bool = False


def compile_question(
    query: OpeningQuery,
    today: date,
    barred_agencies: Collection[str],
    exclude: Collection[str],
    vocabulary: Vocabulary,
    loosely: bool = False,
) -> CompiledQuestion:
    """Builds the queries of one question. Filters add nothing to the score. loosely: half of the words are enough."""
    words, corrections = _words(query.words, vocabulary, loosely)
    filters = _filters(query, today, barred_agencies, exclude)
    without_cost = _all_of(words, filters)
    if query.cost_to is None:
        full, unknown = without_cost, None
    else:
        full = _all_of(words, [*filters, (Occur.Must, _between("cost", 0, cost_millionths(query.cost_to)))])
        unknown = _all_of(None, [(Occur.Must, without_cost), (Occur.Must, _between("cost", UNKNOWN, UNKNOWN))])
    near = _one_of("place", query.preferred("place"))
    occupation = _one_of("occupation", query.preferred("occupation"))
    named = _one_of("origin", query.origin)
    preferred = [(Occur.Should, wanted) for wanted in (near, occupation, named) if wanted is not None]
    return CompiledQuestion(
        full=full,
        has_words=words is not None,
        unknown_cost=unknown,
        near=_narrowed(full, near),
        preferred=_narrowed(full, Query.boolean_query(preferred)) if preferred else None,
        corrections=corrections,
        can_loosen=not loosely and any(reading.enough < len(reading.needed) for reading in _readings(query.words)),
    )


def held_words(words: str, vocabulary: Vocabulary) -> list[tuple[str, Query]]:
    """(word, query for what holds it) of each needed word in the order typed: which words a loosened hit really has."""
    found = {}
    for reading in _readings(words):
        for piece in reading.needed:
            searched = {} if text.is_south_east_asian(piece) else {piece: corrections_of(piece, vocabulary)}
            found.setdefault(piece, Query.boolean_query(_holding(piece, searched, reading)))
    return list(found.items())


def _narrowed(full, narrower):
    if narrower is None:
        return None
    return Query.boolean_query([(Occur.Must, full), (Occur.Must, Query.const_score_query(narrower, 0.0))])


def _all_of(words, filters):
    silent = Query.const_score_query(Query.boolean_query(filters), 0.0)
    # The text stands in a Must of its own: a Should beside a Must asks for nothing.
    return silent if words is None else Query.boolean_query([(Occur.Must, words), (Occur.Must, silent)])


def _filters(query, today, barred_agencies, exclude):
    day = today.toordinal()
    found = [(Occur.Must, _between("until", day + 1, None)), (Occur.Must, _between("since", None, day))]
    if query.origin:
        found.append((Occur.Must, _one_of("origin", (*query.origin, ANYWHERE))))
    for name in ("destination", "channel", "occupation", "agency", "basis"):
        if wanted := getattr(query, name):
            found.append((Occur.Must, _one_of(name, wanted)))
    if query.housing is not None:
        found.append((Occur.Must, _one_of("housing", ("1" if query.housing else "0",))))
    if query.wage_from is not None:
        found.append((Occur.Must, _between("wage", wage_millionths(query.wage_from), None)))
    if query.start_from or query.start_to:
        first = query.start_from.toordinal() if query.start_from else 0
        found.append((Occur.Must, _between("start", first, query.start_to.toordinal() if query.start_to else None)))
    if barred_agencies:
        found.append((Occur.MustNot, _one_of("agency", barred_agencies)))
    if exclude:
        found.append((Occur.MustNot, _one_of("id", exclude)))
    return found


def _one_of(name, values):
    return Query.term_set_query(SCHEMA, name, list(values)) if values else None


def _between(name, lower, upper):
    return Query.range_query(SCHEMA, name, FieldType.Integer, lower, upper)


def _readings(words):
    return read_question(words) if words.strip() else ()


def _words(words, vocabulary, loosely):
    """(query for the words or None, what was corrected)."""
    if not words.strip():
        return None, ()
    readings = _readings(words)
    corrections = {}
    asked = [_reading(reading, vocabulary, corrections, loosely) for reading in readings]
    if not asked:
        return Query.empty_query(), ()
    query = asked[0] if len(asked) == 1 else Query.disjunction_max_query(asked)
    return query, tuple(corrections.items())


def _reading(reading, vocabulary, corrections, loosely):
    clauses, searched = [], {}
    for piece in dict.fromkeys((*reading.needed, *reading.pieces)):
        if not text.is_south_east_asian(piece):
            searched[piece] = corrections_of(piece, vocabulary)
            if searched[piece] not in ((), (piece,)):
                corrections[piece] = searched[piece]
    if loosely:
        needed = [(Occur.Should, Query.boolean_query(_holding(piece, searched, reading))) for piece in reading.needed]
        clauses.append((Occur.Must, Query.boolean_query(needed, minimum_number_should_match=reading.enough)))
    else:
        for piece in reading.needed:
            clauses += _holding(piece, searched, reading)
    for piece in reading.pieces:
        words = searched.get(piece, (piece,))
        in_title = searched[piece] if piece in searched else text.needed_grams(piece)
        clauses += [(Occur.Should, Query.boost_query(_term("words", word), WORDS_WEIGHT)) for word in words]
        clauses += [(Occur.Should, Query.boost_query(_term("title", term), TITLE_WEIGHT)) for term in in_title]
    clauses += [(Occur.Should, Query.boost_query(_term("title", join), TITLE_WEIGHT)) for join in reading.joins]
    return Query.boolean_query(clauses)


def _holding(piece, searched, reading):
    """Clauses that a document with this piece fulfils."""
    if piece in searched:
        return [(Occur.Must, _any("grams", (*searched[piece], *reading.joins_of(piece))))]
    return [(Occur.Must, _term("grams", gram)) for gram in text.needed_grams(piece)]


def _any(name, terms):
    if not terms:
        return Query.empty_query()
    if len(terms) == 1:
        return _term(name, terms[0])
    return Query.boolean_query([(Occur.Should, _term(name, term)) for term in terms])


def _term(name, value):
    return Query.term_query(SCHEMA, name, value, "freq")
