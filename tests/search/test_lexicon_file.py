"""The compiled lexicon: made once, whole, by whoever comes first; what is broken or cannot be written loses no answer."""

import threading

import pytest

from search import lexicon
from search.lexicon import Lexicon, compile_lexicon, open_or_compile
from search.lexicon_files import read_entries


@pytest.fixture
def few(monkeypatch):
    """A lexicon of few entries, and how often it was compiled."""
    entries = [entry for entry, _ in zip(read_entries(), range(200), strict=False)]
    made = []

    def compile_counted(_entries, *path):
        made.append(path)
        return compile_lexicon(entries, *path)

    monkeypatch.setattr(lexicon, "compile_lexicon", compile_counted)
    return made


def test_many_who_come_at_once_compile_it_once(few, tmp_path):
    path = tmp_path / "compiled" / "lexicon-1.sqlite3"
    opened, threads = [], []
    for _ in range(6):
        threads.append(threading.Thread(target=lambda: opened.append(open_or_compile(path))))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    assert len(few) == 1
    assert all(Lexicon(connection).groups for connection in opened)


@pytest.mark.parametrize("broken", [b"", b"half a file"])
def test_what_a_kill_left_behind_is_made_anew(few, tmp_path, broken):
    path = tmp_path / "lexicon-1.sqlite3"
    path.write_bytes(broken)
    assert Lexicon(open_or_compile(path)).groups
    assert Lexicon(open_or_compile(path)).groups
    assert len(few) == 1


def test_where_nothing_can_be_written_it_stays_in_memory(few, tmp_path):
    blocked = tmp_path / "a file, no folder"
    blocked.write_text("")
    assert Lexicon(open_or_compile(blocked / "lexicon-1.sqlite3")).groups


def test_the_file_of_the_version_before_is_kept_and_older_ones_go(few, tmp_path):
    for number in range(4):
        open_or_compile(tmp_path / f"lexicon-{number}.sqlite3")
    left = sorted(path.name for path in tmp_path.glob("lexicon-*"))
    assert left == ["lexicon-2.sqlite3", "lexicon-3.sqlite3"]
