"""The text pipeline: Zawgyi, spellings that look alike, grams, ICU words, typing errors."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.openings import opening
from search import matching, reading, text, vocabulary, zawgyi

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "zawgyi_pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
SOUTH_EAST_ASIAN = st.text(
    st.characters(min_codepoint=0x0E01, max_codepoint=0x0E4E)
    | st.characters(min_codepoint=0x0E81, max_codepoint=0x0EDF)
    | st.characters(min_codepoint=0x1000, max_codepoint=0x109F)
    | st.characters(min_codepoint=0x1780, max_codepoint=0x17D3)
    | st.sampled_from(" \u200b\u200d")
)
SENTENCES = (
    "ต้องการคนงานก่อสร้างในประเทศไทย",
    "ຂ້ອຍຕ້ອງການເຮັດວຽກຢູ່ປະເທດໄທ",
    "ខ្ញុំចង់ធ្វើការនៅប្រទេសថៃ",
    "ထိုင်းနိုင်ငံမှာအလုပ်လုပ်ချင်တယ်",
)


def test_all_128_published_rules_are_read():
    assert sum(len(replacements) for _, replacements in zawgyi.phases()) == 128
    assert len(zawgyi.phases()) == 8


def test_the_rules_name_their_authors_and_licence():
    notice = Path(zawgyi.__file__).with_name("zawgyi_rules.txt").read_text(encoding="utf-8")
    assert "Google" in notice
    assert "Apache License, Version 2.0" in notice


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['source']}-{pair['line']}")
def test_real_zawgyi_becomes_its_unicode_form(pair):
    converted, expected = zawgyi.to_unicode(pair["zawgyi"]), pair["unicode"]
    assert unicodedata.normalize("NFC", converted) == unicodedata.normalize("NFC", expected)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['source']}-{pair['line']}")
def test_an_opening_written_in_zawgyi_has_the_tokens_of_unicode(pair):
    blank = replace(opening(1), titles=(), employer="", agency_name="")
    old, new = (reading.read_document(replace(blank, text=pair[form])) for form in ("zawgyi", "unicode"))
    assert set(new.grams) <= set(old.grams)
    assert set(new.words) <= set(old.words)


def test_every_single_word_of_the_pairs_is_read_right_in_either_encoding():
    judged = 0
    for pair in PAIRS:
        old_words, new_words = pair["zawgyi"].split(), pair["unicode"].split()
        if len(old_words) != len(new_words):
            continue
        for old, new in zip(old_words, new_words, strict=True):
            if not any("\u1000" <= character <= "\u1021" for character in new):
                continue
            judged += 1
            assert text.fold(new) in [text.fold(reading) for reading in reading.question_readings(old)]
            assert text.fold(new) in [text.fold(reading) for reading in reading.question_readings(new)]
    assert judged > 200


def test_names_from_reference_tables_do_not_sway_the_judgement_of_what_an_agency_typed():
    pair = PAIRS[0]
    document = replace(
        opening(1), titles=(("my", pair["zawgyi"]),), occupation_names=("ဆောက်လုပ်ရေးလုပ်သား", "ထမင်းချက်") * 20
    )
    found = reading.read_document(document)
    for word in text.tokens(pair["unicode"])[1]:
        assert word in found.words


def test_a_zawgyi_title_over_a_unicode_description_is_found_by_both():
    title, description = PAIRS[0], PAIRS[3]
    document = replace(opening(1), titles=(("my", title["zawgyi"]),), text=description["unicode"] * 3)
    found = reading.read_document(document)
    for word in text.tokens(title["unicode"])[1] + text.tokens(description["unicode"])[1]:
        assert word in found.words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น้ำ", "น\u0e49\u0e4d\u0e32"),
        ("น้ำ", "น\u0e4d\u0e49\u0e32"),
        ("ที่", "ท\u0e48\u0e35"),
        ("แม่", "เเม่"),
        ("ນ້ຳ", "ນ\u0ec9\u0ecd\u0eb2"),
        ("ນ້ຳ", "ນ\u0ecd\u0ec9\u0eb2"),
        ("ແມ່", "ເເມ່"),
        ("ໝໍ", "ຫມໍ"),
        ("ໜັງ", "ຫນັງ"),
        ("ស្ត្រី", "ស្រ្តី"),
        ("ស្ត្រី", "ស្ដ្រី"),
        ("កើត", "ក\u17c1\u17b8ត"),
        ("ကြွေး", "ကွြေး"),
        ("ကို", "ကုိ"),
        ("ဝန်", "၀န်"),
        ("ဉာဏ်", "ဉာဏ်"),
        ("cafe", "Café"),
        ("cafe", "CAFE\u0301"),
        ("duc", "Đức"),
        ("room 12", "Room ၁၂"),
        ("room 12", "room ๑๒"),
        ("12", "១២"),
        ("12", "໑໒"),
    ],
)
def test_spellings_that_look_alike_are_folded_into_one(one, other):
    assert text.fold(one) == text.fold(other)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_an_unseen_break_changes_no_gram(sentence):
    broken = "\u200b".join(text.pieces(text.fold(sentence)))
    assert text.tokens(broken)[0] == text.tokens(sentence)[0]


def test_a_written_break_is_a_word_break():
    assert "ប្រទេស" in text.tokens("ខ្ញុំ\u200bចង់\u200bទៅ\u200bប្រទេស\u200bថៃ")[1]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_wrong_cut_cannot_lose_a_document(sentence):
    run = text.fold(sentence)
    has = set(text.tokens(sentence)[0])
    for start in range(len(run)):
        for end in range(start + 2, len(run) + 1):
            assert set(text.needed_grams(run[start:end])) <= has


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Farm workers' H-2A jobs", ["farm", "worker", "h", "2a", "job"]),
        ("agencies bus glasses shoes", ["agency", "bus", "glasse", "shoes"]),
        ("worker's pay: 2,500", ["worker", "pay", "2", "500"]),
        ("a_b c/d", ["a", "b", "c", "d"]),
        ("नेपाली कामदार", ["नेपाली", "कामदार"]),
        ("… — !", []),
        ("", []),
    ],
)
def test_words_of_other_scripts_are_kept_whole(written, expected):
    assert list(text.tokens(written)[0]) == expected


@pytest.mark.parametrize(
    ("word", "allowed"), [("cok", 0), ("cook", 1), ("welders", 1), ("labourer", 2), ("h2a", 0), ("2026", 0)]
)
def test_longer_words_may_hold_more_typing_errors(word, allowed):
    assert vocabulary.typing_errors_allowed(word) == allowed


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("cook", ("cook",)),
        ("cokk", ("cook",)),
        ("coko", ("cook",)),
        ("wleder", ("welder",)),
        ("labuorers", ("labourers",)),
        ("zzzzzz", ()),
        ("cot", ()),
    ],
)
def test_an_unknown_word_is_searched_as_the_nearest_known_ones(typed, searched):
    known = {"cook", "book", "welder", "labourers", "cat"} - ({"book"} if typed != "cook" else set())
    assert vocabulary.corrections(typed, vocabulary.Vocabulary.of(known)) == searched


@given(st.text())
def test_no_text_breaks_the_pipeline_and_no_token_holds_white_space(raw):
    cleaned = raw.encode("utf-8", "ignore").decode()
    for tokens in text.tokens(cleaned):
        assert all(token and not any(character.isspace() for character in token) for token in tokens)
    reading.read_question(cleaned)


@given(SOUTH_EAST_ASIAN)
def test_what_a_document_holds_is_found_by_the_same_words(raw):
    document = replace(opening(1), titles=(), employer="", agency_name="", text=raw)
    asked = reading.read_question(raw)
    assert not asked or matching.answers(raw, document)
