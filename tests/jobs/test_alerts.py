"""Saving a search, and telling it of new openings: each opening once, none lost, none that has lost its standing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation import clock
from foundation.models import TrailEntry
from jobs import alert_matching, alerts
from jobs.actions import close_opening, post_opening, publish_opening
from jobs.alert_matching import note_appearances, tell_new
from jobs.alert_models import (
    DAYS_HIDDEN_WAITED,
    DAYS_SEARCH_KEPT,
    DAYS_TELLING_KEPT,
    Anchor,
    Appearance,
    SavedSearch,
    Telling,
    week_of,
)
from jobs.alert_reading import entries_of
from jobs.indexing import everything
from jobs.models import Opening
from search.engine import EngineUnavailable, engine
from search.query import OpeningQuery
from tests.make import (
    make_corridor,
    make_employer,
    make_opening,
    make_standing,
    make_status,
    make_user,
    make_vetted_agency,
)

pytestmark = pytest.mark.django_db
SECRET = "A" * 22


@pytest.fixture(autouse=True)
def _own_index(index):
    """No test meets words that another left in the index."""


def asked(**params) -> OpeningQuery:
    return OpeningQuery.from_params(params, "en")[0]


def save(today, submission: str = SECRET, **params) -> SavedSearch:
    return alerts.by_secret(alerts.save_search(asked(**params), submission, today), today)


def told_to(search: SavedSearch) -> list[str]:
    return sorted(search.tellings.values_list("opening__title", flat=True))


def shown_to(search: SavedSearch, today) -> list[str]:
    return [entry.card.opening.title for entry in entries_of(search, today, "en")]


# Saving


def test_a_saved_search_keeps_its_question_and_of_its_secret_only_a_hash(today):
    query = asked(words="cook ထမင်းချက်", destination=["JP", "TH"], cost_to="0.5", housing="1", page="3")
    secret = alerts.save_search(query, SECRET, today)
    search = alerts.by_secret(secret, today)
    assert alert_matching.question_of(search.question) == query.on_page(1)
    assert len(secret) == 32 and secret.isalnum() and secret == secret.lower()
    row = SavedSearch.objects.filter(pk=search.pk).values().get()
    assert not any(kept in str(row) for kept in (secret, SECRET))
    assert search.account is None and not search.by_email


def test_wishes_that_leave_nothing_out_are_no_part_of_a_saved_search(today):
    search = save(today, destination="TH", prefer_occupation="5120", prefer_place="TH-10")
    assert search.question == "destination=TH"


def test_the_same_page_sent_twice_is_one_search_with_one_secret(today):
    first, second = (alerts.save_search(asked(words="cook"), SECRET, today) for _ in range(2))
    other = alerts.save_search(asked(words="cook"), "B" * 22, today)
    assert first == second != other
    assert SavedSearch.objects.count() == 2
    assert Anchor.objects.count() == 1


def test_a_search_that_nobody_can_reach_and_mail_to_nobody_are_refused_by_the_database(today):
    search = save(today, words="cook")
    for change in ({"secret": None}, {"by_email": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedSearch.objects.filter(pk=search.pk).update(**change)


def test_an_account_that_saves_a_question_again_keeps_one_and_changes_its_email(today):
    user = make_user()
    first = alerts.save_for(user, asked(words="cook"), True, today)
    again = alerts.save_for(user, asked(words="cook", page="2"), False, today)
    assert first.pk == again.pk and not SavedSearch.objects.get().by_email


def test_saving_again_brings_no_address_back_that_was_given_up_meanwhile(today, monkeypatch):
    search = alerts.save_for(make_user(), asked(words="cook"), False, today)
    old, fresh = alerts.give_address(search), []

    def given_up_meanwhile(day):
        fresh.append(alerts.give_address(search))
        return week_of(day)

    monkeypatch.setattr(alerts, "week_of", given_up_meanwhile)
    alerts.save_for(search.account, asked(words="cook"), False, today)
    assert alerts.by_secret(old, today) is None
    assert alerts.by_secret(fresh[-1], today).pk == search.pk


def test_an_account_may_have_only_so_many_searches(today, monkeypatch):
    monkeypatch.setattr(alerts, "MOST_A_PERSON", 2)
    user = make_user()
    for words in ("cook", "welder"):
        alerts.save_for(user, asked(words=words), False, today)
    with pytest.raises(alerts.TooManySearches):
        alerts.save_for(user, asked(words="driver"), False, today)
    alerts.save_for(make_user(), asked(words="driver"), False, today)
    assert SavedSearch.objects.count() == 3


def test_a_new_address_ends_the_old_one(today):
    secret = alerts.save_search(asked(words="cook"), SECRET, today)
    fresh = alerts.give_address(alerts.by_secret(secret, today))
    assert alerts.by_secret(secret, today) is None
    assert alerts.by_secret(fresh, today) is not None


def test_an_older_key_of_ours_still_opens_what_was_saved_under_it(today, settings):
    secret = alerts.save_search(asked(words="cook"), SECRET, today)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert alerts.by_secret(secret, today) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert alerts.by_secret(secret, today) is None


# Telling


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


# Keeping and stopping


def test_reading_keeps_a_search_and_writes_no_day_but_the_monday_of_the_week(today, on_day):
    search = save(today, words="cook")  # 22 November 2026 is a Sunday
    assert search.renewed == date(2026, 11, 16)
    alerts.keep(search, date(2026, 11, 26))
    assert SavedSearch.objects.get().renewed == date(2026, 11, 23)


def test_reading_again_in_the_same_week_writes_nothing(today, django_assert_num_queries):
    search = save(today, words="cook")
    with django_assert_num_queries(0):
        alerts.keep(search, today)


def test_a_search_ends_half_a_year_after_the_last_look_and_is_then_purged(today):
    secret = alerts.save_search(asked(words="cook"), SECRET, today)
    search = alerts.by_secret(secret, today)
    assert alerts.by_secret(secret, search.last_day) is not None
    ended = search.last_day + timedelta(days=1)
    assert ended - search.renewed == timedelta(days=DAYS_SEARCH_KEPT)
    assert alerts.by_secret(secret, ended) is None
    assert alerts.purge_searches(search.last_day)["searches"] == 0
    assert alerts.purge_searches(ended) == {"searches": 1, "tellings": 0}
    assert not SavedSearch.objects.exists() and not Anchor.objects.exists()


def test_an_ended_search_is_told_nothing_even_before_it_is_purged(today, on_day):
    search = save(today, words="cook")
    on_day(search.last_day + timedelta(days=1))
    make_opening(title="Cook", basis="certified_order", order_until=date(2028, 1, 1))
    tell_new(clock.today())
    assert not Telling.objects.exists()


def test_old_tellings_are_purged_and_what_they_told_is_not_told_again(today, monkeypatch):
    search = save(today, words="sewing")
    make_opening()
    tell_new(today)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=DAYS_TELLING_KEPT, minutes=1))
    assert alerts.purge_searches(today)["tellings"] == 1
    assert tell_new(today).tellings == 0
    assert told_to(search) == []


def test_a_stopped_search_leaves_nothing(today):
    secret = alerts.save_search(asked(words="sewing"), SECRET, today)
    search = alerts.by_secret(secret, today)
    make_opening()
    tell_new(today)
    alerts.stop(search)
    alerts.stop(search)
    assert alerts.by_secret(secret, today) is None
    assert not Telling.objects.exists()


def test_a_page_that_is_sent_again_after_its_search_was_stopped_brings_no_secret_back(today):
    secret = alerts.save_search(asked(words="cook"), SECRET, today)
    alerts.stop(alerts.by_secret(secret, today))
    again = alerts.save_search(asked(words="cook"), SECRET, today)
    assert alerts.by_secret(secret, today) is None
    assert alerts.by_secret(again, today) is not None
    assert alerts.save_search(asked(words="cook"), SECRET, today) == again != secret


def test_a_purge_counts_in_the_trail_and_saving_leaves_no_entry(today):
    search = save(today, words="cook")
    assert not TrailEntry.objects.filter(action__startswith="jobs.saved").exists()
    alerts.purge_searches(search.last_day + timedelta(days=1))
    entry = TrailEntry.objects.get(action="jobs.saved_searches_purged")
    assert entry.facts == {"searches": 1, "tellings": 0}


def test_an_account_takes_its_searches_with_it(today):
    user = make_user()
    alerts.save_for(user, asked(words="cook"), True, today)
    user.delete()
    assert not SavedSearch.objects.exists()
