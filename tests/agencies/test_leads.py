"""Reports of concerns: sealed, without a sender, once a page, read by registrars only, gone in time."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.actions import close_concern, open_concern, reassess
from agencies.actions.leads import Words, by_receipt, purge_leads, read_lead, report_concern, words_sent
from agencies.models import ClaimRequest, Concern, Lead
from agencies.reading import standing_of
from agencies.rules import Standing
from agencies.rules.indicators import Indicator, gravest
from foundation.models import TrailEntry
from tests.agencies.lead_pages import MARKER, TODAY, code_on, dump, sent
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

pytestmark = pytest.mark.usefixtures("quick_forms")
WORDS = Words(("debt_bondage", "deception"), f"They took it. {MARKER}", "en")


@pytest.fixture
def agency(db):
    return make_agency(name="Golden Dragon Overseas Workers")


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
