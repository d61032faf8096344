"""OpeningQuery: what an address may say, what comes of broken ones, and the plain answer `matches` gives."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from bench.openings import opening
from search.document import OpeningDocument
from search.matching import matches
from search.query import LAST_PAGE, LONGEST_WORDS, OpeningQuery, ProblemCode, chips, clean_words, write_number

TODAY = date(2026, 11, 22)
NAMES = [
    "words", "origin", "destination", "channel", "occupation", "wage_from", "cost_to", "start_from", "start_to",
    "housing", "agency", "basis", "sort", "page",
]  # fmt: skip
DOCUMENT = replace(
    opening(1),
    origins=("MM", "KH"),
    destination="TH",
    channel="MOU",
    occupation="5120",
    wage_usd=Decimal(400),
    cost_months=Decimal("1.5"),
    start=date(2027, 1, 10),
    housing=True,
    agency="000017",
    basis="vetted_agency",
    visible_until=date(2027, 3, 1),
    visible_from=None,
)


def read(**params):
    return OpeningQuery.from_params(params, "my")[0]


def test_parameters_of_an_address_are_the_fields_of_the_question():
    assert [field.name for field in fields(OpeningQuery)] == [*NAMES, "language", "preferences"]


def test_nobody_is_searched_by_sex_age_or_religion():
    known = {field.name for kind in (OpeningQuery, OpeningDocument) for field in fields(kind)}
    for forbidden in ("sex", "gender", "age", "birth", "religion", "marital", "ethnic", "race"):
        assert not any(forbidden in name.split("_") for name in known)


def test_a_question_comes_back_from_its_own_address():
    asked = read(
        words="cook ထမင်းချက်", origin=["MM", "KH"], destination="TH", channel="MOU", occupation="51,5223", wage_from="300",
        cost_to="1.50", start_from="2027-01-01", start_to="2027-06-30", housing="1", agency="000017",
        basis="vetted_agency", sort="wage", page="3", prefer_place="MMR003", prefer_wage="250",
    )  # fmt: skip
    again, problems = OpeningQuery.from_params(QueryDict(urlencode(asked.to_params())), "my")
    assert again == asked
    assert problems == ()


def test_the_order_of_boxes_does_not_change_the_address():
    one, other = read(destination=["TH", "JP"], words="cook"), read(words="cook", destination=["JP", "TH"])
    assert one.to_params() == other.to_params()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("words", "a" * 10_000, ProblemCode.WORDS_TOO_LONG),
        ("destination", "Thailand", ProblemCode.NOT_A_CODE),
        ("occupation", "cook", ProblemCode.NOT_A_CODE),
        ("occupation", "51201", ProblemCode.NOT_A_CODE),
        ("basis", "anything", ProblemCode.NOT_A_CODE),
        ("wage_from", "-1", ProblemCode.NOT_A_NUMBER),
        ("wage_from", "1e999999", ProblemCode.NOT_A_NUMBER),
        ("cost_to", "NaN", ProblemCode.NOT_A_NUMBER),
        ("cost_to", "Infinity", ProblemCode.NOT_A_NUMBER),
        ("start_from", "tomorrow", ProblemCode.NOT_A_DATE),
        ("start_to", "2027-02-30", ProblemCode.NOT_A_DATE),
        ("housing", "perhaps", ProblemCode.NOT_YES_OR_NO),
        ("sort", "random", ProblemCode.NOT_A_CHOICE),
        ("page", "-4", ProblemCode.NOT_A_PAGE),
        ("page", "two", ProblemCode.NOT_A_PAGE),
    ],
)
def test_a_broken_value_is_left_out_and_told(name, value, code):
    asked, problems = OpeningQuery.from_params({name: value, "origin": "MM"})
    assert [(problem.code, problem.field) for problem in problems] == [(code, name)]
    assert len(problems[0].value) <= 60
    assert asked.origin == ("MM",)
    if name != "words":
        assert getattr(asked, name) == OpeningQuery.__dataclass_fields__[name].default


def test_days_the_wrong_way_round_are_told():
    asked, problems = OpeningQuery.from_params({"start_from": "2027-02-01", "start_to": "2027-01-01"})
    assert problems[0].code == ProblemCode.DATES_REVERSED
    assert asked.start_from == date(2027, 2, 1)
    assert asked.start_to is None


def test_a_page_far_away_becomes_the_last_one():
    assert read(page="1000000000").page == LAST_PAGE
    assert read(page="9" * 90).page == LAST_PAGE


def test_control_characters_and_lone_surrogates_are_taken_out_of_words():
    assert read(words="co\x00ok\ud800 \x1b[0m\r\n chef").words == "co ok [0m chef"
    assert clean_words("ប្រទេស\u200bថៃ") == "ប្រទេស\u200bថៃ"
    assert len(read(words="ก" * 10_000).words) == LONGEST_WORDS


def test_local_digits_are_numbers():
    asked = read(wage_from="၃၀၀", start_from="๒๐๒๗-๐๑-๐๑", page="២")
    assert (asked.wage_from, asked.start_from, asked.page) == (Decimal(300), date(2027, 1, 1), 2)


def test_a_chip_takes_off_one_value_and_goes_to_the_first_page():
    asked = read(destination=["JP", "TH"], cost_to="0", page="4")
    found = {(name, value): without for name, value, without in chips(asked)}
    assert found["destination", "JP"].destination == ("TH",)
    assert found["cost_to", "0"].cost_to is None
    assert all(without.page == 1 for without in found.values())


def test_numbers_are_written_short_and_plain():
    assert [write_number(Decimal(text)) for text in ("1.50", "2E+3", "0", "10", "0.10")] == [
        "1.5",
        "2000",
        "0",
        "10",
        "0.1",
    ]


ANY_VALUE = st.one_of(st.text(), st.none(), st.integers(), st.booleans(), st.lists(st.text()), st.binary(), st.floats())


@given(st.dictionaries(st.sampled_from([*NAMES, "prefer_place", "prefer_wage", "prefer_start", "other"]), ANY_VALUE))
def test_no_parameter_breaks_reading_and_what_is_read_comes_back(params):
    asked, _ = OpeningQuery.from_params(params, "km")
    query_string = urlencode(asked.to_params())
    assert OpeningQuery.from_params(QueryDict(query_string), "km") == (asked, ())


@pytest.mark.parametrize("params", [None, [], "words=cook", 7])
def test_something_that_is_no_mapping_asks_for_nothing(params):
    assert OpeningQuery.from_params(params)[0].is_empty


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, True),
        ({"origin": "MM"}, True),
        ({"origin": "LA"}, False),
        ({"destination": ["TH", "JP"]}, True),
        ({"destination": "JP"}, False),
        ({"channel": "MOU"}, True),
        ({"occupation": "51"}, True),
        ({"occupation": "512,9"}, True),
        ({"occupation": "52"}, False),
        ({"wage_from": "400"}, True),
        ({"wage_from": "400.01"}, False),
        ({"cost_to": "1.5"}, True),
        ({"cost_to": "1.49"}, False),
        ({"start_from": "2027-01-10"}, True),
        ({"start_from": "2027-01-11"}, False),
        ({"start_to": "2027-01-10"}, True),
        ({"start_to": "2027-01-09"}, False),
        ({"housing": "1"}, True),
        ({"housing": "0"}, False),
        ({"agency": "000017"}, True),
        ({"agency": "000018"}, False),
        ({"basis": "certified_order"}, False),
        ({"words": "example"}, True),
        ({"words": "exampel"}, True),
        ({"words": "astronaut"}, False),
        ({"words": "!!!"}, False),
    ],
)
def test_an_opening_answers_a_question_or_not(params, expected):
    assert matches(read(**params), DOCUMENT, TODAY) is expected


@pytest.mark.parametrize(
    ("unknown", "params"),
    [
        ({"cost_months": None}, {"cost_to": "99"}),
        ({"wage_usd": None}, {"wage_from": "0"}),
        ({"start": None}, {"start_from": "2000-01-01"}),
        ({"housing": None}, {"housing": "0"}),
        ({"occupation": ""}, {"occupation": "5"}),
    ],
)
def test_the_unknown_never_passes_a_filter(unknown, params):
    assert not matches(read(**params), replace(DOCUMENT, **unknown), TODAY)


def test_an_opening_for_anywhere_answers_every_origin():
    assert matches(read(origin="LA"), replace(DOCUMENT, origins=()), TODAY)


def test_an_opening_is_shown_up_to_the_day_before_its_end():
    assert matches(read(), DOCUMENT, date(2027, 2, 28))
    assert not matches(read(), DOCUMENT, date(2027, 3, 1))
    assert not matches(read(), replace(DOCUMENT, visible_from=date(2026, 11, 23)), TODAY)


def test_a_barred_agency_answers_nothing():
    assert not matches(read(), DOCUMENT, TODAY, barred_agencies={"000017"})


@pytest.mark.parametrize("public_id", ["", "a b", "x" * 19, "ก", "a\nb"])
def test_a_document_with_an_id_no_engine_can_keep_is_refused(public_id):
    with pytest.raises(ValueError):
        replace(DOCUMENT, id=public_id)
