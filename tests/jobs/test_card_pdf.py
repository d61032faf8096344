"""The printed card: one page in five languages, ours to the last byte, and never of what is not on show."""

import re
import subprocess
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from agencies.actions import impose_sanction, set_contacts
from foundation import cards, codes
from tests.make import TODAY, make_corridor, make_opening, make_vetted_agency

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "my", "km", "lo", "th")


@pytest.fixture
def opening():
    route = make_corridor("MM-TH-AGENCY")
    agency = make_vetted_agency(route)
    set_contacts(agency, [("phone", "+95 1 234 567")], TODAY - timedelta(days=3))
    return make_opening(agency=agency, corridor=route, title="Welder")


def text_of(pdf: bytes) -> str:
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return told.stdout.decode().replace("\u200b", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("of", ("opening", "agency"))
def test_a_card_is_one_page_with_a_code_that_is_ours(client, opening, language, of):
    subject = opening if of == "opening" else opening.agency
    with translation.override(language):
        answer = client.get(reverse(f"{of}_card", args=[subject.public_id]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    text = text_of(answer.content)
    assert text.count("\f") == 1
    digits = next(
        found
        for found in map(codes.normalise, re.findall(r"[\d\u1040-\u1049\u17e0-\u17e9\u0e50-\u0e59\u0ed0-\u0ed9 \n]{18,}", text))
        if len(found) in (18, 20)
    )
    assert cards.read_spoken(digits) == cards.Card("J" if of == "opening" else "A", subject.public_id, TODAY)
    assert "+9512345677" not in "".join(text.split())
    assert "+951234567" in "".join(text.split())
    assert len(answer.content) < 400_000


def test_a_card_of_a_fallen_agency_says_so_and_its_jobs_have_none(client, opening):
    impose_sanction(opening.agency, by="regulator", authority="The ministry", reason="Fees", starts=TODAY)
    assert client.get(reverse("opening_card", args=[opening.public_id])).status_code == 302
    text = text_of(client.get(reverse("agency_card", args=[opening.agency.public_id])).content)
    assert "suspended" in text


def test_the_same_card_is_drawn_once(client, opening, monkeypatch):
    drawn = []
    monkeypatch.setattr("jobs.card_views.draw", lambda html: drawn.append(html) or b"%PDF")
    for _ in range(3):
        client.get(reverse("opening_card", args=[opening.public_id]))
    assert len(drawn) == 1


def test_who_prints_without_end_is_asked_to_wait(client, opening, monkeypatch):
    monkeypatch.setattr("jobs.card_views.draw", lambda html: b"%PDF")
    monkeypatch.setattr("jobs.card_views.DRAWN", 2)
    answers = [client.get(reverse("opening_card", args=[opening.public_id])).status_code for _ in range(4)]
    assert answers == [200, 200, 429, 429]


def test_nothing_is_printed_of_what_we_do_not_know(client, opening):
    assert client.get("/en/agencies/12345678/card.pdf").status_code == 404
    assert client.get("/en/jobs/1234567890/card.pdf").status_code == 404
