"""The engine inside the process: tantivy, no server. The default; `search.engine` builds it, the outbox feeds it."""

import os
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import tantivy

from search.answering import answer, known_words
from search.document import OpeningDocument
from search.embedded_candidates import EmbeddedCandidates, holders
from search.embedded_question import to_query
from search.embedded_schema import open_index, to_tantivy
from search.embedded_writer import Writing, told_plainly
from search.engine import Engine, EngineBusy, EngineUnavailable, IndexBroken, Results
from search.index_files import IndexFiles, Pointer
from search.lock import Held, file_lock, is_held
from search.query import HITS_A_PAGE, OpeningQuery
from search.question import Condition, Question, with_ids
from search.vocabulary import Vocabulary, by_length

REBUILD_BYTES = 60_000_000


@dataclass
class _Reader:
    """What one process reads from until the pointer moves: a search.answering.Reader."""

    stamp: tuple
    process: int
    pointer: Pointer
    index: tantivy.Index
    searcher: tantivy.Searcher
    known: Vocabulary = field(init=False)

    def __post_init__(self):
        searcher = self.searcher
        self.known = Vocabulary(
            holds=lambda word: searcher.doc_freq("latin", word) > 0,
            load=lambda: by_length(word for word, _ in searcher.terms_with_prefix("latin", "")),
        )

    def vocabulary(self, words: str) -> Vocabulary:
        """See search.answering.Reader."""
        return self.known

    def candidates(self, question: Question, query: OpeningQuery, today: date, limit: int) -> EmbeddedCandidates:
        """See search.answering.Reader."""
        with told_plainly():
            return EmbeddedCandidates(self.searcher, question, query, today, limit)

    def holders(self, conditions: Sequence[Condition], ids: Collection[str]) -> list[set[str]]:
        """See search.answering.Reader."""
        with told_plainly():
            return [holders(self.searcher, to_query(with_ids(each, ids)), len(ids)) for each in conditions]


class EmbeddedEngine(Engine):
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
        a_page: int = HITS_A_PAGE,
    ) -> Results:
        """See search.engine.Engine.search."""
        return answer(self._current(), query, today, barred_agencies, exclude, keep, a_page)

    def known_words(self, words: str) -> frozenset[str]:
        """See search.engine.Engine.known_words."""
        return known_words(self._current(), words)

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
                raise IndexBroken("There is no search index yet. Run: manage.py reindex")
            if not pointer.is_readable:
                raise IndexBroken("The search index was made by another version. Run: manage.py reindex")
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
                raise IndexBroken("The search index was made by another version. Run: manage.py reindex")
            return Writing(self.files, pointer)

    def discard(self) -> None:
        """See search.engine.Engine.discard."""
        shutil.rmtree(self.files.root, ignore_errors=True)

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
