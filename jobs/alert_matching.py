"""Finds openings that came on show, and the saved searches each of them answers; writes both down, each pair once.

`manage.py send_alerts` calls `tell_new`. SQL and anchors choose candidates, `search.matching.Matcher` decides, and the
database is asked again whether the opening is on show in the transaction that tells it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qs

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Value

from foundation import clock
from jobs.alert_models import DAYS_HIDDEN_WAITED, Anchor, Appearance, SavedSearch, Telling
from jobs.indexing import documents_of
from jobs.models import Opening
from jobs.rules import prefixes
from search import anchors
from search.document import OpeningDocument
from search.fields import cost_millionths, wage_millionths
from search.matching import Matcher
from search.query import MANY, OpeningQuery

# Openings whose documents are in memory together, and how many of them one reading of all anchors serves.
BATCH, AT_ONCE = 100, 10
# Below SQLite's oldest limit of values in one statement.
MOST_VALUES = 500
# Any number will do as long as nothing else in the database takes the same advisory lock.
_POSTGRES_LOCK = 7_106_325_602


@dataclass
class Told:
    """What one run did: openings it looked at, and (search, opening) pairs it told."""

    openings: int = 0
    tellings: int = 0


# --- what came on show -------------------------------------------------------------------------------------------


def note_appearances(today: date) -> int:
    """Write down every opening that is on show today for the first time; returns the id of the latest of all.

    The lock (one_at_a_time) is held from here to the end of the transaction around it, if there is one.
    """
    # Chosen before others must wait. What somebody else notes meanwhile is left out below; what comes on show meanwhile
    # is news, for the next run.
    new = list(unseen(today).values_list("pk", flat=True))
    with transaction.atomic():
        one_at_a_time()
        for some in batched(new):
            still = Opening.objects.filter(pk__in=some, appearance=None).order_by("published_on", "pk")
            _insert(Appearance, ("opening_id", "matched"), still.annotate(no=Value(False)).values_list("pk", "no"))
        return Appearance.objects.order_by("-id").values_list("id", flat=True).first() or 0


def unseen(today: date):
    """Openings on show that have no appearance yet, in the order of coming."""
    # Two indexes say which openings nobody has seen and that may still come; only those are then judged.
    return Opening.objects.visible(today).filter(pk__in=may_come(today)).order_by("published_on", "pk")


def may_come(today: date):
    """Pks of openings that nobody has seen and whose last day has not passed."""
    lasting = Q(apply_by=None) | Q(apply_by__gte=today), Q(order_until=None) | Q(order_until__gte=today)
    return Opening.objects.filter(*lasting, published_on__lte=today, appearance=None).order_by().values("pk")


def _insert(model, columns: tuple[str, ...], rows) -> int:
    """Insert what a query finds, in one statement and without carrying it here; how many rows."""
    sql, values = rows.query.sql_with_params()
    names = ", ".join(map(connection.ops.quote_name, columns))
    with connection.cursor() as cursor:
        # SQL needs a name for what is not in the table yet; nobody's words are in this text, only in the values.
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) {sql}", values)
        return cursor.rowcount


def one_at_a_time() -> None:
    """Writers of appearances and anchors queue until their transactions end: ids then grow in the order in which others
    see them, and no anchor is deleted while somebody begins to use it. SQLite has a single writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_POSTGRES_LOCK])


# --- a search as columns, and the condition an opening puts to them; a test holds the two to `matches` -----------


def columns_of(query: OpeningQuery, known_words: Collection[str] = ()) -> dict:
    """The columns of SavedSearch that say this question for SQL, and what its words need ("needs", no column)."""
    return {
        **{name: _written(getattr(query, name)) for name in MANY},
        "wage_from": None if query.wage_from is None else wage_millionths(query.wage_from),
        "cost_to": None if query.cost_to is None else cost_millionths(query.cost_to),
        "start_from": query.start_from,
        "start_to": query.start_to,
        "housing": query.housing,
        "needs": anchors.anchor_of(query.words, known_words),
    }


def _written(values: Iterable[str]) -> str:
    return f"|{'|'.join(values)}|" if values else ""


