"""Registrars call printed cards back by a page that asks twice; /verify/ tells so at the next request."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.cards import sign, spoken
from jobs.card_models import CardRecall
from jobs.cards import card_of
from tests.make import TODAY, make_corridor, make_opening, make_registrar, make_vetted_agency, sign_in

pytestmark = pytest.mark.django_db
CALLED_BACK = "This card was called back"


@pytest.fixture
def opening():
    route = make_corridor("MM-TH-AGENCY")
    return make_opening(agency=make_vetted_agency(route), corridor=route, title="Welder")


@pytest.fixture
def desk():
    return sign_in(make_registrar())


def typed(code, **given) -> dict:
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    return {"code": code, "printed_before": tomorrow, "reason": "A sheet was stolen.", **given}


@pytest.mark.parametrize("of", ["job", "agency"])
@pytest.mark.parametrize("form", ["number", "spoken"])
def test_cards_are_called_back_after_a_second_thought_and_told_so_at_once(client, opening, desk, of, form):
    subject = opening if of == "job" else opening.agency
    card = card_of(subject, TODAY)
    verify = reverse("verify", args=[sign(card)])
    assert CALLED_BACK not in client.get(verify).content.decode()
    told = typed(subject.public_id if form == "number" else spoken(card))
    asked = desk.post(reverse("recall_cards"), told)
    assert asked.status_code == 200 and "Yes, call them back" in asked.content.decode()
    assert "Welder" in asked.content.decode() or of == "agency"
    assert not CardRecall.objects.exists()
    for _ in range(2):
        assert desk.post(reverse("recall_cards"), {**told, "step": "sure"}).status_code == 302
    assert CardRecall.objects.count() == 1
    assert CALLED_BACK in client.get(verify).content.decode()
    assert CALLED_BACK not in client.get(reverse("verify", args=[subject.public_id])).content.decode()
    assert "A sheet was stolen." in desk.get(reverse("recall_cards")).content.decode()


def test_what_was_typed_can_be_changed_at_the_second_thought(opening, desk):
    page = desk.post(reverse("recall_cards"), {**typed(opening.public_id), "step": "change"})
    assert page.status_code == 200 and "A sheet was stolen." in page.content.decode()
    assert not CardRecall.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {"code": "1234567890"},
        {"code": "<b>"},
        {"code": ""},
        {"reason": " "},
        {"printed_before": "2026-12-31"},
        {"printed_before": "2020-01-01"},
        {"printed_before": "soon"},
    ],
)
def test_a_wrong_recall_says_why_and_calls_nothing_back(opening, desk, given):
    for step in ("", "sure"):
        page = desk.post(reverse("recall_cards"), typed(opening.public_id) | given | {"step": step})
        assert page.status_code == 422
    assert not CardRecall.objects.exists()
