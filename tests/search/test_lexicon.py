"""What the lexicon says of words people use: by table, with the shipped content."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.openings import opening
from search import lexicon, text
from search.document import VETTED_AGENCY, OpeningDocument
from search.lexicon import Lexicon, compile_lexicon, using
from search.lexicon_files import NAME, OTHER_NAME, WEAK, Entry
from search.matching import Held, matches
from search.query import OpeningQuery
from search.reading import read_question
from tests.search.questions import words_near
from tests.search.test_engines import TODAY


def named(words):
    return [code for naming in lexicon.lexicon().named(text.pieces(text.fold(words))) for code in naming.codes]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("welder", "7212"),
        ("ช่างเชื่อม", "7212"),
        ("อยากเป็นช่างเชื่อมที่ญี่ปุ่น", "7212"),
        ("ဂဟေဆော်သူ", "7212"),
        ("ជាងផ្សារ", "7212"),
        ("tukang las", "7212"),
        ("thợ hàn", "7212"),
        ("tho han", "7212"),
        ("溶接工", "7212"),
        ("용접공", "7212"),
        ("truck drivers", "8332"),
    ],
)
def test_a_kind_of_work_is_known_by_what_people_call_it(words, code):
    assert code in named(words)


@pytest.mark.parametrize("words", ["", "Thailand", "zzzz", "!!!"])
def test_what_names_no_work_is_given_no_code(words):
    assert named(words) == []


def made(*entries):
    return Lexicon(compile_lexicon(entries))


def test_a_name_goes_before_a_weak_link():
    with using(made(Entry("smith", ("9999",), "", "en", WEAK), Entry("smith", ("7221",), "", "en", NAME))):
        assert named("smith") == ["7221"]


def test_a_name_of_too_many_kinds_says_nothing():
    groups = (Entry("helper", (code,), "", "en", OTHER_NAME) for code in ("9412", "9313", "9329", "9111"))
    with using(made(*groups)):
        assert named("helper") == []


def test_another_lexicon_is_used_for_a_block_only():
    before = named("welder")
    with using(made(Entry("welder", ("1111",), "", "en", NAME))):
        assert named("welder") == ["1111"]
    assert named("welder") == before


@pytest.mark.parametrize("words", ["ช่างเชื่อม", "tukang las", "溶接工", "ဂဟေဆော်"])
def test_an_opening_is_found_by_words_of_languages_it_is_not_written_in(words):
    opening = OpeningDocument(
        id="1",
        titles=(("en", "Welder, shipyard"),),
        destination="JP",
        basis=VETTED_AGENCY,
        published=TODAY,
        visible_until=TODAY.replace(year=2030),
        occupation="7212",
    )
    assert matches(OpeningQuery(words=words), opening, TODAY)


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("penjual ikan", "tukang bunga", "penjual bunga"),
        ("魚屋の販売員", "花の職人", "花の販売員"),
    ],
)
def test_a_name_nobody_wrote_down_is_likest_to_what_its_words_mean(first, second, third):
    entries = (
        Entry("Fish seller", ("5211",), "", "en", NAME),
        Entry("Flower seller", ("5212",), "", "en", NAME),
        Entry("Flower maker", ("7318",), "", "en", NAME),
        Entry("Sculptor", ("2651",), "", "en", NAME),
        Entry(first, ("5211",), "fish seller", "xx", NAME),
        Entry(second, ("7318",), "flower maker", "xx", NAME),
    )
    known = made(*entries)
    # The seller of flowers has no name in that language; its group borrows from both words.
    assert "5212" in [code for code, _ in known.likely(third)]
    without = made(*(entry._replace(english="") for entry in entries))
    assert "5212" not in [code for code, _ in without.likely(third)]


NOTHING = made()


@settings(max_examples=300)
@given(st.data(), st.integers(1, 300))
def test_other_names_never_lose_an_opening_that_its_own_words_would_find(data, number):
    document = opening(number)
    words = data.draw(words_near(document))
    held = Held(document)
    known = held.answers(words)
    with using(NOTHING):
        assert all(not reading.alternatives for reading in read_question(words))
        alone = held.answers(words)
    assert known or not alone