def may_answer(document: OpeningDocument) -> Q:
    """The searches whose filters this opening can pass, words left aside."""
    found = _names("origin", document.origins) if document.origins else Q()
    for name in ("destination", "channel", "agency", "basis"):
        found &= _names(name, [getattr(document, name)])
    found &= _names("occupation", prefixes(document.occupation))
    found &= _if_known(document.wage_usd, Q(wage_from=None), lambda told: Q(wage_from__lte=wage_millionths(told)))
    found &= _if_known(document.cost_months, Q(cost_to=None), lambda told: Q(cost_to__gte=cost_millionths(told)))
    found &= _if_known(document.start, Q(start_from=None), lambda told: Q(start_from__lte=told))
    found &= _if_known(document.start, Q(start_to=None), lambda told: Q(start_to__gte=told))
    return found & _if_known(document.housing, Q(housing=None), lambda told: Q(housing=told))


def _names(column: str, values: Iterable[str]) -> Q:
    asked = Q(**{column: ""})
    for value in filter(None, values):
        asked |= Q(**{f"{column}__contains": f"|{value}|"})
    return asked


def _if_known(told: Decimal | date | bool | None, not_asked: Q, condition) -> Q:
    """What is not known answers only those who do not ask for it."""
    return not_asked if told is None else not_asked | condition(told)


# --- telling -----------------------------------------------------------------------------------------------------


def tell_new(today: date, stop: Callable[[], bool] = lambda: False) -> Told:
    """Tell every search of every opening that came after it was saved. Safe to repeat, to kill, and to run twice at
    once: an opening is done when its tellings are committed, and is begun anew until then. stop: asked every few openings.
    """
    note_appearances(today)
    _give_up_hidden(today)
    newest = Appearance.objects.aggregate(newest=Max("pk"))["newest"] or 0
    asks = SavedSearch.objects.live(today).aggregate(
        first=Min("after"), stale=Count("pk", filter=~Q(read_by=anchors.VERSION))
    )
    if asks["stale"]:
        refresh_anchors()
    # Whatever came before every search was saved is news to none. What comes from now on waits for the next run: a
    # search may be saved at this moment.
    before = newest if asks["first"] is None else min(newest, asks["first"])
    Appearance.objects.filter(matched=False, pk__lte=before).update(matched=True)
    told, last = Told(), 0
    waiting = untold(today).order_by("pk").values_list("pk", "opening_id")
    while not stop() and (batch := list(waiting.filter(pk__gt=last)[:BATCH])):
        last = batch[-1][0]
        openings = Opening.objects.filter(pk__in=[opening for _, opening in batch]).with_parts().order_by("appearance")
        by_opening = {opening: appearance for appearance, opening in batch}
        numbers = dict(openings.values_list("public_id", "pk"))
        documents = ((by_opening[numbers[document.id]], document) for document in documents_of(openings, today))
        while not stop() and (some := list(islice(documents, AT_ONCE))):
            _tell_some(some, numbers, today, told)
    return told


def untold(today: date):
    """Appearances that searches can be told of today and have not been."""
    return Appearance.objects.filter(on_show(today), matched=False)


def _give_up_hidden(today: date) -> None:
    """Close what has been hidden for long before anybody was told; what comes back sooner is told then."""
    Appearance.objects.filter(on_show(today), matched=False, hidden_since__isnull=False).update(hidden_since=None)
    hidden = Appearance.objects.filter(~on_show(today), matched=False)
    hidden.filter(hidden_since=None).update(hidden_since=today)
    hidden.filter(hidden_since__lte=today - timedelta(days=DAYS_HIDDEN_WAITED)).update(matched=True)


def on_show(today: date) -> Exists:
    """The condition of an appearance or a telling whose opening may be shown that day."""
    return Exists(Opening.objects.visible(today).filter(pk=OuterRef("opening_id")))


