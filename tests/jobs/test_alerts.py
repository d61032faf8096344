"""Saving a search: its question is kept, of its secret only a hash, and nothing twice."""

import pytest
from django.db import IntegrityError, transaction

from jobs import alert_matching, alerts
from jobs.alert_models import (
    Anchor,
    SavedSearch,
    week_of,
)
from tests.jobs.alerts import SECRET, asked, save
from tests.make import (
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(index):
    """No test meets words that another left in the index."""


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
