"""The engine inside the process: tantivy, no server. The default; `search.engine` builds it, the outbox feeds it."""

import os
import threading
from collections.abc import Callable, Collection, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import tantivy

from search import embedded_question, fields
from search.document import OpeningDocument
from search.embedded_candidates import Candidates, holders
from search.embedded_schema import open_index, to_tantivy
from search.embedded_writer import Writing, told_plainly
from search.engine import EngineBusy, EngineUnavailable, Results
from search.fit import CANDIDATES, naming_words
from search.index_files import IndexFiles, Pointer
from search.lock import Held, file_lock, is_held
from search.query import HITS_A_PAGE, OpeningQuery, pages_of
from search.reading import Vocabulary

REBUILD_BYTES = 60_000_000
# How many hits more than a page are asked for, to fill the places of those the database drops.
SLACK = 20
FACETS_SHOWN = 50
_FACET_REQUEST = {
    name: {"terms": {"field": column, "size": 4 * FACETS_SHOWN}} for name, column in fields.FACET_FIELDS.items()
}


@dataclass
class _Reader:
    """What one process reads from until the pointer moves."""

    stamp: tuple
    process: int
    pointer: Pointer
    index: tantivy.Index
    searcher: tantivy.Searcher
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self):
        searcher = self.searcher
        self.vocabulary = Vocabulary(
            holds=lambda word: searcher.doc_freq("latin", word) > 0,
            load=lambda: [word for word, _ in searcher.terms_with_prefix("latin", "")],
        )


