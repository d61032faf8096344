"""Which saved searches a new opening answers: SQL and anchors choose, and lose none that plain `matches` would find."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.openings import opening
from jobs.alert_matching import anchor_for, columns_of, held_anchors, may_answer, refresh_anchors, searches_for
from jobs.alert_models import SavedSearch
from jobs.alerts import written
from search import anchors
from search.matching import Matcher, matches
from search.query import OpeningQuery
from tests.search.questions import questions

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 1)
ALWAYS = {"visible_until": date(2027, 1, 1), "visible_from": None}


def row(number: int, query: OpeningQuery, known: tuple[str, ...] = ()) -> SavedSearch:
    columns = columns_of(query, known)
    return SavedSearch(
        secret=f"{number:064x}",
        language="en",
        question=written(query),
        known_words=" ".join(known),
        saved=TODAY,
        renewed=TODAY,
        anchor=anchor_for(columns.pop("needs")),
        read_by=anchors.VERSION,
        **columns,
    )


def found_by(matcher: Matcher, appearance: int = 1) -> set[int]:
    (held,) = held_anchors([matcher])
    return set(searches_for(matcher, held, appearance, TODAY))


@st.composite
def cases(draw):
    """A document and a score of questions, many of which it answers."""
    document = replace(opening(draw(st.integers(1, 300))), **ALWAYS)
    # Numbers that no column holds exactly.
    odd = st.sampled_from((document.wage_usd, Decimal("500.0000004"), Decimal("1234.56789149")))
    document = replace(document, wage_usd=draw(odd))
    return document, draw(st.lists(questions(document), min_size=1, max_size=20))


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(cases(), st.booleans())
def test_a_new_opening_finds_exactly_the_searches_it_answers(case, knows):
    document, asked = case
    SavedSearch.objects.all().delete()
    expected = set()
    for number, query in enumerate(asked):
        known = tuple(query.words.lower().split()) if knows else ()
        search = row(number, query, known)
        search.save()
        if matches(query, document, TODAY, held_words(document, known)):
            expected.add(search.pk)
    assert found_by(Matcher(document, TODAY)) == expected


def test_what_sql_and_anchors_let_through_is_still_decided_by_matches():
    document = replace(opening(1), titles=(("en", "Building construction labourer in Bangkok"),), **ALWAYS)
    asked = [OpeningQuery(words=f"building construction labourer {last}") for last in ("bangkok", "zebra")]
    searches = [row(number, query) for number, query in enumerate(asked)]
    SavedSearch.objects.bulk_create(searches)
    (held,) = held_anchors([Matcher(document, TODAY)])
    assert {search.anchor_id for search in searches} == set(held)
    assert found_by(Matcher(document, TODAY)) == {searches[0].pk}


def test_a_word_that_was_known_is_not_corrected_either_where_no_anchor_asks_for_it():
    document = replace(opening(1), titles=(("en", "Building construction labourer, book"),), text="", **ALWAYS)
    words = "building construction labourer cook"
    for number, known in enumerate(((), ("cook",))):
        row(number, OpeningQuery(words=words), known).save()
    typed_freely = SavedSearch.objects.get(known_words="")
    assert found_by(Matcher(document, TODAY)) == {typed_freely.pk}


def held_words(document, known):
    return Matcher(document, TODAY).held.latin.union(known) if known else None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"destination": ("TH",)}, {"destination": "TH"}),
        ({"origin": ("MM",)}, {"origins": ("KH", "MM")}),
        ({"origin": ("MM",)}, {"origins": ()}),
        ({"occupation": ("51",)}, {"occupation": "5120"}),
        ({"channel": ("MOU",)}, {"channel": "MOU"}),
        ({"agency": ("000017",)}, {"agency": "000017"}),
        ({"basis": ("certified_order",)}, {"basis": "certified_order"}),
        ({"wage_from": Decimal(400)}, {"wage_usd": Decimal(400)}),
        ({"cost_to": Decimal("0.8")}, {"cost_months": Decimal("0.8")}),
        ({"start_from": date(2026, 9, 1)}, {"start": date(2026, 9, 1)}),
        ({"start_to": date(2026, 9, 1)}, {"start": date(2026, 9, 1)}),
        ({"housing": True}, {"housing": True}),
        ({"housing": False}, {"housing": False}),
    ],
)
def test_sql_alone_refuses_what_a_filter_refuses(asked, told):
    """The prefilter is worth its columns: each of them leaves out what is different or not known."""
    document = replace(
        opening(1), origins=("ID",), occupation="", channel="", agency="", wage_usd=None, cost_months=None, start=None,
        housing=None, destination="JP", basis="vetted_agency",
    )  # fmt: skip
    row(1, OpeningQuery(**asked)).save()
    assert not SavedSearch.objects.filter(may_answer(document)).exists()
    assert SavedSearch.objects.filter(may_answer(replace(document, **told))).exists()


def test_every_filter_of_a_question_has_a_column():
    """A filter that is added to OpeningQuery and not here costs time, and no answer: `matches` still decides."""
    unfiltered = {"words", "sort", "page", "language", "preferences"}
    filters = {field.name for field in fields(OpeningQuery)} - unfiltered
    assert filters <= set(columns_of(OpeningQuery()))


def test_searches_without_the_anchor_are_not_even_read(django_assert_num_queries):
    document = replace(opening(1), **ALWAYS)
    for number in range(30):
        row(number, OpeningQuery(words=f"elephant{number}")).save()
    matcher = Matcher(document, TODAY)
    with django_assert_num_queries(1):
        (held,) = held_anchors([matcher])
    assert held == []
    with django_assert_num_queries(1):
        assert list(searches_for(matcher, held, 1, TODAY)) == []


def test_anchors_of_an_older_version_are_made_anew():
    search = row(1, OpeningQuery(words="cook"))
    search.anchor, search.read_by = anchor_for("=other"), "0/0"
    search.save()
    document = replace(opening(1), titles=(("en", "Cook"),), **ALWAYS)
    assert found_by(Matcher(document, TODAY)) == set()
    assert refresh_anchors() == 1
    assert found_by(Matcher(document, TODAY)) == {search.pk}
    assert refresh_anchors() == 0
    search.refresh_from_db()
    assert search.anchor.text == anchors.anchor_of("cook")
