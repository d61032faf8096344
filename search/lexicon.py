"""What words of any language say about kinds of work: which run of a question names one, and which ones it is likest to.

Plain Python over a small SQLite file, compiled from search/lexicon/*.csv at set-up, or else when it is first needed. search.reading asks it
for questions and for documents alike; `using` puts another one in its place, for evaluation and tests.
"""

import logging
import os
import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

from search import lexicon_files, likeness, text
from search.lexicon_files import WEAK, Entry, content_files, fingerprint, read_entries
from search.lock import Held, file_lock

logger = logging.getLogger(__name__)
# A name of more groups than this says too little; a question names work in runs of at most so many words or letters.
MOST_CODES = 3
LONGEST_RUN, LONGEST_NAME = 6, 40
# Inside an unspaced run a shorter name may be part of another word, so it must begin and end where ICU cuts.
SURE_LENGTH = 5
MOST_ENGLISH = 2
# Words of so many letters may hold one typing error, when the lexicon does not know them.
LONG_WORD = 6
MOST_LIKELY, LEAST_LIKELY = 20, 0.15
# A group that shares less of a question than this is a guess into the blue.
LEAST_SHARED = 0.2
# How long a process waits while another compiles.
COMPILING_SECONDS = 120

_TABLES = """
create table name (key text primary key, codes text, further text, english text) without rowid;
create table feature (name text primary key, weights blob) without rowid;
create table word (word text primary key) without rowid;
create table grouping (number integer primary key, code text);
"""


class Naming(NamedTuple):
    """Pieces from `first` up to `last` name a kind of work: its ISCO-08 codes, its names in English (may be none), and
    further codes that go by those English names."""

    first: int
    last: int
    codes: tuple[str, ...]
    further: tuple[str, ...]
    english: tuple[str, ...]


class Lexicon:
    """One compiled lexicon. Any thread may ask it."""

    def __init__(self, connection: sqlite3.Connection):
        self._connection, self._lock = connection, threading.Lock()
        self.groups = [code for (code,) in self._ask("select code from grouping order by number", ())]
        self._words: dict[str, list[str]] | None = None

    def named(self, pieces: Sequence[str]) -> tuple[Naming, ...]:
        """What runs of these pieces (of `text.pieces`) name, the longest names first taken, in the order of the pieces."""
        keys = dict(self._runs(pieces))
        if not keys:
            return ()
        known = {key: told for key, *told in self._among("name", "key, codes, further, english", keys)}
        found = [(len(key), place, key) for key in known for place in keys[key]]
        taken: set[int] = set()
        chosen = []
        for _, (first, last), key in sorted(found, key=lambda each: (-each[0], each[1])):
            if taken.isdisjoint(range(first, last)):
                taken.update(range(first, last))
                codes, further, english = known[key]
                names = tuple(filter(None, english.split("|")))
                chosen.append(Naming(first, last, tuple(codes.split()), tuple(further.split()), names))
        return tuple(sorted(chosen))

    def codes_of(self, name: str) -> tuple[str, ...]:
        """The codes of a text that as a whole names a kind of work; () for any other."""
        key = likeness.name_key(text.pieces(text.fold(name)))
        return tuple(code for _, codes in self._among("name", "key, codes", (key,)) for code in codes.split())

    def likely(self, words: str) -> tuple[tuple[str, float], ...]:
        """(unit group, score) of the groups whose names are likest to these words, best first; () for none at all."""
        asked = likeness.features(words)
        scores, shared = {}, {}
        for feature, blob in self._among("feature", "name, weights", asked):
            weight = asked[feature]
            numbers, weights = _unpacked(blob)
            for number, points in zip(numbers, weights, strict=True):
                scores[number] = scores.get(number, 0.0) + weight * points
                shared[number] = shared.get(number, 0.0) + weight
        if not scores:
            return ()
        enough = LEAST_SHARED * sum(asked.values())
        ranked = sorted((-score, number) for number, score in scores.items() if shared[number] >= enough)
        least = -ranked[0][0] * LEAST_LIKELY if ranked else 0.0
        return tuple((self.groups[number], -score) for score, number in ranked[:MOST_LIKELY] if -score >= least)

    # --- runs of a question

    def _runs(self, pieces) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        at = 0
        while at < len(pieces):
            plain = pieces[at].isascii()
            end = at
            while end < len(pieces) and pieces[end].isascii() == plain:
                end += 1
            for key, place in (self._plain if plain else self._unspaced)(pieces, at, end):
                found.setdefault(key, []).append(place)
            at = end
        yield from found.items()

    def _plain(self, pieces, start, end):
        read = [self._as_known(piece) for piece in pieces[start:end]]
        for first in range(len(read)):
            for last in range(first + 1, min(first + LONGEST_RUN, len(read)) + 1):
                if key := likeness.name_key(read[first:last]):
                    yield key, (start + first, start + last)

    def _unspaced(self, pieces, start, end):
        joined = "".join(pieces[start:end])
        cuts = [0]
        for piece in pieces[start:end]:
            cuts.append(cuts[-1] + len(piece))
        places = set(cuts)
        for first, left in enumerate(cuts[:-1]):
            for right in range(left + 2, min(left + LONGEST_NAME, len(joined)) + 1):
                if right in places or right - left >= SURE_LENGTH:
                    # A piece counts as named when most of it is.
                    last = sum(before + after <= 2 * right for before, after in pairwise(cuts))
                    yield joined[left:right], (start + first, start + max(last, first + 1))

    def _as_known(self, piece):
        """The piece, or the one known word that is a typing error away."""
        if len(piece) < LONG_WORD or not piece.isalpha():
            return piece
        if self._words is None:
            words: dict[str, list[str]] = {}
            for (word,) in self._ask("select word from word", ()):
                words.setdefault(word[0], []).append(word)
            self._words = words
        near = [
            (errors, word)
            for word, errors, _ in extract_iter(
                piece, self._words.get(piece[0], ()), scorer=OSA.distance, score_cutoff=1
            )
        ]
        if len(near) == 1 or (near and min(near)[0] == 0):
            return min(near)[1]
        return piece

    # --- SQLite

    def _among(self, table, columns, keys):
        keys = tuple(keys)
        column = columns.partition(",")[0]
        marks = ",".join("?" * len(keys))
        return self._ask(f"select {columns} from {table} where {column} in ({marks})", keys)  # noqa: S608

    def _ask(self, statement, values):
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


