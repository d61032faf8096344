"""Telling searches of new openings: each opening once, none lost, none that has lost its standing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation import clock
from jobs import alert_matching, alerts
from jobs.actions import close_opening, post_opening, publish_opening
from jobs.alert_matching import note_appearances, tell_new
from jobs.alert_models import (
    DAYS_HIDDEN_WAITED,
    Appearance,
    SavedSearch,
    Telling,
)
from jobs.indexing import everything
from jobs.models import Opening
from search.engine import EngineUnavailable, engine
from tests.jobs.alerts import save, shown_to, told_to
from tests.make import (
    make_corridor,
    make_employer,
    make_opening,
    make_standing,
    make_status,
    make_vetted_agency,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(index):
    """No test meets words that another left in the index."""


def test_only_what_came_after_it_was_saved_is_told(today):
    make_opening(title="Old cook")
    search = save(today, words="cook")
    make_opening(title="New cook")
    make_opening(title="New welder")
    told = tell_new(today)
    assert told_to(search) == ["New cook"]
    assert (told.openings, told.tellings) == (2, 1)


def test_each_opening_is_told_once_however_often_it_is_looked_for(today):
    search = save(today, words="cook")
    make_opening(title="First cook")
    assert tell_new(today).tellings == 1
    assert tell_new(today).tellings == 0
    make_opening(title="Second cook")
    assert tell_new(today).tellings == 1
    assert told_to(search) == ["First cook", "Second cook"]


def test_the_database_refuses_to_tell_a_pair_twice(today):
    search, opening = save(today, words="cook"), make_opening()
    Telling.objects.create(search=search, opening=opening, told=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Telling.objects.create(search=search, opening=opening, told=clock.now())


def test_a_search_saved_later_hears_nothing_of_what_an_earlier_one_was_told(today):
    early = save(today, words="cook")
    make_opening(title="Cook")
    late = save(today, "B" * 22, words="cook")
    tell_new(today)
    assert (told_to(early), told_to(late)) == (["Cook"], [])


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"words": "sewing"}, True),
        ({"words": "sewign"}, True),
        ({"words": "welder"}, False),
        ({"destination": "TH", "origin": "MM"}, True),
        ({"destination": "JP"}, False),
        ({"cost_to": "0"}, False),
        ({"wage_from": "100"}, True),
        ({"wage_from": "9000"}, False),
        ({"words": "sewing", "destination": "JP"}, False),
        ({}, True),
        ({"words": "!!!"}, False),
    ],
)
def test_words_and_filters_decide_as_on_the_results_page(today, params, told):
    search = save(today, **params)
    make_opening(title="Sewing machine operator", currency="USD", wage_low=400, wage_per="month")
    tell_new(today)
    assert bool(told_to(search)) is told


def test_a_word_that_openings_hold_as_typed_is_not_corrected_and_another_is(today):
    make_opening(title="Cook")
    engine().rebuild(everything())
    cook, misspelt = save(today, words="cook"), save(today, "B" * 22, words="bokk")
    assert (cook.known_words, misspelt.known_words) == ("cook", "")
    make_opening(title="Book binder")
    tell_new(today)
    assert told_to(cook) == []
    assert told_to(misspelt) == ["Book binder"]


def test_however_many_words_are_typed_the_engine_is_asked_once_and_never_for_a_whole_search(today, index, monkeypatch):
    make_opening(title="Cook")
    engine().rebuild(everything())
    known, asked_for = engine().known_words, []
    monkeypatch.setattr(type(index), "search", lambda *_: pytest.fail("no search was needed"))
    monkeypatch.setattr(type(index), "known_words", lambda _self, words: asked_for.append(words) or known(words))
    search = save(today, words=" ".join(["cook", *(f"word{number}" for number in range(40))])[:200])
    assert len(asked_for) == 1
    assert search.known_words == "cook"


def test_without_an_engine_a_search_is_saved_and_allows_a_typing_error_in_each_word(today, monkeypatch):
    def dead():
        raise EngineUnavailable("down")

    monkeypatch.setattr(alerts, "engine", dead)
    search = save(today, words="cook")
    assert search.known_words == ""
    make_opening(title="Cook")
    tell_new(today)
    assert told_to(search) == ["Cook"]


def test_an_opening_that_is_hidden_when_its_turn_comes_waits_and_is_told_when_it_stands_again(today):
    search, opening = save(today, words="sewing"), make_opening()
    note_appearances(today)
    make_standing(opening.agency, opening.corridor, "suspended")
    assert tell_new(today).tellings == 0
    make_standing(opening.agency, opening.corridor)
    assert tell_new(today).tellings == 1
    assert told_to(search) == [opening.title]


def test_an_opening_that_is_hidden_for_long_before_it_was_told_is_given_up(today):
    search, opening = save(today, words="sewing"), make_opening()
    note_appearances(today)
    make_standing(opening.agency, opening.corridor, "suspended")
    tell_new(today)
    tell_new(today + timedelta(days=DAYS_HIDDEN_WAITED - 1))
    assert Appearance.objects.filter(matched=False).count() == 1
    tell_new(today + timedelta(days=DAYS_HIDDEN_WAITED))
    assert not Appearance.objects.filter(matched=False).exists()
    make_standing(opening.agency, opening.corridor)
    tell_new(today + timedelta(days=DAYS_HIDDEN_WAITED))
    assert told_to(search) == []


def test_only_days_hidden_without_a_break_count(today):
    save(today, words="sewing")
    opening = make_opening()
    note_appearances(today)
    make_standing(opening.agency, opening.corridor, "suspended")
    tell_new(today)
    make_standing(opening.agency, opening.corridor)
    tell_new(today + timedelta(days=1), stop=lambda: True)  # on show, but the run was ended before its turn
    make_standing(opening.agency, opening.corridor, "suspended")
    tell_new(today + timedelta(days=DAYS_HIDDEN_WAITED))
    make_standing(opening.agency, opening.corridor)
    assert tell_new(today + timedelta(days=DAYS_HIDDEN_WAITED)).tellings == 1


def test_a_hidden_opening_is_not_read_again_by_each_run(today, monkeypatch):
    save(today, words="sewing")
    opening = make_opening()
    note_appearances(today)
    make_standing(opening.agency, opening.corridor, "suspended")
    monkeypatch.setattr(alert_matching, "documents_of", lambda *_: pytest.fail("nothing had to be read"))
    tell_new(today)


def test_what_can_never_come_is_not_judged_again_and_what_may_come_is(today):
    order = {"basis": "certified_order", "order_from": today}
    ended = make_opening(**order, order_until=today - timedelta(days=1), order_status="denied")
    closed = make_opening(apply_by=today - timedelta(days=1))
    last_day = make_opening(**order, order_until=today, order_status="denied")
    assert {row["pk"] for row in alert_matching.may_come(today)} == {last_day.pk}
    for opening in (ended, closed):
        Opening.objects.filter(pk=opening.pk).update(apply_by=today, order_until=today)
    assert {row["pk"] for row in alert_matching.may_come(today)} == {ended.pk, closed.pk, last_day.pk}


def test_openings_are_chosen_before_others_must_wait_and_noted_once(today, monkeypatch):
    opening, asked_before = make_opening(), []
    lock = alert_matching.one_at_a_time

    def somebody_else_was_first():
        lock()
        asked_before.extend(query["sql"] for query in connection.queries_log)
        Appearance.objects.get_or_create(opening=opening)

    monkeypatch.setattr(alert_matching, "one_at_a_time", somebody_else_was_first)
    with CaptureQueriesContext(connection):
        latest = note_appearances(today)
    assert any("order_until" in sql for sql in asked_before)
    assert Appearance.objects.get().pk == latest


def test_an_opening_that_loses_its_standing_while_it_is_matched_is_not_told(today, monkeypatch):
    search, opening = save(today, words="sewing"), make_opening()
    matching = alert_matching.searches_for

    def falls_meanwhile(*given):
        found = list(matching(*given))
        make_standing(opening.agency, opening.corridor, "suspended")
        return found

    monkeypatch.setattr(alert_matching, "searches_for", falls_meanwhile)
    assert tell_new(today).openings == 0
    assert told_to(search) == []


def test_hidden_and_shown_again_is_not_told_again_and_shows_only_while_it_stands(today):
    search, opening = save(today, words="sewing"), make_opening()
    tell_new(today)
    assert shown_to(search, today) == [opening.title]
    make_standing(opening.agency, opening.corridor, "suspended")
    tell_new(today)
    assert shown_to(search, today) == []
    make_standing(opening.agency, opening.corridor)
    assert tell_new(today).tellings == 0
    assert shown_to(search, today) == [opening.title]


def test_what_becomes_visible_by_a_day_or_by_an_event_is_new_on_that_day(today, on_day):
    search = save(today)
    waits = make_opening(basis="certified_order", title="Order of next week", order_from=today + timedelta(days=7))
    route = make_corridor("KH-TH-AGENCY")
    notice = make_status(route, "closed", "everyone", for_everyone=True)
    closed = make_opening(corridor=route, title="On a closed route")
    assert tell_new(today).tellings == 0
    notice.known_to = clock.now()
    notice.save()
    assert tell_new(today).tellings == 1
    on_day(today + timedelta(days=7))
    assert tell_new(clock.today()).tellings == 1
    assert told_to(search) == sorted([waits.title, closed.title])


def test_openings_come_through_the_registry_and_publication_as_well(today):
    search = save(today, words="packer")
    corridor = make_corridor()
    agency = make_vetted_agency(corridor)
    draft = post_opening(agency, corridor, make_employer(), "Packer")
    tell_new(today)
    assert told_to(search) == []
    publish_opening(draft)
    tell_new(today)
    assert told_to(search) == ["Packer"]
    close_opening(draft)
    assert shown_to(search, today) == []


def test_a_clock_moved_back_tells_what_stood_on_that_day(on_day):
    on_day(date(2021, 11, 15))
    search = save(clock.today(), words="shepherd")
    made = {"order_from": date(2021, 10, 1), "order_until": date(2022, 3, 1), "published_on": date(2021, 11, 1)}
    make_opening(basis="certified_order", title="Shepherd", **made)
    tell_new(clock.today())
    assert told_to(search) == ["Shepherd"]
    on_day(date(2022, 3, 2))
    assert shown_to(search, clock.today()) == []


def test_a_run_that_is_killed_goes_on_where_it_was(today, monkeypatch):
    search = save(today, words="cook")
    for number in range(5):
        make_opening(title=f"Cook {number}")
    telling, calls = alert_matching._tell, []

    def killed(*given):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return telling(*given)

    monkeypatch.setattr(alert_matching, "_tell", killed)
    with pytest.raises(KeyboardInterrupt):
        tell_new(today)
    assert len(told_to(search)) == 2
    monkeypatch.setattr(alert_matching, "_tell", telling)
    assert tell_new(today).tellings == 3
    assert told_to(search) == [f"Cook {number}" for number in range(5)]


def test_a_run_that_is_asked_to_stop_leaves_the_rest_to_the_next(today):
    save(today, words="cook")
    for number in range(3):
        make_opening(title=f"Cook {number}")
    assert tell_new(today, stop=lambda: True).openings == 0
    assert tell_new(today).openings == 3


def test_a_search_that_is_stopped_while_it_is_matched_is_told_nothing(today, monkeypatch):
    search, other = save(today, words="cook"), save(today, "B" * 22, words="cook")
    make_opening(title="Cook")
    matching = alert_matching.searches_for

    def stopped_meanwhile(*given):
        found = list(matching(*given))
        alerts.stop(search)
        return found

    monkeypatch.setattr(alert_matching, "searches_for", stopped_meanwhile)
    assert tell_new(today).tellings == 1
    assert told_to(other) == ["Cook"]


def test_a_first_run_among_many_openings_matches_none_that_nobody_waits_for(today, monkeypatch):
    for number in range(4):
        make_opening(title=f"Cook {number}")
    save(today, words="cook")
    monkeypatch.setattr(alert_matching, "documents_of", lambda *_: pytest.fail("nothing had to be read"))
    assert tell_new(today).openings == 0
    assert not Appearance.objects.filter(matched=False).exists()


def test_a_search_saved_while_a_run_begins_is_told_of_what_comes_after_it(today, monkeypatch):
    """Nobody waits when the run looks; before it closes what it saw, somebody saves a search and an opening comes."""
    live, saved = SavedSearch.objects.live, []

    class Looked:
        def __getattr__(self, name):
            return getattr(live(today), name)

        def aggregate(self, **what):
            found = live(today).aggregate(**what)
            saved.append(save(today, words="cook"))
            make_opening(title="Cook")
            alert_matching.note_appearances(today)
            return found

    monkeypatch.setattr(SavedSearch.objects, "live", lambda day: live(day) if saved else Looked())
    tell_new(today)
    tell_new(today)
    assert told_to(saved[0]) == ["Cook"]


def test_many_openings_are_read_in_batches_and_each_is_told(today, monkeypatch):
    monkeypatch.setattr(alert_matching, "BATCH", 7)
    monkeypatch.setattr(alert_matching, "AT_ONCE", 3)
    search, agency = save(today, words="cook"), make_opening(title="Welder").agency
    for number in range(20):
        make_opening(title=f"Cook {number:02d}", agency=agency, employer=Opening.objects.first().employer)
    assert tell_new(today).openings == 21
    assert told_to(search) == [f"Cook {number:02d}" for number in range(20)]


def test_more_openings_do_not_ask_the_database_more_about_each(today):
    """Reading is shared: what grows with an opening is its own candidates, its own check and its own line."""
    save(today, words="cook")
    agency = make_opening().agency

    def queries(count):
        for _ in range(count):
            make_opening(title="Cook", agency=agency)
        with CaptureQueriesContext(connection) as asked:
            tell_new(today)
        return len(asked)

    queries(1)
    one, ten = queries(1), queries(10)
    assert (ten - one) / 9 <= 12
