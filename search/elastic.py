"""The engine on an Elasticsearch cluster, for production: the promise of search.engine, kept by a server.

`search.engine` builds it, the outbox feeds it. Readers follow an alias; one process in all writes at a time.
"""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from zlib import crc32

from elasticsearch import helpers

from search import elastic_index, elastic_question
from search.answering import answer, known_words
from search.database_lock import database_lock, is_database_lock_held
from search.document import OpeningDocument
from search.elastic_candidates import ElasticCandidates, rows_of
from search.elastic_client import BUILD_SECONDS, WRITE_RETRIES, Cluster, Connection, reason_of, told_plainly
from search.engine import Engine, EngineBusy, EngineUnavailable, IndexBroken, Results
from search.lock import Held
from search.query import HITS_A_PAGE, OpeningQuery
from search.question import Condition, Question, with_ids
from search.reading import latin_words_of
from search.vocabulary import Vocabulary, by_length

CHUNK = 500
CHUNK_BYTES = 8_000_000
# How long a process trusts what it knows of the words of the index; new words are asked for at once.
TRUSTED_SECONDS = 60
MOST_WORDS = 20_000


class ElasticEngine(Engine):
    """The promise of search.engine.Engine."""

    def __init__(self, cluster: Cluster, folder: str | Path):
        """folder: where locks are files when the database is not PostgreSQL."""
        self.cluster, self.folder = cluster, Path(folder)
        self.connection = Connection(cluster)
        self.words = _Words()

    @property
    def alias(self) -> str:
        """What readers and writers ask."""
        return elastic_index.alias_of(self.cluster)

    # --- reading

    def search(
        self,
        query: OpeningQuery,
        today: date,
        barred_agencies: frozenset[str] = frozenset(),
        exclude: frozenset[str] = frozenset(),
        keep: Callable[[list[str]], Collection[str]] | None = None,
        a_page: int = HITS_A_PAGE,
    ) -> Results:
        """See search.engine.Engine.search."""
        reader = _Reader(self, repr(query.on_page(1)))
        return answer(reader, query, today, barred_agencies, exclude, keep, a_page)

    def known_words(self, words: str) -> frozenset[str]:
        """See search.engine.Engine.known_words."""
        return known_words(_Reader(self, words), words)

    def ask(self, requests: list[dict], until: float | None = None, of: str = "") -> list[dict]:
        """Sends requests in one go; every shard must answer, or none counts. Raises EngineUnavailable.

        until: when the answer is of no use any more, as time.monotonic() counts. of: what all pages of one question
        have in common: the same copies of the shards answer them, since copies may score a little differently.
        """
        how = {"index": self.alias, "allow_partial_search_results": False}
        if self.cluster.replicas and of:
            how["preference"] = f"q{crc32(of.encode('utf-8', 'replace')):x}"
        if self.cluster.shards > 1:
            # Scores must not depend on the shard an opening lies in.
            how["search_type"] = "dfs_query_then_fetch"
        with self.connection.asking(until) as client:
            if len(requests) == 1:
                found = [client.search(**how, body=requests[0]).body]
            else:
                lines = [line for each in requests for line in (how, each)]
                told = client.msearch(searches=lines).body
                found = told.get("responses", ()) if isinstance(told, dict) else ()
        if len(found) != len(requests):
            raise EngineUnavailable("What answers in Elasticsearch's place does not answer the question.")
        for asked, each in zip(requests, found, strict=True):
            if isinstance(each, dict) and "error" in each:
                raise EngineUnavailable(f"Elasticsearch refuses ({each.get('status')}): {reason_of(each)}")
            if not _is_answer(each, asked):
                raise EngineUnavailable("What answers in Elasticsearch's place does not answer the question.")
            if each["timed_out"]:
                raise EngineUnavailable("Elasticsearch does not answer in time.")
        return found

    def count(self) -> int:
        """See search.engine.Engine.count."""
        with self.connection.asking() as client:
            return client.count(index=self.alias)["count"]

    def is_usable(self) -> bool:
        """Whether there is an index that this program can read. Raises EngineUnavailable when no server answers."""
        with self.connection.asking() as client:
            name = elastic_index.current(client, self.cluster)
            return name is not None and elastic_index.is_ours(client, name)

    # --- writing

    @contextmanager
    def writing(self, wait_seconds: float = 10.0):
        """Holds the one writer for the block and yields it. Raises EngineBusy, EngineUnavailable."""
        try:
            with database_lock(self._lock("writer"), self.folder, wait_seconds):
                with told_plainly():
                    self._ready(self.connection.patient())
                yield _Writing(self)
        except Held as error:
            raise EngineBusy("Another process is writing to the search index.") from error

    def _ready(self, client):
        """Makes an empty index where there is none. Raises IndexBroken when the one there has other fields than ours."""
        name = elastic_index.current(client, self.cluster)
        if name is None:
            elastic_index.lead_to(client, self.cluster, elastic_index.make(client, self.cluster))
        elif not elastic_index.is_ours(client, name):
            raise IndexBroken("The search index has other fields than this program. Run: manage.py reindex")

    def discard(self) -> None:
        """See search.engine.Engine.discard."""
        with told_plainly():
            elastic_index.forget_all_but(self.connection.patient(), self.cluster, ())

    def rebuild(self, documents: Iterable[OpeningDocument], wait_seconds: float = 60.0) -> int:
        """See search.engine.Engine.rebuild. Holds the writer's lock: changes wait in the outbox meanwhile.

        Raises EngineBusy when another rebuild or writer does not give way within wait_seconds.
        """
        try:
            with (
                database_lock(self._lock("rebuild"), self.folder, wait_seconds),
                database_lock(self._lock("writer"), self.folder, wait_seconds),
                told_plainly(),
            ):
                return self._rebuild(documents)
        except Held as error:
            raise EngineBusy("Another process is writing to the search index.") from error

    def _rebuild(self, documents):
        client = self.connection.patient(BUILD_SECONDS)
        name = elastic_index.make(client, self.cluster, building=True)
        count = 0

        def actions():
            nonlocal count
            for document in documents:
                count += 1
                yield _put(document)

        try:
            if refused := _send(client, name, actions(), alias=False):
                raise EngineUnavailable(f"{len(refused)} openings were refused: {next(iter(refused.values()))}")
            elastic_index.open_for_readers(client, self.cluster, name)
        except BaseException:
            client.options(ignore_status=404).indices.delete(index=name)
            raise
        elastic_index.lead_to(client, self.cluster, name)
        self.words.forget()
        return count

    def rebuild_wanted(self) -> bool:
        """Whether a rebuild waits for the writer to give way."""
        return is_database_lock_held(self._lock("rebuild"), self.folder)

    def _lock(self, what):
        return f"{self.alias}-{what}"