def _tell_some(some: list[tuple[int, OpeningDocument]], numbers: dict[str, int], today: date, told: Told) -> None:
    asked = [(appearance, Matcher(document, today)) for appearance, document in some]
    held = held_anchors([matcher for _, matcher in asked])
    for (appearance, matcher), anchor_ids in zip(asked, held, strict=True):
        # One that waits for its day, or was hidden a moment ago, is looked at again by the next run.
        if matcher.shown:
            searches = list(searches_for(matcher, anchor_ids, appearance, today))
            count = _tell(appearance, numbers[matcher.document.id], searches, today)
            told.openings += count is not None
            told.tellings += count or 0


def held_anchors(matchers: list[Matcher]) -> list[list[int]]:
    """For each opening the ids of the anchors it holds; the table is read once for all of them."""
    held: list[list[int]] = [[] for _ in matchers]
    readers = None
    for pk, text in Anchor.objects.values_list("pk", "text").iterator(chunk_size=2000):
        readers = readers or [anchors.AnchorReader(matcher.held) for matcher in matchers]
        for found, reader in zip(held, readers, strict=True):
            if reader.holds(text):
                found.append(pk)
    return held


def searches_for(matcher: Matcher, anchor_ids: list[int], appearance: int, today: date) -> Iterator[int]:
    """Pks of the searches saved before this opening came whose question it answers."""
    asks = SavedSearch.objects.live(today).filter(may_answer(matcher.document), after__lt=appearance).order_by()
    answers: dict[tuple[str, str], bool] = {}
    for anchored in (Q(anchor=None), *(Q(anchor__in=some) for some in batched(anchor_ids))):
        rows = asks.filter(anchored).values_list("pk", "question", "known_words")
        for pk, question, known in rows.iterator(chunk_size=2000):
            if (question, known) not in answers:
                answers[question, known] = _answers(matcher, question_of(question), known)
            if answers[question, known]:
                yield pk


@lru_cache(maxsize=8192)
def question_of(written: str) -> OpeningQuery:
    """The question of a saved search, in no particular language."""
    return OpeningQuery.from_params(parse_qs(written))[0]


def _answers(matcher: Matcher, query: OpeningQuery, known: str) -> bool:
    known_words = matcher.held.latin.union(known.split()) if query.words and known else None
    return matcher.matches(query, known_words)


@transaction.atomic
def _tell(appearance: int, opening: int, searches: list[int], today: date) -> int | None:
    """Write down the pairs and that the opening is done, together; how many, None when there was nothing to do: another
    run did it, or the opening is no longer on show.
    """
    locked = Appearance.objects.select_for_update().filter(pk=appearance, matched=False)
    if not locked or not Opening.objects.visible(today).filter(pk=opening).exists():
        return None
    told = {"opening": opening, "told": clock.now()}
    count = 0
    for some in batched(searches):
        # Locked, because somebody may stop a search at this moment; in one order, because another run may lock them too.
        kept = SavedSearch.objects.select_for_update().filter(pk__in=some).order_by("pk")
        pairs = kept.annotate(**{name: Value(value) for name, value in told.items()})
        columns = ("search_id", "waits_for_mail", "opening_id", "told")
        count += _insert(Telling, columns, pairs.values_list("pk", "by_email", *told))
    locked.update(matched=True)
    return count


def refresh_anchors() -> int:
    """Make anew the anchors that another version of the text pipeline made; returns how many searches had one."""
    count = 0
    stale = SavedSearch.objects.exclude(read_by=anchors.VERSION).order_by("pk")
    while some := list(stale[:MOST_VALUES]):
        with transaction.atomic():
            one_at_a_time()
            for search in some:
                needs = anchors.anchor_of(question_of(search.question).words, search.known_words.split())
                SavedSearch.objects.filter(pk=search.pk).update(anchor=anchor_for(needs), read_by=anchors.VERSION)
        count += len(some)
    return count


def anchor_for(needs: str) -> Anchor | None:
    """The row of a text that search.anchors wrote, made when it is new; None for ""."""
    return Anchor.objects.get_or_create(text=needs)[0] if needs else None


def batched(values: list[int]) -> Iterator[list[int]]:
    """The values in lists of which each fits into one statement."""
    return (values[start : start + MOST_VALUES] for start in range(0, len(values), MOST_VALUES))
