"""The one writer of the embedded index. Opened by search.embedded while its lock is held."""

from collections.abc import Iterable
from contextlib import contextmanager

from search.document import OpeningDocument
from search.embedded_schema import open_index, to_tantivy
from search.engine import EngineUnavailable, IndexBroken
from search.index_files import IndexFiles, Pointer

# tantivy refuses less than 15 MB a thread; one thread keeps a web worker small.
WRITER_BYTES = 15_000_000


@contextmanager
def told_plainly():
    """Turns whatever tantivy says of a broken index, its panics too, into IndexBroken."""
    try:
        yield
    except EngineUnavailable:
        raise
    except (ValueError, OSError, RuntimeError) as error:
        raise IndexBroken(f"The search index cannot be used: {error}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexBroken(f"The search index is broken: {error}") from error


class Writing:
    """The one writer, while its lock is held: puts and removes become visible together at `commit`."""

    def __init__(self, files: IndexFiles, pointer: Pointer):
        self._files, self._pointer = files, pointer
        self._index = open_index(files.path(pointer.directory))
        self._writer = self._index.writer(WRITER_BYTES, 1)
        # A process killed while it deleted can leave a file that blocks every later commit: find out now.
        self._writer.commit()
        self._writer.garbage_collect_files()

    def put(self, documents: Iterable[OpeningDocument]) -> int:
        """Adds or replaces documents."""
        count = 0
        for document in documents:
            # What is wrong with one document is no fault of the index.
            made = to_tantivy(document)
            with told_plainly():
                self._writer.delete_documents_by_term("id", document.id)
                self._writer.add_document(made)
            count += 1
        return count

    def remove(self, ids: Iterable[str]) -> None:
        """Takes documents away."""
        with told_plainly():
            for public_id in ids:
                self._writer.delete_documents_by_term("id", public_id)

    def commit(self) -> dict[str, str]:
        """Makes the changes lasting and visible. Nothing is refused here: `put` has said so already."""
        with told_plainly():
            self._writer.commit()
            generation = self._pointer.generation + 1
            self._files.point_to(self._pointer.directory, generation)
        self._pointer = Pointer(self._pointer.directory, generation, self._pointer.schema, self._pointer.icu)
        return {}

    def close(self) -> None:
        """Lets running merges end and gives the index free."""
        with told_plainly():
            self._writer.wait_merging_threads()
