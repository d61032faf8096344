"""Answers a jobseeker's question: the engine proposes openings, the database disposes, and each gets its cost and title.

The results page, the search command and the API call `find`; nothing else talks to the engine.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import islice

from corridors.reading import rates_on
from foundation.codes import normalise
from jobs import loosening
from jobs.costs import Cost, compared, costs_of, monthly_wage_of
from jobs.grounds import Grounds, grounds_on
from jobs.indexing import documents_of
from jobs.judging import FACT_COLUMNS, verdict_on
from jobs.loosening import Compared, Glimpse, Looser, Spent
from jobs.models import Opening
from jobs.rules import MonthlyWage, Verdict
from jobs.titles import Title, titles_of
from search.engine import EngineUnavailable, Hit, Results, engine
from search.matching import matches
from search.metrics import timed_question
from search.query import HITS_A_PAGE, OpeningQuery, pages_of

logger = logging.getLogger(__name__)
# A slow engine must not hold up the page for the sake of what is only named beneath it.
NEAR_SECONDS = 1.5
# How many of the newest openings are looked through, one by one, when the engine is down.
BROWSED = 1000
Judged = tuple[Opening, Verdict]


@dataclass(frozen=True, slots=True)
class Shown:
    """One opening as a result: what it is called, pays a month and costs, why it stands here, and until when it may."""

    opening: Opening
    title: Title
    wage: MonthlyWage | None
    cost: Cost
    verdict: Verdict
    score: float = 0.0
    reasons: tuple = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of answers. facets, corrections, loosened and left_out_unknown_cost are those of search.engine.Results.

    partial: how many of the hits hold some of the words only, where few hold all; total and facets leave them out.

    limited: the engine did not answer, so only the newest openings were looked through and there are no facets.
    seconds: how long the engine took.
    """

    hits: tuple[Shown, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 1
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    left_out_unknown_cost: int = 0
    corrections: tuple = ()
    limited: bool = False
    loosened: bool = False
    partial: int = 0
    seconds: float = 0.0


def find(query: OpeningQuery, today: date) -> Found:
    """The page of openings that answers the question, each of them visible in the database at this moment."""
    grounds = grounds_on(today)
    read: dict[str, Judged] = {}

    def keep(ids: list[str]) -> set[str]:
        """A page's rows are read whole, to be shown. A far page proposes ten thousand: a few columns of each will do."""
        if len(ids) <= HITS_A_PAGE:
            found = _judged(ids, today, grounds)
            read.update(found)
            return {number for number, (_opening, verdict) in found.items() if verdict.visible}
        return _kept(ids, today, grounds)

    began = time.monotonic()
    try:
        with timed_question():
            results = engine().search(query, today, barred_agencies=grounds.barred, keep=keep)
    except EngineUnavailable as error:
        logger.warning("Search is limited: %s", error)
        return _browse(query, today, grounds)
    seconds = time.monotonic() - began
    shown = tuple(_shown(results.hits, query.language, today, grounds, read))
    return Found(
        seconds=seconds,
        hits=shown,
        total=results.total,
        page=results.page,
        pages=results.pages,
        facets=results.facets,
        left_out_unknown_cost=results.left_out_unknown_cost,
        corrections=results.corrections,
        loosened=results.loosened,
        partial=sum(each.opening.public_id in results.partial for each in shown),
    )


def near_misses(query: OpeningQuery, found: Found, today: date, most: int) -> list[Looser]:
    """What jobs.loosening finds for a question that found this; nothing while the engine does not answer."""
    if found.limited:
        return []
    grounds, rates = grounds_on(today), rates_on(today)
    keep = partial(_kept, today=today, grounds=grounds)

    # What the page itself took is off their time: a slow engine holds it up once.
    until = time.monotonic() + NEAR_SECONDS - found.seconds

    def ask(asked: OpeningQuery) -> Results:
        if time.monotonic() > until:
            raise Spent
        try:
            with timed_question():
                return engine().search(asked, today, barred_agencies=grounds.barred, keep=keep)
        except EngineUnavailable as error:
            # What was found before stays.
            logger.warning("Near misses are not all known: %s", error)
            raise Spent from error

    def look(asked: OpeningQuery) -> Glimpse:
        results = ask(asked)
        ids = [hit.id for hit in results.hits]
        openings = {opening.public_id: opening for opening in Opening.objects.filter(public_id__in=ids).as_results()}
        costs = costs_of(openings.values(), today, rates)
        seen = (openings[number] for number in ids if number in openings)
        return Glimpse(
            tuple(Compared(opening.starts, *compared(opening, costs[opening.pk], rates)) for opening in seen),
            results.total,
            results.page * HITS_A_PAGE >= results.total,
        )

    return loosening.near_misses(query, found.total, lambda asked: ask(asked).total, look, most)


def opening_of(number: str) -> Opening | None:
    """The opening that a typed number means, in digits of any script, grouped or not; None for any other text."""
    code = normalise(number)
    return Opening.objects.with_parts().filter(public_id=code).first() if code else None


def show(opening: Opening, today: date, language: str) -> Shown:
    """One opening as its page shows it; look at `verdict.visible` before showing anything of it as on offer."""
    return Shown(
        opening=opening,
        title=titles_of([opening], language)[opening.pk],
        wage=monthly_wage_of(opening),
        cost=costs_of([opening], today)[opening.pk],
        verdict=verdict_on(opening, today),
    )


def shown_of(ids: Iterable[str], today: date, language: str) -> list[Shown]:
    """Those of these openings that may be shown at this moment, in the order given."""
    return list(_shown([Hit(number, 0.0, ()) for number in ids], language, today, grounds_on(today)))


def _kept(ids: list[str], today: date, grounds: Grounds) -> set[str]:
    rows = Opening.objects.filter(public_id__in=ids).order_by().values_list("public_id", *FACT_COLUMNS, named=True)
    return {opening.public_id for opening in rows if verdict_on(opening, today, grounds).visible}


def _judged(ids: list[str], today: date, grounds: Grounds) -> dict[str, Judged]:
    rows = Opening.objects.filter(public_id__in=ids).as_results().order_by()
    return {opening.public_id: (opening, verdict_on(opening, today, grounds)) for opening in rows}


def _shown(
    hits: Iterable[Hit], language: str, today: date, grounds: Grounds, read: Mapping[str, Judged] | None = None
) -> Iterator[Shown]:
    """Those hits that may be shown; `read` holds what was read and judged already."""
    hits, judged = list(hits), dict(read or {})
    if missing := [hit.id for hit in hits if hit.id not in judged]:
        judged |= _judged(missing, today, grounds)
    openings = [judged[hit.id][0] for hit in hits if hit.id in judged and judged[hit.id][1].visible]
    titles, costs = titles_of(openings, language), costs_of(openings, today)
    for hit in hits:
        opening, verdict = judged.get(hit.id, (None, None))
        if verdict and verdict.visible:
            yield Shown(
                opening=opening,
                title=titles[opening.pk],
                wage=monthly_wage_of(opening),
                cost=costs[opening.pk],
                verdict=verdict,
                score=hit.score,
                reasons=hit.reasons,
            )


def _browse(query: OpeningQuery, today: date, grounds: Grounds) -> Found:
    """The same question put to the newest visible openings one by one: slow, in order of date, and never wrong."""
    newest = Opening.objects.visible(today, grounds).with_parts().order_by("-published_on", "public_id")
    documents = documents_of(newest[:BROWSED], today)
    matching = [document.id for document in documents if matches(query, document, today)]
    pages = pages_of(len(matching))
    page = min(query.page, pages)
    ids = islice(matching, (page - 1) * HITS_A_PAGE, page * HITS_A_PAGE)
    hits = [Hit(number, 0.0, ()) for number in ids]
    shown = tuple(_shown(hits, query.language, today, grounds))
    return Found(hits=shown, total=len(matching), page=page, pages=pages, limited=True)