@lru_cache(maxsize=2048)
def _unpacked(blob):
    """A feature's groups and weights, as `_packed` wrote them."""
    count = len(blob) // 6
    numbers, weights = array("H"), array("f")
    numbers.frombytes(blob[: 2 * count])
    weights.frombytes(blob[2 * count :])
    return numbers, weights


def _packed(weights):
    return array("H", weights).tobytes() + array("f", weights.values()).tobytes()


# --- compiling -----------------------------------------------------------------------------------------------------


class _Known:
    """What the most trusted entries of one name say."""

    def __init__(self):
        self.trust, self.codes, self.english = WEAK, {}, {}

    def learn(self, entry: Entry) -> None:
        """Entries of less trust than others of the same name count for nothing."""
        if entry.trust < self.trust:
            self.trust, self.codes, self.english = entry.trust, {}, {}
        if entry.trust == self.trust:
            self.codes.update(dict.fromkeys(entry.codes))
            if entry.english:
                self.english[entry.english] = None

    def narrowest(self) -> list[str]:
        """Unit groups where there are any: a name of waiters says no more by being a name of all service workers, too."""
        return [code for code in self.codes if len(code) == 4] or list(self.codes)


def _name_rows(known, english):
    for key, each in known.items():
        codes = each.narrowest()
        if len(codes) <= MOST_CODES:
            called = list(each.english)[:MOST_ENGLISH]
            found = (english.get(likeness.name_key(text.pieces(text.fold(name)))) for name in called)
            further = dict.fromkeys(code for one in found if one for code in one.narrowest()[:MOST_CODES])
            yield key, " ".join(codes), " ".join(code for code in further if code not in codes), "|".join(called)


