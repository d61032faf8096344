"""Adverts that people saw elsewhere: what the registry knows of them, and how they are kept."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.actions import grant_licence, register_agency, set_contacts
from agencies.actions.leads import words_sent
from agencies.advert import look_at
from agencies.models import Lead
from tests.agencies.lead_pages import MARKER, TODAY, dump, sent
from tests.make import make_agency, make_registrar, sign_in

pytestmark = pytest.mark.usefixtures("quick_forms")
GOLDEN = [("phone", "+95 9 777 123 456"), ("website", "https://www.golden-dragon.example.com/jobs")]


@pytest.fixture
def agency(db):
    return make_agency(name="Golden Dragon Overseas Workers")


@pytest.fixture
def golden(agency):
    set_contacts(agency, GOLDEN, TODAY)
    return agency


def told(client, text: str) -> str:
    answer = sent(client, "/en/report/advert/", text=text)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_false_advert_with_a_true_name_and_another_number_is_told(client, golden):
    page = told(client, "Work in Bangkok!\nGolden Dragon Overseas Workers\nCall 09 555 000 111 today")
    assert "uses the name of Golden Dragon Overseas Workers, but not its contacts" in page
    assert "+95 9 777 123 456" in page


def test_an_advert_with_its_own_contacts_is_not_called_false(client, golden):
    page = told(client, "Golden Dragon Overseas Workers\n09777123456\nwww.golden-dragon.example.com/other")
    assert "but not its contacts" not in page
    assert page.count("a valid contact of Golden Dragon Overseas Workers") == 2


def test_a_number_alone_says_whose_it_is_or_was(client, golden):
    assert "a valid contact of Golden Dragon" in told(client, "09-777-123-456")
    set_contacts(golden, GOLDEN[1:], TODAY)
    assert "no longer uses it" in told(client, "0 9777 123 456")
    assert "nobody’s that we know" in told(client, "081 234 5678")


def test_one_number_costs_one_small_question_however_many_end_in_the_same_digit(client, golden):
    other = make_agency()
    set_contacts(other, [("phone", f"09 800 {n:03d} 456") for n in range(60)], TODAY)
    with CaptureQueriesContext(connection) as asked:
        assert "a valid contact of Golden Dragon" in told(client, "09-777-123-456")
    about = [query["sql"] for query in asked if 'agencies_agencycontact"."digits" = ' in query["sql"]]
    assert len(about) == 1 and "LIMIT 50" in about[0]
    assert not any("ESCAPE" in query["sql"] and "agencycontact" in query["sql"] for query in asked)
    plan = connection.cursor().execute("EXPLAIN QUERY PLAN " + about[0]) if connection.vendor == "sqlite" else ()
    assert not plan or "digits" in str(plan.fetchall())


def test_a_near_spelling_finds_the_agency_and_its_standing(client, golden):
    page = told(client, "golden dragn oversea workers")
    assert f"/en/agencies/{golden.public_id}/" in page


@pytest.fixture
def strangers(db):
    """Five agencies that share words with the advert's agency, and one invented one with its mark."""
    for name in ("Blue Overseas", "Heron Overseas Workers", "Sugar Overseas", "Thailand Job Overseas", "Palm Heron"):
        make_agency(name=name)
    names = {"my": "ဗျိုင်းပြာ ပြည်ပအလုပ်အကိုင် (နမူနာ)"}
    meant = register_agency("Blue Heron Overseas (example)", "MM", names=names, example=True)
    grant_licence(meant, regulator="R", country="MM", number="EX/MM/100", covers="MM-TH-MOU")
    return meant


@pytest.mark.parametrize(
    "text",
    [
        "Blue Heron Overseas hires 20 workers",
        "Job in Thailand by BLUE HERON OVERSEAS, licence EX/MM/100",
        "Job in Thailand, 900 baht a day, licence no. ex/mm/100.",
        "ဗျိုင်းပြာ ပြည်ပအလုပ်အကိုင် မှ အလုပ်သမား ၂၀ ခေါ်သည်",
        "ထိုင်းတွင်အလုပ် - လိုင်စင် EX/MM/၁၀၀",
        "Blue Heron Overseas (example)",
        "blue heron oversea",
    ],
)
def test_an_advert_of_one_line_is_read_for_the_agency_it_names(strangers, text):
    found = look_at(text, TODAY, "en")
    assert found.sure and not found.strange
    assert [shown.agency for shown in found.agencies] == [strangers]


def test_our_number_inside_an_advert_is_read_and_is_no_phone(strangers):
    set_contacts(strangers, [("phone", "+95 9 777 123 456")], TODAY)
    number = strangers.public_id
    found = look_at(f"Blue Heron Overseas, No. {number[:4]} {number[4:]}. Good work!", TODAY, "en")
    assert found.sure and not found.strange and not found.phones
    assert [shown.agency for shown in found.agencies] == [strangers]


def test_another_agencys_licence_beside_a_name_leaves_both_to_look_at(strangers):
    other = make_agency(name="Quite Another")
    grant_licence(other, regulator="R", country="MM", number="12345", covers="MM-TH-MOU")
    found = look_at("Blue Heron Overseas, licence number 12345", TODAY, "en")
    assert {shown.agency for shown in found.agencies} == {strangers, other} and not found.sure
    assert not look_at("Nobody at all pays 12345", TODAY, "en").agencies


def test_a_name_inside_a_longer_name_is_not_another_agency(strangers):
    longer = make_agency(name="Heron Overseas Workers Union House")
    found = look_at("Join!\nHeron Overseas Workers Union House", TODAY, "en")
    assert [shown.agency for shown in found.agencies] == [longer]


def test_a_link_on_another_host_is_not_the_agencys(client, golden):
    page = told(client, "Golden Dragon Overseas Workers\nhttps://golden-dragon.example.com.evil.example.net/x")
    assert "but not its contacts" in page


def test_an_advert_is_kept_sealed_with_the_agency_it_means(client, golden):
    told(client, f"Golden Dragon Overseas Workers {MARKER}\nSecond line")
    lead = Lead.objects.get()
    assert (lead.kind, lead.agency, lead.concern) == ("advert", golden, None)
    assert MARKER in words_sent(lead).text and MARKER not in dump()
    registrar = sign_in(make_registrar())
    assert str(lead.pk) in registrar.get("/en/desk/registry/adverts/").content.decode()
    assert str(lead.pk) not in registrar.get("/en/desk/registry/reports/").content.decode()


ODD = {
    "script": "<script>alert(1)</script>", "broken address": "http://[::1", "turned letters": "a\u202eb\u200b",
    "digits": "0" * 4000, "long lines": "မြန်မာ\n" * 500, "hosts": "www." * 900, "schemes": "http://" * 500,
    "brackets": "(" * 4000,
}  # fmt: skip


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_are_answered_and_never_fail(client, golden, text):
    answer = sent(client, "/en/report/advert/", text=text)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_no_link_of_an_advert_is_ever_opened(client, golden, monkeypatch):
    import socket

    def refuse(*_args, **_more):
        raise AssertionError("somebody opened a connection")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert "We opened no link" in told(client, "https://tracker.example.org/you")


def test_a_form_of_another_browser_needs_no_cookie(golden):
    client = Client(enforce_csrf_checks=True)
    assert sent(client, "/en/report/advert/", text="Golden Dragon").status_code == 200
    assert not client.cookies
