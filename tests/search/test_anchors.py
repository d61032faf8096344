"""Anchors: what a saved search needs of an opening in few words, never more than `matches` asks for."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.openings import opening
from search.anchors import MOST_BYTES, AnchorReader, anchor_of
from search.matching import Held
from search.query import LONGEST_WORDS
from tests.search.questions import ZAWGYI_COOK, words_near

NUMBERS = st.integers(1, 300)
DOCUMENT = replace(
    opening(1),
    titles=(("en", "Farm worker, night shifts"), ("my", "ထမင်းချက်")),
    occupation="",
    occupation_names=(),
    place_names=("Thailand",),
    employer="Blue Heron",
    agency_name="",
    text="Two years",
)


def holds(words, document=DOCUMENT, known=()) -> bool:
    anchor = anchor_of(words, known)
    return not anchor or AnchorReader(Held(document)).holds(anchor)


@settings(max_examples=500)
@given(st.data(), NUMBERS, st.booleans())
def test_an_anchor_never_refuses_what_matches_would_find(data, number, knows):
    document = opening(number)
    words, held = data.draw(words_near(document)), Held(document)
    known = words.lower().split() if knows else ()
    found = held.answers(words, held.latin.union(known) if knows else None)
    assert not found or holds(words, document, known)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("farm", True),
        ("farmworker", True),
        ("night farm thailand", True),
        ("night farm japan", False),
        ("thailnad", True),
        ("ထမင်းချက်", True),
        (ZAWGYI_COOK, True),
        ("ဆောက်လုပ်ရေး", False),
        ("fram", True),
        ("barn", False),
        ("!!!", False),
        ("the", False),
    ],
)
def test_an_anchor_is_held_by_what_answers_and_by_little_else(words, found):
    assert holds(words) is found
    assert Held(DOCUMENT).answers(words) is found


def test_two_words_find_an_opening_that_writes_them_as_one():
    document = replace(DOCUMENT, titles=(("en", "Farmworker"),))
    assert holds("farm worker", document) and Held(document).answers("farm worker")
    assert holds("farm worker", document, known=["farm", "worker"])


def test_a_word_that_is_taken_as_typed_is_not_corrected():
    assert holds("herom")
    assert not holds("herom", known=["herom"])
    assert holds("heron", known=["heron"])


def test_the_same_words_typed_otherwise_have_one_anchor():
    assert anchor_of("cooks Thailand") == anchor_of("COOK,  thailand!")
    assert anchor_of("cook") != anchor_of("cook", ["cook"])


@given(st.text(max_size=LONGEST_WORDS))
def test_every_anchor_fits_into_an_index_of_postgresql(words):
    assert len(anchor_of(words).encode()) <= MOST_BYTES


@pytest.mark.parametrize("sign", ["က", "𠀀", "ß", "ﬃ", "ထ္"])
def test_the_longest_words_have_an_anchor_and_it_is_short_enough(sign):
    words = (sign * LONGEST_WORDS)[:LONGEST_WORDS]
    assert 0 < len(anchor_of(words).encode()) <= MOST_BYTES