def compile_lexicon(entries: Iterable[Entry], path: str | Path = ":memory:") -> sqlite3.Connection:
    """Writes a lexicon of these entries; the one way it is ever made."""
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.executescript(_TABLES)
    known: dict[str, _Known] = {}
    english: dict[str, _Known] = {}
    names, pairs, words = [], [], set()
    for entry in entries:
        pieces = text.pieces(text.fold(entry.term))
        names += [(entry.term, code) for code in entry.codes if len(code) == 4]
        if entry.english and entry.language != "en":
            pairs.append((entry.term, entry.english))
        words.update(piece for piece in pieces if piece.isascii() and piece.isalpha() and len(piece) >= LONG_WORD - 1)
        if key := likeness.name_key(pieces):
            known.setdefault(key, _Known()).learn(entry)
            if entry.language == "en":
                english.setdefault(key, _Known()).learn(entry)
    groups, weights = likeness.learn(names)
    weights = likeness.translate(weights, pairs)
    with connection:
        connection.executemany("insert into name values (?, ?, ?, ?)", _name_rows(known, english))
        connection.executemany("insert into word values (?)", ((word,) for word in words))
        connection.executemany("insert into grouping values (?, ?)", enumerate(groups))
        connection.executemany(
            "insert into feature values (?, ?)", ((feature, _packed(each)) for feature, each in weights.items())
        )
    return connection


@lru_cache(maxsize=1)
def version() -> str:
    """Twelve letters that change with the content, with the code that compiles it, and with ICU's cuts."""
    code = [Path(module.__file__) for module in (likeness, lexicon_files, text)]
    return fingerprint([*content_files(), Path(__file__), *code], text.ICU_VERSION)


def compiled_file() -> Path:
    """Where the shipped lexicon is compiled to: beside its content, so that it can be part of an image."""
    return lexicon_files.CONTENT / "compiled" / f"lexicon-{version()}.sqlite3"


def open_or_compile(path: Path) -> sqlite3.Connection:
    """The compiled file; made by one process while others wait, and moved into place whole. Where nothing can be written
    the lexicon stays in memory.
    """
    with suppress(sqlite3.DatabaseError):
        return _opened(path)
    try:
        with file_lock(path.parent / "lock", COMPILING_SECONDS):
            # Another process may have made it while this one waited.
            with suppress(sqlite3.DatabaseError):
                return _opened(path)
            _compile_into(path)
            return _opened(path)
    except (OSError, Held, sqlite3.DatabaseError) as error:
        logger.warning(
            "The lexicon cannot be kept in a file (%s): this process compiles its own.", type(error).__name__
        )
        return compile_lexicon(read_entries())


def _opened(path):
    """Raises sqlite3.DatabaseError when there is no such file, or no lexicon in it."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.execute("select count(*) from grouping")
    return connection


def _compile_into(path):
    with TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / path.name
        compile_lexicon(read_entries(), made).close()
        made.replace(path)
    # Programs of the version before may still run: theirs is kept, what is older goes.
    for old in sorted(path.parent.glob("lexicon-*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-2]:
        old.unlink(missing_ok=True)


# --- the one in use ------------------------------------------------------------------------------------------------

_opening = threading.Lock()
_in_use: tuple[int, Lexicon] | None = None
_forgetters: list[Callable[[], None]] = []


def lexicon() -> Lexicon:
    """The lexicon in use: the shipped one, opened once in each process."""
    global _in_use
    if _in_use is None or _in_use[0] != os.getpid():
        with _opening:
            if _in_use is None or _in_use[0] != os.getpid():
                _in_use = os.getpid(), Lexicon(open_or_compile(compiled_file()))
    return _in_use[1]


def forgetting(forget: Callable[[], None]) -> None:
    """Registers what must be forgotten when another lexicon comes into use."""
    _forgetters.append(forget)


@contextmanager
def using(other: Lexicon) -> Iterator[None]:
    """Puts another lexicon in use for a block, in this process only."""
    global _in_use
    before = _in_use
    _in_use = os.getpid(), other
    try:
        for forget in _forgetters:
            forget()
        yield
    finally:
        _in_use = before
        for forget in _forgetters:
            forget()


if __name__ == "__main__":
    # For set-up and images: nobody's first question waits for it then.
    open_or_compile(compiled_file()).close()
