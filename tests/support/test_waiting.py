"""Referrals wait at the desk: agreed to and not handed over, and taken by a service but not yet done."""

from datetime import timedelta

import pytest

from support.actions import referring
from support.waiting import waiting
from tests.make import TODAY, make_case, make_case_worker, make_service

pytestmark = pytest.mark.django_db


def titles(worker, day=TODAY) -> list[str]:
    return [line.title for line in waiting(worker, day) if "referral" in line.title or "given?" in line.title]


def test_a_referral_waits_whenever_it_is_the_helpers_turn():
    case, _code = make_case()
    worker = make_case_worker()
    referral = referring.ask_to_refer(case, make_service(name="Legal house"), worker, TODAY)
    assert titles(worker) == []  # the client's turn
    referring.consent(referral, ["request"], 30, TODAY)
    (told,) = titles(worker)
    assert told.startswith("Hand over the referral to Legal house")
    secret = referring.make_link(referral, worker, TODAY)
    assert titles(worker) == []  # the service's turn
    assert titles(worker, TODAY + timedelta(days=20)) == [told]  # the link ran out unread
    referring.answer_handed(referring.by_secret(secret, TODAY), True, "", TODAY)
    (told,) = titles(worker)
    assert told.startswith("Is the help of Legal house given?")
    assert titles(make_case_worker()) == [told]
