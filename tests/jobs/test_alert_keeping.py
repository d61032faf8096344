"""How long searches and tellings are kept, and how they end."""

from datetime import date, timedelta

import pytest

from foundation import clock
from foundation.models import TrailEntry
from jobs import alerts
from jobs.alert_matching import tell_new
from jobs.alert_models import (
    DAYS_SEARCH_KEPT,
    DAYS_TELLING_KEPT,
    Anchor,
    SavedSearch,
    Telling,
)
from tests.jobs.alerts import SECRET, asked, save, told_to
from tests.make import (
    make_opening,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(index):
    """No test meets words that another left in the index."""


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
