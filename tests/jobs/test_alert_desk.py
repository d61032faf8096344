"""The list of saved searches of somebody who is signed in: theirs alone, with e-mail begun and ended there."""

import pytest
from django.db import connection
from django.test import Client

from jobs import alerts
from jobs.alert_models import SavedSearch
from tests.jobs.alert_mails import named_opening, run, save
from tests.make import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(index):
    """No test meets words that another left in the index."""


@pytest.fixture
def member(client):
    user = make_user()
    client.force_login(user)
    return user


def test_somebody_signed_in_saves_a_search_with_email_and_stops_it(client, member, today):
    address = "/en/desk/searches/new/?words=sewing&destination=TH"
    assert "“sewing”" in client.get(address).content.decode()
    assert client.post(address, {"by_email": "on"})["Location"] == "/en/desk/searches/"
    search = SavedSearch.objects.get()
    assert (search.account, search.by_email, search.secret) == (member, True, None)
    named_opening()
    run(today)
    text = client.get("/en/desk/searches/").content.decode()
    assert "1 new job" in text and "New jobs come by e-mail." in text
    assert "Sewing machine operator" in client.get(f"/en/desk/searches/{search.pk}/").content.decode()
    client.post("/en/desk/searches/", {"search": search.pk, "step": "no_mail"})
    assert not SavedSearch.objects.get().by_email
    client.post("/en/desk/searches/", {"search": search.pk, "step": "mail"})
    assert SavedSearch.objects.get().by_email
    page = client.post("/en/desk/searches/", {"search": search.pk, "step": "address"})["Location"]
    assert "Sewing machine operator" in Client().get(page).content.decode()
    client.post("/en/desk/searches/", {"search": search.pk, "step": "stop"})
    assert not SavedSearch.objects.exists() and Client().get(page).status_code == 404


def test_without_an_address_nobody_can_ask_for_email(client, today):
    client.force_login(make_user(email=""))
    assert "has no e-mail address" in client.get("/en/desk/searches/new/?words=x").content.decode()
    client.post("/en/desk/searches/new/?words=x", {"by_email": "on"})
    search = SavedSearch.objects.get()
    client.post("/en/desk/searches/", {"search": search.pk, "step": "mail"})
    assert not SavedSearch.objects.get().by_email


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "9" * 40, "٣", "\x00"])
def test_a_search_that_is_not_mine_is_not_there(client, member, today, number):
    other = save(today)
    for typed in (number, str(other.pk)):
        assert client.post("/en/desk/searches/", {"search": typed, "step": "stop"}).status_code == 404
    assert client.get(f"/en/desk/searches/{other.pk}/").status_code == 404
    assert client.get("/en/desk/searches/999999999999999999999999/").status_code == 404
    assert SavedSearch.objects.count() == 1


def test_a_stranger_is_asked_to_sign_in_and_a_forged_form_changes_nothing(member, today):
    search = save(today, user=member)
    for address in ("/en/desk/searches/", "/en/desk/searches/new/?words=x", f"/en/desk/searches/{search.pk}/"):
        assert "/account/login/" in Client().get(address)["Location"]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    assert strict.post("/en/desk/searches/", {"search": search.pk, "step": "stop"}).status_code == 403
    assert strict.post("/en/desk/searches/new/?words=y", {}).status_code == 403
    assert SavedSearch.objects.count() == 1


def test_too_many_searches_are_refused_with_a_sentence(client, member, monkeypatch):
    monkeypatch.setattr(alerts, "MOST_A_PERSON", 1)
    client.post("/en/desk/searches/new/?words=a", {})
    answer = client.post("/en/desk/searches/new/?words=b", {}, follow=True).content.decode()
    assert "as many saved searches as there may be" in answer
    assert SavedSearch.objects.count() == 1


def test_looking_at_the_list_keeps_all_its_searches_and_reads_them_together(client, member, today, on_day):
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get("/en/desk/searches/")
        return len(asked)

    save(today, user=member)
    queries()
    one = queries()
    for number in range(5):
        save(today, user=member, words=f"word{number}")
    assert queries() == one
    on_day(today.replace(month=12, day=9))
    client.get("/en/desk/searches/")
    assert set(SavedSearch.objects.values_list("renewed", flat=True)) == {today.replace(month=12, day=7)}