class EmbeddedEngine:
    """The promise of search.engine.Engine, kept by tantivy in this process."""

    def __init__(self, directory: str | Path):
        self.files = IndexFiles(Path(directory))
        self._reader = None
        self._opening = threading.Lock()

    # --- reading

    def search(
        self,
        query: OpeningQuery,
        today: date,
        barred_agencies: frozenset[str] = frozenset(),
        exclude: frozenset[str] = frozenset(),
        keep: Callable[[list[str]], Collection[str]] | None = None,
    ) -> Results:
        """See search.engine.Engine.search."""
        reader = self._current()
        question = (query, today, barred_agencies, exclude, reader.vocabulary)
        with told_plainly():
            asked = embedded_question.compile_question(*question)
        wanted = query.page * HITS_A_PAGE
        limit = max(CANDIDATES, wanted + SLACK)
        loosened = False
        while True:
            with told_plainly():
                found = Candidates(reader.searcher, asked, query, today, limit)
                if not found.total and asked.can_loosen:
                    asked, loosened = embedded_question.compile_question(*question, loosely=True), True
                    found = Candidates(reader.searcher, asked, query, today, limit)
            if keep is None:
                dropped = 0
                break
            visible, dropped = self._visible(found, wanted, keep)
            if not dropped or len(visible) >= wanted or limit >= found.total:
                break
            # So many were dropped that the page is not full, though more match: fetch more.
            limit *= 4
        total = found.total - dropped
        pages = pages_of(total)
        page = min(query.page, pages)
        first = (page - 1) * HITS_A_PAGE
        with told_plainly():
            shown = found.ids(first, HITS_A_PAGE) if keep is None else visible[first : first + HITS_A_PAGE]
            hits = tuple(found.hit(at, public_id) for at, public_id in shown)
            return Results(
                hits=self._with_held_words(hits, query.words, reader) if loosened else hits,
                total=total,
                facets=self._facets(reader.searcher, asked),
                left_out_unknown_cost=(
                    reader.searcher.search(asked.unknown_cost, 1).count if asked.unknown_cost is not None else 0
                ),
                page=page,
                pages=pages,
                corrections=asked.corrections,
                loosened=loosened and found.total > 0,
            )

    def _visible(self, found, enough, keep):
        """(places and ids that the database still shows, how many it does not), looking no further than needed."""
        visible, dropped, at = [], 0, 0
        # Nothing is dropped as a rule, so no more is asked for than a page shows until something was.
        while len(visible) < enough and (chunk := found.ids(at, enough - len(visible) + (SLACK if dropped else 0))):
            at += len(chunk)
            kept = keep([public_id for _, public_id in chunk])
            still = [pair for pair in chunk if pair[1] in kept]
            dropped += len(chunk) - len(still)
            visible += still
        return visible, dropped

    def _with_held_words(self, hits, words, reader):
        """Loosened hits hold some of the words only: their reason names those and no others."""
        ids = [hit.id for hit in hits]
        if not ids:
            return hits
        held = [
            (word, holders(reader.searcher, asked, ids))
            for word, asked in embedded_question.held_words(words, reader.vocabulary)
        ]
        return tuple(
            hit._replace(reasons=naming_words(hit.reasons, " ".join(word for word, who in held if hit.id in who)))
            for hit in hits
        )

    def _facets(self, searcher, asked):
        counted = searcher.aggregate(asked.full, _FACET_REQUEST)
        return {
            name: tuple(
                sorted(
                    ((bucket["key"], bucket["doc_count"]) for bucket in counted[name]["buckets"]),
                    key=lambda pair: (-pair[1], pair[0]),
                )[:FACETS_SHOWN]
            )
            for name in fields.FACET_FIELDS
        }

    def generation(self) -> int:
        """See search.engine.Engine.generation."""
        pointer = self.files.pointer()
        return pointer.generation if pointer else 0

    def count(self) -> int:
        """See search.engine.Engine.count."""
        return self._current().searcher.num_docs

    def is_usable(self) -> bool:
        """Whether there is an index that this program can read."""
        try:
            self._current()
        except EngineUnavailable:
            return False
        return True

    def _current(self) -> _Reader:
        """The reader for the index as the pointer names it now; opened late, so that each forked worker has its own."""
        stamp = self.files.stamp()
        reader = self._reader
        if reader is not None and reader.stamp == stamp and reader.process == os.getpid():
            return reader
        with self._opening:
            stamp = self.files.stamp()
            if self._reader and self._reader.stamp == stamp and self._reader.process == os.getpid():
                return self._reader
            pointer = self.files.pointer()
            if pointer is None:
                raise EngineUnavailable("There is no search index yet. Run: manage.py reindex")
            if not pointer.is_readable:
                raise EngineUnavailable("The search index was made by another version. Run: manage.py reindex")
            with told_plainly():
                self._reader = self._open(stamp, pointer)
            return self._reader

    def _open(self, stamp, pointer):
        old = self._reader
        if old and old.process == os.getpid() and old.pointer.directory == pointer.directory:
            index = old.index
        else:
            index = open_index(self.files.path(pointer.directory))
            index.config_reader("manual")
        index.reload()
        return _Reader(stamp, os.getpid(), pointer, index, index.searcher())

    # --- writing

    @contextmanager
    def writing(self, wait_seconds: float = 10.0):
        """Holds the one writer for the block and yields it. Raises EngineBusy, EngineUnavailable."""
        try:
            with file_lock(self.files.writer_lock, wait_seconds):
                writer = self._open_writer()
                try:
                    yield writer
                finally:
                    writer.close()
        except Held as error:
            raise EngineBusy("Another process is writing to the search index.") from error

    def _open_writer(self):
        with told_plainly():
            pointer = self.files.pointer()
            if pointer is None:
                directory = self.files.new_directory()
                open_index(self.files.path(directory))
                self.files.point_to(directory, 1)
                pointer = self.files.pointer()
            if not pointer.is_readable:
                raise EngineUnavailable("The search index was made by another version. Run: manage.py reindex")
            return Writing(self.files, pointer)

    def put(self, documents: Iterable[OpeningDocument]) -> int:
        """See search.engine.Engine.put."""
        with self.writing() as writer:
            count = writer.put(documents)
            writer.commit()
        return count

    def remove(self, ids: Iterable[str]) -> None:
        """See search.engine.Engine.remove."""
        with self.writing() as writer:
            writer.remove(ids)
            writer.commit()

    def clear(self) -> None:
        """See search.engine.Engine.clear."""
        self.rebuild(())

    def rebuild(self, documents: Iterable[OpeningDocument], wait_seconds: float = 60.0) -> int:
        """See search.engine.Engine.rebuild. Holds the writer's lock: changes wait in the outbox meanwhile.

        Raises EngineBusy when another rebuild or writer does not give way within wait_seconds.
        """
        try:
            with (
                file_lock(self.files.rebuild_lock, wait_seconds),
                file_lock(self.files.writer_lock, wait_seconds),
                told_plainly(),
            ):
                return self._rebuild(documents)
        except Held as error:
            raise EngineBusy("Another process is writing to the search index.") from error

    def _rebuild(self, documents):
        old = self.files.pointer()
        directory = self.files.new_directory()
        index = open_index(self.files.path(directory))
        writer = index.writer(REBUILD_BYTES, 1)
        count = 0
        for document in documents:
            # A document handed over twice counts once: the last one stands.
            writer.delete_documents_by_term("id", document.id)
            writer.add_document(to_tantivy(document))
            count += 1
        writer.commit()
        writer.wait_merging_threads()
        self.files.point_to(directory, (old.generation if old else 0) + 1)
        self.files.forget_all_but(directory, old.directory if old else directory)
        return count

    def rebuild_wanted(self) -> bool:
        """Whether a rebuild waits for the writer to give way."""
        return self.files.rebuild_lock.exists() and is_held(self.files.rebuild_lock)