class _Writing:
    """The one writer, while its lock is held: see search.engine.Writer."""

    def __init__(self, engine: ElasticEngine):
        self._engine, self._actions = engine, []

    def put(self, documents: Iterable[OpeningDocument]) -> int:
        """Adds or replaces documents; sent at the commit."""
        made = [_put(document) for document in documents]
        self._actions += made
        return len(made)

    def remove(self, ids: Iterable[str]) -> None:
        """Takes documents away; sent at the commit."""
        self._actions += [{"_op_type": "delete", "_id": public_id} for public_id in ids]

    def commit(self) -> dict[str, str]:
        """Sends what was collected and makes it visible; returns what the index refused, with the reason."""
        client = self._engine.connection.patient()
        with told_plainly():
            refused = _send(client, self._engine.alias, self._actions, alias=True)
            client.indices.refresh(index=self._engine.alias)
        self._actions = []
        self._engine.words.forget()
        return refused


class _Reader:
    """One question, as a search.answering.Reader: all that it sends may together take no longer than one request."""

    def __init__(self, engine: ElasticEngine, question: str):
        self._engine, self._question = engine, question
        self._until = time.monotonic() + engine.cluster.seconds

    def _ask(self, requests):
        return self._engine.ask(requests, self._until, self._question)

    def vocabulary(self, words: str) -> Vocabulary:
        return self._engine.words.for_question(words, self._ask)

    def candidates(self, question: Question, query: OpeningQuery, today: date, limit: int) -> ElasticCandidates:
        return ElasticCandidates(self._ask, question, query, today, limit)

    def holders(self, conditions: Sequence[Condition], ids: Collection[str]) -> list[set[str]]:
        requests = [elastic_question.held_request(with_ids(each, ids), len(ids)) for each in conditions]
        return [{row.id for row in rows_of(found)} for found in self._ask(requests)]


