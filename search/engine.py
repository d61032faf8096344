"""The promise every search engine keeps, and `engine()`, which gives the one that settings name.

Views and commands of jobs call `engine().search(...)`; the outbox calls the writing half.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.document import OpeningDocument
from search.fit import Reason
from search.query import HITS_A_PAGE, OpeningQuery


class EngineUnavailable(Exception):  # noqa: N818
    """The engine cannot answer now: no index yet, a broken index, a dead server. Pages answer from the database."""


class IndexBroken(EngineUnavailable):
    """The index is missing, broken or of another version: building it anew helps, which a dead server does not."""


class EngineBusy(EngineUnavailable):
    """Another process is writing."""


class Hit(NamedTuple):
    """One opening found: its public id, its points rounded to 6 digits, and why (most points first)."""

    id: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """One page of answers.

    facets: {"destination" | "occupation" (first two ISCO digits) | "channel" | "basis" | "agency" | "housing" ("1",
    "0"): ((value, count), …)}, most frequent first, then by value; values that are unknown are not counted.
    total counts what matched and was not dropped. left_out_unknown_cost: how many matched all but the cost ceiling
    because their cost is not known (0 without a ceiling). corrections: (word typed, words searched instead).
    loosened: nothing holds all the words, so these hold half or some of them, or are of the kind of work that the words
    are likest to; each text reason names the words held.
    partial: where few openings hold all the words, ids of hits on this page that hold some of them; they are in neither
    total nor facets.
    page is the page really shown: a page past the end becomes the last one.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    left_out_unknown_cost: int = 0
    page: int = 1
    pages: int = 1
    corrections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    loosened: bool = False
    partial: frozenset[str] = frozenset()


class Writer(Protocol):
    """The one writer while it is held: changes become lasting and visible together at `commit`."""

    def put(self, documents: Iterable[OpeningDocument]) -> int:
        """Adds or replaces documents. Raises ValueError for a document that cannot be indexed, if it is known so soon."""

    def remove(self, ids: Iterable[str]) -> None:
        """Takes documents away."""

    def commit(self) -> dict[str, str]:
        """Returns {id: reason} of documents that turned out to be wrong; all others are in."""


class Engine(Protocol):
    """What every engine can do; they inherit from it what its other methods make. One process writes at a time."""

    def search(
        self,
        query: OpeningQuery,
        today: date,
        barred_agencies: frozenset[str] = frozenset(),
        exclude: frozenset[str] = frozenset(),
        keep: Callable[[list[str]], Collection[str]] | None = None,
        a_page: int = HITS_A_PAGE,
    ) -> Results:
        """Answers a question for a day.

        barred_agencies: public ids whose openings must not be found or counted. exclude: opening ids to leave out.
        keep: given ids in order, returns those the database still shows; the others are dropped, the page is filled
        up from the hits behind it, and total is lowered by each one dropped. a_page: hits a page. Raises
        EngineUnavailable.
        """

    def known_words(self, words: str) -> frozenset[str]:
        """The Latin words of a question that the index holds as typed, all looked up at once. Raises EngineUnavailable."""

    def put(self, documents: Iterable[OpeningDocument]) -> int:
        """Adds or replaces documents, findable at once; returns how many. Raises EngineBusy, EngineUnavailable.

        Raises ValueError when the index refuses some; the others are in.
        """
        with self.writing() as writer:
            count = writer.put(documents)
            if refused := writer.commit():
                raise ValueError(f"The index refuses {len(refused)} documents: {next(iter(refused.values()))}")
        return count

    def remove(self, ids: Iterable[str]) -> None:
        """Takes documents away; ids that are not there are no error. Raises EngineBusy, EngineUnavailable."""
        with self.writing() as writer:
            writer.remove(ids)
            writer.commit()

    def clear(self) -> None:
        """Takes everything away."""
        self.rebuild(())

    def discard(self) -> None:
        """Takes the index itself away, for one that was made for a while only."""

    def rebuild(self, documents: Iterable[OpeningDocument]) -> int:
        """Builds a new index beside the old one, then swaps. Readers never see half of it. Returns how many."""

    def writing(self, wait_seconds: float = 10.0) -> AbstractContextManager[Writer]:
        """Holds the one writer for a block. Raises EngineBusy when another process has it, EngineUnavailable."""

    def rebuild_wanted(self) -> bool:
        """Whether a rebuild waits for a long-lived writer to give way."""

    def is_usable(self) -> bool:
        """Whether there is an index that this program can read. Raises EngineUnavailable when that cannot be known."""

    def count(self) -> int:
        """How many documents are in the index, shown today or not."""


@lru_cache(maxsize=4)
def _build(name: str, directory: str, cluster: tuple) -> Engine:
    if name == "embedded":
        from search.embedded import EmbeddedEngine

        return EmbeddedEngine(directory)
    if name == "elasticsearch":
        from search.elastic import ElasticEngine
        from search.elastic_client import Cluster

        told = Cluster(**dict(cluster))
        if not told.hosts:
            raise ImproperlyConfigured("The engine asked for is Elasticsearch, but ELASTICSEARCH_URL is not set.")
        return ElasticEngine(told, directory)
    raise ImproperlyConfigured(f'SEARCH_ENGINE is "{name}". It can be "embedded" or "elasticsearch".')


def index_directory() -> str:
    """The directory that holds the index, its pointer and its lock."""
    return str(getattr(settings, "SEARCH_INDEX_DIR", None) or settings.BASE_DIR / ".run" / "index")


def engine() -> Engine:
    """The engine that settings.SEARCH_ENGINE names, one a process."""
    name = getattr(settings, "SEARCH_ENGINE", "embedded")
    cluster = tuple(settings.ELASTICSEARCH.items()) if name == "elasticsearch" else ()
    return _build(name, index_directory(), cluster)


@contextmanager
def temporary_engine(name: str):
    """An engine of this name with an index of its own, taken away afterwards. Raises EngineUnavailable."""
    with TemporaryDirectory(prefix="index-") as folder:
        cluster = ()
        if name == "elasticsearch":
            told = settings.ELASTICSEARCH
            # Nobody waits for these answers, and nothing of them is worth a copy.
            apart = {"prefix": f"{told['prefix']}-{uuid4().hex[:12]}", "seconds": 30.0, "replicas": 0}
            cluster = tuple((told | apart).items())
        made = _build.__wrapped__(name, folder, cluster)
        try:
            yield made
        finally:
            made.discard()
