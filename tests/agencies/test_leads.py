"""Reports and adverts: sealed, without a sender, once a page, read by registrars only, gone in time."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.actions import (
    close_concern,
    grant_licence,
    open_concern,
    reassess,
    register_agency,
    set_contacts,
)
from agencies.actions.leads import Words, by_receipt, purge_leads, read_lead, report_concern, words_sent
from agencies.advert import look_at
from agencies.models import ClaimRequest, Concern, Lead
from agencies.reading import standing_of
from agencies.rules import Standing
from agencies.rules.indicators import Indicator, gravest
from foundation.models import TrailEntry
from tests.make import (
    make_agency,
    make_corridor,
    make_opening,
    make_registrar,
    make_user,
    make_vetted_agency,
    open_by_two,
    sign_in,
)

TODAY = date(2026, 11, 22)
MARKER = "KRATHONG-PLANTED-9471"
WORDS = Words(("debt_bondage", "deception"), f"They took it. {MARKER}", "en")


@pytest.fixture(autouse=True)
def _quick_forms(settings):
    settings.FORM_LEAST_SECONDS = 0


@pytest.fixture
def agency(db):
    return make_agency(name="Golden Dragon Overseas Workers")


def page_key(client, address) -> dict:
    """The hidden fields of a form as the page carries them."""
    text = client.get(address).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("stamp", "submission")}


def sent(client, address, **typed):
    return client.post(address, {**page_key(client, address), **typed})


def code_on(response) -> str:
    return re.search(r'class="receipt"><bdi>([0-9 \u00a0]+)<', response.content.decode())[1]


def dump() -> str:
    """Every cell of every table, as a thief of the database would read it."""
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told.append(str(cursor.fetchall()))
    return "".join(told)


def test_the_gravest_of_several_stands_first_and_nothing_told_is_other():
    assert gravest(["deception", "restriction_of_movement"]) == "restriction_of_movement"
    assert gravest([]) == "other"
    assert len(Indicator) == 12


def test_a_report_raises_a_concern_with_the_gravest_and_changes_no_standing(db):
    corridor = make_corridor("MM-TH-AGENCY")
    agency = make_vetted_agency(corridor)
    report_concern(agency, WORDS, "a" * 22, TODAY)
    concern = Concern.objects.get()
    assert (concern.agency, concern.indicator, concern.state) == (agency, "debt_bondage", "received")
    assert standing_of(agency, corridor, TODAY).standing is Standing.VETTED
    first, second = make_user(), make_user()
    for _again in range(2):
        open_concern(concern, TODAY, actor=first)
    assert standing_of(agency, corridor, TODAY).standing is Standing.VETTED
    open_concern(concern, TODAY, actor=second)
    assert standing_of(agency, corridor, TODAY).standing is Standing.CONDITIONAL


def test_the_same_page_twice_is_one_report_with_one_code(agency):
    first = report_concern(agency, WORDS, "a" * 22, TODAY)
    assert report_concern(agency, WORDS, "a" * 22, TODAY) == first
    assert report_concern(agency, WORDS, "b" * 22, TODAY) != first
    assert (Lead.objects.count(), Concern.objects.count()) == (2, 2)


def test_words_code_and_sender_stand_nowhere_in_the_database_or_logs(client, agency, caplog):
    with caplog.at_level("DEBUG"):
        answer = sent(
            client, f"/en/report/?agency={agency.public_id}", what=["deception"], words=MARKER,
        )  # fmt: skip
    code = code_on(answer).replace(" ", "").replace("\u00a0", "")
    held = dump()
    assert Lead.objects.count() == 1
    for planted in (MARKER, code, "127.0.0.1"):
        assert planted not in held
        assert planted not in caplog.text
    assert not client.cookies
    assert words_sent(Lead.objects.get()).text == MARKER


def test_words_moved_to_another_row_cannot_be_read(agency):
    report_concern(agency, WORDS, "a" * 22, TODAY)
    report_concern(agency, Words((), "other", "en"), "b" * 22, TODAY)
    one, other = Lead.objects.all()
    one.words = other.words
    assert words_sent(one) is None


def test_the_receipt_tells_whether_somebody_looks_and_nothing_more(client, agency):
    answer = sent(client, f"/en/report/?agency={agency.public_id}", what=["deception"], words=MARKER)
    code = code_on(answer)
    assert "Nobody has read it yet" in client.post("/en/receipt/", {"code": code}).content.decode()
    lead = Lead.objects.get()
    registrar = sign_in(make_registrar())
    page = registrar.get(f"/en/desk/registry/reports/{lead.pk}/").content.decode()
    assert MARKER not in page
    page = registrar.post(f"/en/desk/registry/reports/{lead.pk}/", {"step": "read"}).content.decode()
    assert MARKER in page
    assert TrailEntry.objects.filter(action="agencies.lead_read").count() == 1
    told = client.post("/en/receipt/", {"code": code}).content.decode()
    assert "A person is looking at it" in told and MARKER not in told
    assert client.post("/en/receipt/", {"code": "1234 5678 9012 3456"}).status_code == 404


def test_the_receipt_takes_the_words_back_for_good_and_the_concern_stays(client, agency):
    code = report_concern(agency, WORDS, "a" * 22, TODAY)
    assert "deleted for good" in client.post("/en/receipt/", {"code": code, "step": "ask"}).content.decode()
    assert words_sent(Lead.objects.get()) == WORDS
    for _ in range(2):
        told = client.post("/en/receipt/", {"code": code, "step": "withdraw"}).content.decode()
        assert "You took your words back" in told
    lead = Lead.objects.get()
    assert (lead.words, lead.state, words_sent(lead)) == ("", "received", None)
    assert Concern.objects.get().state == "received"
    assert TrailEntry.objects.filter(action="agencies.lead_withdrawn").count() == 1
    page = f"/en/desk/registry/reports/{lead.pk}/"
    registrar = sign_in(make_registrar())
    assert "took the words back" in registrar.get(page).content.decode()
    assert "took the words back" in registrar.post(page, {"step": "read"}).content.decode()
    for person in (registrar, sign_in(make_registrar())):
        person.post(page, {"step": "open"})
    assert Concern.objects.get().state == "open"


def test_an_advert_taken_back_is_closed(client, agency):
    answer = sent(client, "/en/report/advert/", text=MARKER)
    client.post("/en/receipt/", {"code": code_on(answer), "step": "withdraw"})
    assert (Lead.objects.get().words, Lead.objects.get().state) == ("", "closed")


def test_a_registrar_opens_and_closes_a_concern_by_pages(client, agency):
    report_concern(agency, WORDS, "a" * 22, TODAY)
    lead, registrar = Lead.objects.get(), sign_in(make_registrar())
    page = f"/en/desk/registry/reports/{lead.pk}/"
    registrar.post(page, {"step": "open"})
    assert Concern.objects.get().state == "received"
    other = sign_in(make_registrar())
    assert reverse("concern", args=[lead.concern_id]) in other.get("/en/desk/").content.decode()
    assert "Another registrar must find so too" in registrar.get(page).content.decode()
    other.post(page, {"step": "open"})
    assert Concern.objects.get().state == "open"
    assert "Close the concern first" in registrar.post(page, {"step": "close"}, follow=True).content.decode()
    registrar.post(page, {"step": "close_concern"})
    registrar.post(page, {"step": "open"})
    assert Concern.objects.get().state == "closed"
    registrar.post(page, {"step": "close"})
    lead.refresh_from_db()
    assert (lead.state, lead.closed) == ("closed", TODAY)
    assert MARKER not in json.dumps(list(TrailEntry.objects.values("facts", "subject")))


def test_no_public_byte_tells_an_open_concern_from_a_vetting_under_way(client, db):
    """The same agency, once looked into and once with one vouch too few, on every page that shows its standing."""
    corridor = make_corridor("MM-TH-AGENCY")
    agency = make_vetted_agency(corridor)
    opening = make_opening(agency=agency, corridor=corridor)

    def seen():
        addresses = [
            f"/en/agencies/{agency.public_id}/", "/en/agencies/", f"/en/agencies/check/?q={agency.public_id}",
            f"/my/jobs/{opening.public_id}/", f"/en/verify/{agency.public_id}/", f"/en/verify/{opening.public_id}/",
        ]  # fmt: skip
        return [client.get(address, follow=True).content for address in addresses]

    vetted = seen()
    with transaction.atomic():
        report_concern(agency, WORDS, "a" * 22, TODAY)
        open_by_two(Concern.objects.get())
        looked_into = seen()
        transaction.set_rollback(True)
    assert seen() == vetted != looked_into
    agency.vouches.first().delete()
    reassess(agency)
    assert seen() == looked_into


def test_a_report_about_a_job_names_its_agency_and_route(client, db):
    opening = make_opening()
    sent(client, f"/en/report/?opening={opening.public_id}", what=["other"], words="")
    lead = Lead.objects.get()
    assert (lead.agency, lead.opening_number, lead.concern.corridor) == (
        opening.agency, opening.public_id, opening.corridor,
    )  # fmt: skip


@pytest.mark.parametrize("asked", ["", "?agency=12345678", "?agency=<b>", "?opening=0", "?agency=%00"])
def test_without_a_known_subject_the_form_asks_and_a_lead_is_kept_without_a_concern(client, db, asked):
    address = f"/en/report/{asked}"
    assert sent(client, address, what=["other"], words="").status_code == 422
    assert sent(client, address, what=["other"], words="", about="A man at the bus stop").status_code == 200
    lead = Lead.objects.get()
    assert (lead.agency, lead.concern) == (None, None)
    assert "A man at the bus stop" in words_sent(lead).text


@pytest.mark.parametrize(
    "typed",
    [
        {"what": []},
        {"what": ["murder"]},
        {"what": ["other"], "words": "x" * 4001},
        {"what": ["other"], "topic": "seo"},
        {"what": ["other"], "stamp": "forged"},
        {"what": ["other"], "submission": "short"},
    ],
)
def test_a_wrong_report_keeps_its_words_and_writes_nothing(client, agency, typed):
    answer = sent(client, f"/en/report/?agency={agency.public_id}", **{"words": "my own words", **typed})
    assert answer.status_code == 422
    assert typed.get("words", "my own words") in answer.content.decode()
    assert not Lead.objects.exists()


def test_a_flood_from_one_network_is_asked_to_wait_and_loses_nothing(client, agency):
    address = f"/en/report/?agency={agency.public_id}"
    answers = [sent(client, address, what=["other"], words="my own words") for _ in range(21)]
    assert [answer.status_code for answer in answers].count(200) == 20
    assert answers[-1].status_code == 429 and "my own words" in answers[-1].content.decode()
    assert Lead.objects.count() == 20


def test_leads_go_ninety_days_after_closing_and_a_year_after_coming(agency):
    report_concern(agency, WORDS, "a" * 22, TODAY)
    code = report_concern(agency, WORDS, "b" * 22, TODAY)
    second = by_receipt(code, TODAY)
    first = Lead.objects.exclude(pk=second.pk).get()
    for concern in Concern.objects.all():
        close_concern(concern, TODAY)
    first.state, first.closed = "closed", TODAY
    first.save()
    assert purge_leads(TODAY + timedelta(days=89)) == 0
    assert purge_leads(first.gone_on) == 1
    assert purge_leads(second.gone_on - timedelta(days=1)) == 0
    # Past its day nothing is shown, whether the purge ran or not.
    assert by_receipt(code, second.gone_on) is None
    call_command("purge")
    assert Lead.objects.count() == 1


def test_a_report_outlives_its_last_day_without_words_while_its_concern_is_not_closed(agency):
    report_concern(agency, WORDS, "a" * 22, TODAY)
    lead = Lead.objects.get()
    open_by_two(lead.concern)
    assert read_lead(lead, make_registrar(), lead.gone_on) is None  # though no purge ran
    assert purge_leads(lead.gone_on) == 1 and purge_leads(lead.gone_on) == 0
    lead = Lead.objects.waiting(lead.gone_on).get()
    assert (lead.words, lead.concern.state) == ("", "open")
    close_concern(lead.concern, lead.gone_on)
    assert purge_leads(lead.gone_on) == 1
    assert not Lead.objects.exists()


def test_what_waits_stands_first_whatever_the_database_makes_of_no_day(agency):
    report_concern(agency, WORDS, "a" * 22, TODAY)
    ClaimRequest.objects.create(
        agency=agency, organisation=agency.organisation, evidence="x", by=make_registrar(), received=TODAY
    )
    queries = {}
    for address in ("registry_leads", "claims"):
        with CaptureQueriesContext(connection) as asked:
            sign_in(make_registrar()).get(reverse(address))
        queries[address] = " ".join(query["sql"] for query in asked)
    assert '"closed" ASC NULLS FIRST' in queries["registry_leads"]
    assert '"decided" ASC NULLS FIRST' in queries["claims"]


# --- adverts -------------------------------------------------------------------------------------------------------

GOLDEN = [("phone", "+95 9 777 123 456"), ("website", "https://www.golden-dragon.example.com/jobs")]


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
