"""Receipt codes: who has one, who guesses, and how both are slowed without shutting anybody out."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.core.cache import cache
from django.test import Client

from foundation import clock, codes
from portal import receipt_door
from support.actions import client as clients
from support.models import Case
from tests.make import TODAY, make_case, make_corridor
from tests.support.asking import code_on, quiet, receipt, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_waiting(settings):
    settings.FORM_LEAST_SECONDS = 0
    make_corridor()


@pytest.fixture
def still(monkeypatch):
    """The clock stands, so that no window of a limit ends within a test; call it to let minutes pass."""
    now = clock.now()

    def at(minutes: int = 0):
        monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=minutes))

    at()
    return at


def test_without_its_phrase_a_code_looks_like_no_code_at_all(client):
    code = code_on(send(client, phrase="Blue  Mango"))
    wrong = [
        receipt(client, code),
        receipt(client, code, phrase="red mango"),
        receipt(client, codes.new_receipt_code()),
    ]
    assert [page.status_code for page in wrong] == [404] * 3
    assert len({re.sub(r'value="[^"]*"', "", page.content.decode()) for page in wrong}) == 1
    assert f'value="{code}"' in wrong[1].content.decode() and "red mango" not in wrong[1].content.decode()
    assert receipt(client, code, phrase=" blue mango ").status_code == 200


def test_a_guessed_an_old_and_a_phraseless_code_cost_one_slow_hash_and_read_alike(client, monkeypatch):
    hashed = []
    monkeypatch.setattr(clients, "check_password", lambda *told: hashed.append(told) or check_password(*told))
    _case, locked = make_case(phrase="blue mango")
    past, old = make_case()
    days = {"received": TODAY - timedelta(days=200), "closed": TODAY - timedelta(days=90)}
    Case.objects.filter(pk=past.pk).update(state="closed", **days)
    bodies = set()
    for code in (codes.new_receipt_code(), "12", old, locked):
        hashed.clear()
        page = receipt(client, code)
        bodies.add(re.sub(r'value="[^"]*"', "", page.content.decode()))
        assert page.status_code == 404 and len(hashed) == 1
    assert len(bodies) == 1


def test_guessing_codes_is_stopped_after_thirty_tries_and_what_was_written_is_kept(client, still):
    case, code = make_case()
    asked = receipt(client, code)
    assert [receipt(client, codes.new_receipt_code()).status_code for _ in range(30)] == [404] * 30
    written = {"step": "write", "words": "It began <again>.", "phrase": "mango", **quiet(asked)}
    page = receipt(client, code, **written)
    text = page.content.decode()
    assert page.status_code == 429 and page["Retry-After"] and 'class="leave"' in text
    assert "It began &lt;again&gt;." in text and f'value="{code}"' in text and 'value="mango"' in text
    assert quiet(page) == quiet(asked) and 'name="step" value="write"' in text
    assert not case.messages.exists()
    still(10)
    assert receipt(client, code, **written).status_code == 200 and case.messages.count() == 1


def test_a_button_pressed_while_turned_away_is_not_pressed_again_by_asking_once_more(client, still):
    _case, code = make_case()
    for _ in range(30):
        receipt(client, codes.new_receipt_code())
    page = receipt(client, code, step="withdraw")
    assert page.status_code == 429 and "withdraw" not in page.content.decode()


def test_clients_who_share_an_address_do_not_shut_each_other_out(client, still):
    _case, code = make_case()
    _other, locked = make_case(phrase="blue mango")
    for step in ("", "needs", "keep", "complain") * 5:
        assert receipt(client, code, step=step).status_code == 200
        assert receipt(client, locked, phrase="blue mango", step=step).status_code == 200
    page = receipt(client, code)
    assert receipt(client, code, step="write", words="Still here.", **quiet(page)).status_code == 200


def test_whoever_holds_the_paper_guesses_its_phrase_slowly_from_however_many_addresses(client, still):
    _case, locked = make_case(phrase="blue mango")
    unknown = codes.new_receipt_code()
    told = []
    for code in (locked, unknown):
        pages = [receipt(Client(REMOTE_ADDR=f"203.0.113.{n}"), code, phrase="red mango") for n in range(11)]
        assert [page.status_code for page in pages] == [404] * 10 + [429]
        told.append(pages[-1].content.decode().replace(code, ""))
    assert told[0] == told[1]  # that it is slow tells nobody that something belongs to the code
    kept = repr(cache._cache)
    assert locked not in kept and "mango" not in kept and "203.0.113" not in kept
    assert receipt(client, locked, phrase="blue mango").status_code == 429
    assert receipt(client, make_case(phrase="blue mango")[1], phrase="blue mango").status_code == 200
    still(60)
    assert receipt(client, locked, phrase="blue mango").status_code == 200


def test_one_code_is_not_looked_up_without_end(client, still, monkeypatch):
    monkeypatch.setattr(receipt_door, "LOOKS_A_CODE", 3)
    _case, code = make_case()
    _other, another = make_case()
    assert [receipt(client, code).status_code for _ in range(4)] == [200] * 3 + [429]
    assert receipt(client, another).status_code == 200