class _Words:
    """What this process knows of the Latin words of the index: asked word by word, listed when one is not known.

    Threads share what is known; each question asks in its own time, and keeps what it began with, whatever is forgotten
    meanwhile.
    """

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        """After a change of our own: it may have brought words, or taken the last opening that had one."""
        self._state = _Known(), time.monotonic() + TRUSTED_SECONDS

    def for_question(self, words: str, ask: Callable[[list[dict]], list[dict]]) -> Vocabulary:
        """The vocabulary, with those words of the question looked up that are not known to be in the index."""
        known, trusted_until = self._state
        if time.monotonic() > trusted_until or len(known.words) > MOST_WORDS:
            self.forget()
            known, _ = self._state
        asked = [word for word in latin_words_of(words) if word not in known.words]
        if asked:
            answers = ask([elastic_question.known_word_request(word) for word in asked])
            found = (word for word, told in zip(asked, answers, strict=True) if told["hits"]["total"]["value"])
            known.words.update(found)
        return Vocabulary(known.words.__contains__, lambda: known.listed(ask))


class _Known:
    """Words known to be in the index, and the list of all of them once somebody needed it."""

    def __init__(self):
        self.words: set[str] = set()
        self._all: dict[int, list[str]] | None = None

    def listed(self, ask: Callable[[list[dict]], list[dict]]) -> dict[int, list[str]]:
        """All words by length."""
        if self._all is None:
            found, after = [], None
            while True:
                counted = ask([elastic_question.vocabulary_request(after)])[0]["aggregations"]["words"]
                found += [bucket["key"]["word"] for bucket in counted["buckets"]]
                if "after_key" not in counted:
                    break
                after = counted["after_key"]["word"]
            self._all = by_length(found)
        return self._all


def _is_answer(answer, request: dict) -> bool:
    """Whether it has the parts that the answer to this request is read for."""
    if not isinstance(answer, dict) or not isinstance(hits := answer.get("hits"), dict) or "timed_out" not in answer:
        return False
    counted = request.get("track_total_hits") is False or isinstance(hits.get("total"), dict)
    grouped = "aggs" not in request or isinstance(answer.get("aggregations"), dict)
    return counted and grouped and isinstance(hits.get("hits"), list)


def _put(document):
    return {"_op_type": "index", "_id": document.id, "_source": elastic_index.source_of(document)}


def _send(client, index, actions, alias) -> dict[str, str]:
    """Sends in bulk; returns {id: reason} of the documents that are wrong. Raises when the server is what is wrong."""
    refused = {}
    sent = helpers.streaming_bulk(
        client,
        actions,
        index=index,
        chunk_size=CHUNK,
        max_chunk_bytes=CHUNK_BYTES,
        max_retries=WRITE_RETRIES,
        initial_backoff=0.2,
        raise_on_error=False,
        # An index that is gone must be built anew, not made by the first document that comes along.
        require_alias=alias,
    )
    for fine, answered in sent:
        ((operation, told),) = answered.items()
        if fine or (operation == "delete" and told["status"] == 404 and "error" not in told):
            continue
        reason = reason_of(told)
        if told["status"] != 400:
            raise EngineUnavailable(f"Elasticsearch refuses ({told['status']}): {reason}")
        refused[told["_id"]] = reason
    return refused
