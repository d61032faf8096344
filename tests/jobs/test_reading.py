"""find(): the engine proposes, the database disposes; a stale index and a moved clock show nothing that lapsed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.actions import impose_sanction
from agencies.models import StandingChange
from jobs import indexing
from jobs.actions import close_opening, post_opening, publish_opening
from jobs.grounds import grounds_on
from jobs.judging import FACT_COLUMNS, verdict_on
from jobs.models import Opening
from jobs.reading import find, opening_of, show
from reference.actions import load_reference
from reference.models import Name, Occupation
from search import outbox
from search.engine import engine
from search.query import OpeningQuery
from tests.make import (
    TODAY,
    make_agency,
    make_corridor,
    make_employer,
    make_opening,
    make_standing,
    make_vetted_agency,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask(today: date = TODAY, **given):
    return find(OpeningQuery(**given), today)


def numbers(found) -> set[str]:
    return {shown.opening.public_id for shown in found.hits}


@pytest.fixture
def route():
    return make_corridor("MM-JP-SSW")


@pytest.fixture
def two(index, route):
    """One opening of a vetted agency, licensed for ten more days, and one certified order; both in the index."""
    agency = make_vetted_agency(route, until=TODAY + 10 * DAY, fees=(("Fee", "5200", "THB"),))
    through_agency = make_opening(agency=agency, corridor=route, title="Welder")
    order = make_opening(basis="certified_order", title="Shepherd")
    outbox.rebuild()
    return through_agency, order


def test_both_bases_are_found_with_their_cost_and_their_end(two):
    through_agency, order = two
    found = ask()
    assert found.total == 2
    by_number = {shown.opening: shown for shown in found.hits}
    assert by_number[through_agency].cost.months == Decimal("0.50")
    assert by_number[through_agency].verdict.until == TODAY + 11 * DAY
    assert by_number[order].cost.paid is None
    assert by_number[order].verdict.until == order.order_until + DAY
    assert dict(found.facets["basis"]) == {"vetted_agency": 1, "certified_order": 1}


def test_words_find_the_opening_they_stand_in(two):
    _, order = two
    found = ask(words="shepherd")
    assert numbers(found) == {order.public_id}
    assert found.hits[0].reasons[0].code == "text"


@pytest.mark.parametrize("typed", ("Mae Sot", "maesot", "Maesod", "แม่สอด", "မဲဆောက်", "Tak", "ตาก"))
def test_a_place_is_found_by_its_towns_and_other_spellings_in_several_scripts(index, route, typed):
    load_reference()
    agency = make_vetted_agency(route)
    there = make_opening(agency=agency, corridor=route, title="Sewer", destination="TH", place_id="TH-63")
    make_opening(agency=agency, corridor=route, title="Sewer", destination="TH", place_id="TH-10")
    outbox.rebuild()
    found = ask(words=typed)
    assert (numbers(found), found.loosened) == ({there.public_id}, False)


def test_when_nothing_has_all_the_words_the_answer_says_so_and_names_only_the_words_found(two):
    through_agency, _ = two
    found = ask(words="welder elephant")
    assert found.loosened
    assert numbers(found) == {through_agency.public_id}
    assert found.hits[0].reasons[0].values == (("words", "welder"),)
    exact = ask(words="shepherd")
    assert not exact.loosened
    assert exact.hits[0].reasons[0].values == (("words", "shepherd"),)


def test_an_unknown_cost_never_passes_a_ceiling_and_is_counted(two):
    through_agency, _ = two
    found = ask(cost_to=Decimal(1))
    assert numbers(found) == {through_agency.public_id}
    assert found.left_out_unknown_cost == 1


def test_when_the_licence_has_lapsed_nothing_of_the_agency_is_found_or_counted(two):
    through_agency, order = two
    last_day = TODAY + 10 * DAY
    assert numbers(ask(last_day)) == {through_agency.public_id, order.public_id}
    found = ask(last_day + DAY)
    assert numbers(found) == {order.public_id}
    assert found.total == 1
    assert dict(found.facets["basis"]) == {"certified_order": 1}
    assert found.facets["agency"] == ()


def test_a_stale_index_shows_nothing_of_a_suspended_agency(two, monkeypatch):
    through_agency, order = two
    monkeypatch.setattr(outbox, "note_change", lambda *args, **kwargs: None)
    impose_sanction(through_agency.agency, by="regulator", reason="Overcharged", starts=TODAY, authority="Regulator")
    assert engine().count() == 2
    found = ask()
    assert numbers(found) == {order.public_id}
    assert found.total == 1
    assert dict(found.facets["basis"]) == {"certified_order": 1}


def test_a_stale_index_shows_nothing_that_was_closed_or_whose_order_was_withdrawn(two):
    through_agency, order = two
    Opening.objects.filter(pk=through_agency.pk).update(state="closed")
    Opening.objects.filter(pk=order.pk).update(order_status="withdrawn")
    assert engine().count() == 2
    assert ask().hits == ()
    assert ask().total == 0


def test_an_index_of_another_day_shows_nothing_that_lapsed_since(index, route):
    agency = make_vetted_agency(route)
    for _ in range(25):
        make_opening(agency=agency, corridor=route)
    kept = [make_opening(basis="certified_order") for _ in range(3)]
    outbox.rebuild()
    # The standing is overwritten behind the index's back.
    make_standing(agency, route, "not_vetted")
    found = ask()
    assert numbers(found) == {opening.public_id for opening in kept}
    assert (found.total, found.pages) == (3, 1)


def test_an_agency_vetted_on_one_route_does_not_show_its_openings_on_another(index, route):
    other = make_corridor("MM-KR-EPS")
    agency = make_vetted_agency(route)
    shown = make_opening(agency=agency, corridor=route)
    make_opening(agency=agency, corridor=other, job_order_number="D1", order_until=TODAY + DAY)
    outbox.rebuild()
    assert numbers(ask()) == {shown.public_id}


def test_an_action_is_found_after_its_transaction(index, route, django_capture_on_commit_callbacks):
    agency = make_vetted_agency(route)
    with django_capture_on_commit_callbacks(execute=True):
        opening = post_opening(
            agency, route, make_employer(), "Welder", wage_low=Decimal(300), currency="THB", wage_per="day"
        )
    assert ask().total == 0
    with django_capture_on_commit_callbacks(execute=True):
        publish_opening(opening)
    assert numbers(ask()) == {opening.public_id}
    with django_capture_on_commit_callbacks(execute=True):
        close_opening(opening)
    assert engine().count() == 0


def test_a_sanction_takes_the_openings_out_of_the_index_and_lifting_it_brings_them_back(
    two, django_capture_on_commit_callbacks
):
    through_agency, _ = two
    with django_capture_on_commit_callbacks(execute=True):
        sanction = impose_sanction(
            through_agency.agency, by="regulator", reason="Overcharged", starts=TODAY, authority="Regulator"
        )
    assert engine().count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        from agencies.actions import lift_sanction

        lift_sanction(sanction, TODAY)
    assert engine().count() == 2


def test_an_order_that_begins_later_is_found_from_that_day_without_another_indexing(index):
    order = make_opening(basis="certified_order", order_from=TODAY + 3 * DAY, published_on=TODAY)
    outbox.rebuild()
    assert ask(TODAY + 2 * DAY).total == 0
    assert numbers(ask(TODAY + 3 * DAY)) == {order.public_id}


def test_without_an_engine_the_newest_openings_still_answer_the_question(two, settings, tmp_path):
    _, order = two
    settings.SEARCH_INDEX_DIR = tmp_path / "gone"
    found = ask(words="shepherd")
    assert found.limited
    assert numbers(found) == {order.public_id}
    assert ask(page=900).page == 1
    assert ask(words="plumber").hits == ()


def test_a_page_of_ten_asks_no_more_queries_than_a_page_of_two(two, route):
    agency = two[0].agency
    with CaptureQueriesContext(connection) as few:
        ask(language="my")
    for _ in range(8):
        make_opening(agency=agency, corridor=route)
    outbox.rebuild()
    with CaptureQueriesContext(connection) as many:
        assert len(ask(language="my").hits) == 10
    assert len(many) <= len(few) + 1


def test_a_title_is_shown_in_the_readers_language_with_the_original_beneath(two):
    through_agency, order = two
    Occupation.objects.bulk_create(
        [Occupation(code="72", level=2, title_en="Metal"), Occupation(code="7212", level=4, title_en="Welders")]
    )
    Opening.objects.filter(pk=through_agency.pk).update(occupation="7212")
    Name.objects.create(kind="occupation", key="72", language="my", text="သတ္တုအလုပ်သမား")
    through_agency.refresh_from_db()
    shown = show(through_agency, TODAY, "my")
    assert (shown.title.text, shown.title.original) == ("သတ္တုအလုပ်သမား", "Welder")
    Name.objects.create(kind="opening", key=through_agency.public_id, language="my", text="ဂဟေဆော်သူ")
    assert show(through_agency, TODAY, "my").title.text == "ဂဟေဆော်သူ"
    assert show(through_agency, TODAY, "en").title.original == ""
    assert show(order, TODAY, "my").title.text == "Shepherd"


def test_a_number_is_understood_in_burmese_digits_and_groups(two):
    opening = two[0]
    typed = opening.public_id.translate(str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉"))
    assert opening_of(f"{typed[:4]} {typed[4:8]}-{typed[8:]}") == opening
    assert opening_of("1234567890") is None
    assert opening_of("\ud800; drop table") is None


def test_the_document_holds_names_in_every_language_and_nothing_about_who_may_be_hired(two):
    through_agency, _ = two
    through_agency.employer.trading_name = "Golden Dragon"
    through_agency.employer.save()
    Name.objects.create(kind="agency", key=through_agency.agency.public_id, language="my", text="ရွှေလမ်း")
    document = indexing.load([through_agency.public_id])[through_agency.public_id]
    assert document.agency == through_agency.agency.public_id
    assert "ရွှေလမ်း" in document.agency_name
    assert "Golden Dragon" in document.employer
    assert {"Japan", "ဂျပန်", "ญี่ปุ่น"} <= set(document.place_names)
    assert document.cost_months == Decimal("0.50")
    assert not {"sex", "age", "religion"} & set(type(document).__dataclass_fields__)


def test_loading_says_nothing_of_an_opening_that_may_not_be_shown(two):
    through_agency, order = two
    Opening.objects.filter(pk=order.pk).update(order_status="denied")
    assert set(indexing.load([through_agency.public_id, order.public_id, "0"])) == {through_agency.public_id}


def test_rebuilding_asks_no_more_queries_for_many_openings_than_for_few(two, route):
    agency = make_agency()
    make_standing(agency, route)
    with CaptureQueriesContext(connection) as few:
        assert len(list(indexing.everything())) == 2
    for _ in range(40):
        make_opening(agency=agency, corridor=route)
    with CaptureQueriesContext(connection) as many:
        assert len(list(indexing.everything())) == 42
    assert len(many) <= len(few)


def test_a_verdict_past_its_until_is_judged_anew_before_anything_is_shown(two):
    through_agency, order = two
    StandingChange.objects.filter(agency=through_agency.agency).update(until=TODAY, on=TODAY - DAY)
    # Judged live the agency is still vetted.
    assert numbers(ask()) == {through_agency.public_id, order.public_id}
    through_agency.agency.vouches.all().delete()
    assert numbers(ask()) == {order.public_id}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
def test_openings_are_looked_up_by_number_and_not_by_walking_the_table(two):
    plan = Opening.objects.visible(TODAY).filter(public_id__in=[opening.public_id for opening in two]).explain()
    assert "(public_id=?)" in plan


def test_a_verdict_rests_on_the_columns_it_names_and_no_other(two):
    grounds = grounds_on(TODAY)
    rows = list(Opening.objects.only("public_id", *FACT_COLUMNS))
    with CaptureQueriesContext(connection) as asked:
        assert all(verdict_on(row, TODAY, grounds).visible for row in rows)
    assert len(rows) == 2
    assert not asked.captured_queries
