"""Pages of answers in turn: first the openings that hold all the words, then those that hold some of them.

The results page shows what comes second when little comes first; evaluate_search measures both as one list.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import date

from search.engine import Engine, Results
from search.query import HITS_A_PAGE, OpeningQuery


def pages_in_turn(
    engine: Engine,
    query: OpeningQuery,
    today: date,
    barred_agencies: frozenset[str] = frozenset(),
    keep: Callable[[list[str]], Collection[str]] | None = None,
    a_page: int = HITS_A_PAGE,
) -> Iterator[Results]:
    """Every page from the one asked for on; pages of looser answers have `loosened` set. Raises EngineUnavailable.

    Looser answers leave out what earlier pages of this walk showed, so begin on page one to have each opening once.
    """
    shown: set[str] = set()
    exclude: frozenset[str] = frozenset()
    while True:
        results = engine.search(query, today, barred_agencies, exclude, keep, a_page)
        if exclude and not results.loosened:
            return
        yield results
        shown.update(hit.id for hit in results.hits)
        if results.page == query.page and results.page < results.pages:
            query = query.on_page(results.page + 1)
        elif query.words.strip() and results.total:
            query, exclude = replace(query, page=1), frozenset(shown)
        else:
            return
