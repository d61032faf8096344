"""Keys of sealed words: changed in mid-use, lost, and the site's own that changed."""

import base64
import secrets

import pytest
from django.core.management import call_command
from django.test import Client

from support.actions import client as clients
from support.actions import handling
from tests.make import (
    TODAY,
    make_case,
    make_case_worker,
)
from tests.support.people import at_desk

pytestmark = pytest.mark.django_db


def a_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def test_a_key_changed_in_mid_use_opens_old_words_and_reseal_frees_the_old_key(settings, capsys):
    old, new = a_key("old"), a_key("new")
    settings.FIELD_KEYS = old
    case, code = make_case(words="Written under the old key")
    worker = make_case_worker()
    handling.answer(case, "Answered under it", "a" * 22, worker, TODAY)
    settings.FIELD_KEYS = f"{new},{old}"
    handling.answer(case, "Answered under the new", "b" * 22, worker, TODAY)
    told = handling.read_case(clients.by_receipt(code, "", TODAY), worker, handling.Purpose.ANSWER)
    assert told.letter["words"] == "Written under the old key" and len(told.messages) == 2
    call_command("reseal")
    assert "support.CaseMessage.words: 1 sealed anew, 0" in capsys.readouterr().out
    settings.FIELD_KEYS = new
    told = handling.read_case(clients.by_receipt(code, "", TODAY), worker, handling.Purpose.ANSWER)
    assert told.whole and [words for _message, words in told.messages] == [
        "Answered under it",
        "Answered under the new",
    ]
    settings.FIELD_KEYS = old
    page = at_desk(worker)
    page.post(f"/en/desk/cases/{case.pk}/", {"step": "open", "purpose": "answer"})
    assert "The key that locked these words is not here." in page.get(f"/en/desk/cases/{case.pk}/").content.decode()
    assert Client().post("/en/receipt/", {"code": code}).status_code == 200


def test_a_key_that_was_lost_hides_what_it_locked_and_nothing_else(settings):
    old, new = a_key("old"), a_key("new")
    settings.FIELD_KEYS = old
    case, code = make_case(words="Locked with the lost key")
    settings.FIELD_KEYS = new
    worker = make_case_worker()
    handling.answer(case, "Locked with the new key", "a" * 22, worker, TODAY)
    desk = at_desk(worker)
    desk.post(f"/en/desk/cases/{case.pk}/", {"step": "open", "purpose": "answer"})
    read = desk.get(f"/en/desk/cases/{case.pk}/").content.decode()
    phone = Client().post("/en/receipt/", {"code": code}).content.decode()
    for page in (read, phone):
        assert "Locked with the new key" in page and "lost key" not in page
        assert "The key that locked these words is not here." in page
    # The client can still write, and have all of it deleted.
    assert 'value="write"' in phone
    Client().post("/en/receipt/", {"code": code, "step": "withdraw"})
    case.refresh_from_db()
    assert case.letter == "" and not case.messages.exists()


def test_a_secret_key_that_changed_still_finds_old_receipts(settings):
    _case, code = make_case(phrase="blue mango")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 8
    assert clients.by_receipt(code, "blue mango", TODAY)
