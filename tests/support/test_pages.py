"""Asking for help as a person without script meets it: three steps, the receipt, the answer, and everything after."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import MemberSession
from foundation import codes
from jobs.indexing import everything
from search.engine import engine
from support import ask_views, receipt_views
from support.actions import client as clients
from support.actions import handling, referring
from support.models import Case, CaseMessage
from tests.make import TODAY, make_agency, make_case, make_case_worker, make_corridor, make_opening, make_service
from tests.support.asking import ASK, TOLD, code_on, quiet, receipt, send
from tests.support.people import at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_waiting(settings):
    settings.FORM_LEAST_SECONDS = 0
    make_corridor()


def opened(browser, case, purpose="answer"):
    return browser.post(f"/en/desk/cases/{case.pk}/", {"step": "open", "purpose": purpose}, follow=True)


def test_a_worker_asks_a_case_worker_answers_and_the_worker_reads_it(client):
    code = code_on(send(client))
    assert codes.is_valid(code)
    case, desk = Case.objects.get(), at_desk(make_case_worker())
    assert f"/en/desk/cases/{case.pk}/" in desk.get("/en/desk/").content.decode()
    closed = desk.get(f"/en/desk/cases/{case.pk}/").content.decode()
    assert "Ma Hnin" not in closed and "two months" not in closed
    page = opened(desk, case)
    assert "Ma Hnin" in page.content.decode() and "+66 81 234 5678" in page.content.decode()
    answer = {**quiet(page), "step": "answer", "words": "We write to your employer."}
    assert desk.post(f"/en/desk/cases/{case.pk}/", answer).status_code == 302
    text = receipt(client, code).content.decode()
    assert "We write to your employer." in text and "two months" in text


def test_nothing_is_kept_before_it_is_sent_and_no_step_sets_a_cookie(client):
    client.get(ASK)
    page = client.post(ASK, {"step": "2", "request": "health", "words": "fever"})
    page = client.post(ASK, {"step": "3", "request": "health", "words": "fever", "country": "TH", "place": ""})
    assert page.status_code == 200 and not Case.objects.exists()
    assert not client.cookies and not MemberSession.objects.exists()
    assert "no-store" in page["Cache-Control"]


def test_a_step_back_loses_nothing(client):
    told = {"request": "health", "words": "fever", "country": "TH", "place": "Tak", "called": "Sok", "contact": "012"}
    text = client.post(ASK, {**told, "step": "1"}).content.decode()
    assert re.search(r'value="health"[^>]*checked', text) and "fever" in text
    for value in ("TH", "Tak", "Sok", "012"):
        assert re.search(rf'type="hidden" name="\w+" value="{value}"', text)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"request": "gold"}, "What is wrong?"),
        ({"country": "Q1"}, "In which country"),
        ({"reply_by": "phone", "contact": "12"}, "6 to 15 digits"),
        ({"called": ""}, "What should we call you?"),
        ({"consent": ""}, "Without your yes nobody may read it."),
    ],
)
def test_wrong_input_is_told_and_keeps_every_word(client, wrong, sentence):
    page = client.post(ASK, {"step": "3", **TOLD})
    page = client.post(ASK, {**TOLD, **quiet(page), **wrong, "step": "send"})
    text = page.content.decode()
    assert page.status_code == 422 and sentence in text and not Case.objects.exists()
    for name in {"words", "place", "when"} - wrong.keys():
        assert TOLD[name] in text


def test_a_page_sent_twice_is_one_case_with_one_code(client):
    page = client.post(ASK, {"step": "3", **TOLD})
    told = {**TOLD, **quiet(page), "step": "send"}
    assert code_on(client.post(ASK, told)) == code_on(client.post(ASK, told)) != ""
    assert Case.objects.count() == 1


def test_a_page_sent_again_with_other_answers_says_that_the_first_stand_and_offers_the_new_ones_as_a_message(client):
    page = client.post(ASK, {"step": "3", **TOLD})
    told = {**TOLD, **quiet(page), "step": "send"}
    code = code_on(client.post(ASK, told))
    again = client.post(ASK, {**told, "words": "They hold my passport too.", "contact": "+66 81 999 0000"})
    text = again.content.decode()
    assert code_on(again) == code and "What you sent first stands." in text and "called" not in text
    for typed in ("They hold my passport too.", "+66 81 999 0000"):
        assert typed in text
    assert "What you sent first" not in client.post(ASK, told).content.decode()
    words = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)[1]
    assert TOLD["called"] not in words and TOLD["when"] not in words
    assert "with your helper" in receipt(client, code, step="write", words=words, **quiet(again)).content.decode()
    assert Case.objects.count() == CaseMessage.objects.count() == 1


def test_a_page_sent_again_with_another_phrase_keeps_the_first_one(client):
    page = client.post(ASK, {"step": "3", **TOLD})
    told = {**TOLD, **quiet(page), "phrase": "blue mango", "step": "send"}
    code = code_on(client.post(ASK, told))
    text = client.post(ASK, {**told, "phrase": "red mango", "words": "More."}).content.decode()
    assert "The secret phrase that you chose first stands." in text and 'type="text" name="phrase"' in text
    assert receipt(client, code, phrase="blue mango").status_code == 200
    assert receipt(client, code, phrase="red mango").status_code == 404


def test_a_page_whose_words_were_taken_back_does_not_say_that_they_arrived(client):
    page = client.post(ASK, {"step": "3", **TOLD})
    told = {**TOLD, **quiet(page), "step": "send"}
    code = code_on(client.post(ASK, told))
    receipt(client, code, step="withdraw")
    again = client.post(ASK, told)
    assert again.status_code == 422 and "You took back what this page sent before." in again.content.decode()
    new = code_on(client.post(ASK, {**told, **quiet(again)}))
    assert new not in ("", code) and Case.objects.open().count() == 1


def test_a_message_sent_again_with_other_words_is_told_and_can_be_sent_as_another(client):
    _case, code = make_case()
    first = quiet(receipt(client, code))
    receipt(client, code, step="write", words="First words", **first)
    assert "with your helper" in receipt(client, code, step="write", words="First words", **first).content.decode()
    again = receipt(client, code, step="write", words="Second words", **first)
    text = again.content.decode()
    assert again.status_code == 422 and "its first words stand" in text and "with your helper" not in text
    assert "First words" in text and "Second words" in text
    receipt(client, code, step="write", words="Second words", **quiet(again))
    assert CaseMessage.objects.count() == 2


def test_a_complaint_sent_again_with_other_words_offers_them_as_a_message(client):
    case, code = make_case()
    worker = make_case_worker()
    handling.assign(case, worker.memberships.get().organisation, worker, TODAY)
    told = quiet(receipt(client, code, step="complain"))
    first = code_on(receipt(client, code, step="send_complaint", words="He shouted.", **told))
    again = receipt(client, code, step="send_complaint", words="He hit me.", **told)
    text = again.content.decode()
    assert code_on(again) == first and "What you sent first stands." in text and "He hit me." in text
    receipt(client, first, step="write", words="He hit me.", **quiet(again))
    assert CaseMessage.objects.get().case.origin == "complaint"


def test_an_answer_sent_again_with_other_words_or_as_a_note_is_told_and_kept(client):
    case, _code = make_case()
    desk, address = at_desk(make_case_worker()), f"/en/desk/cases/{case.pk}/"
    told = {**quiet(opened(desk, case)), "words": "First words"}
    for _twice in range(2):
        assert desk.post(address, {**told, "step": "answer"}).status_code == 302
    for changed in ({"step": "answer", "words": "Second words"}, {"step": "note"}):
        page = desk.post(address, {**told, **changed})
        assert page.status_code == 422 and "its first words stand" in page.content.decode()
    assert CaseMessage.objects.count() == 1
    assert desk.post(address, {**told, **quiet(page), "step": "note"}).status_code == 302
    assert list(CaseMessage.objects.values_list("side", flat=True)) == ["helper", "note"]


def test_machines_and_floods_are_turned_away_with_the_words_kept(client, monkeypatch):
    monkeypatch.setattr(ask_views, "ASKED_A_CLIENT", 1)
    assert send(client, topic="buy now").status_code == 422
    cache.clear()
    assert send(client).status_code == 200
    page = send(client)
    assert page.status_code == 429 and "two months" in page.content.decode() and page["Retry-After"]
    assert Case.objects.count() == 1


def test_help_pages_have_neutral_titles_and_a_way_out(client):
    _case, code = make_case()
    door, nothing = client.get("/en/receipt/"), receipt(client, codes.new_receipt_code())
    for page in (client.get(ASK), send(client), receipt(client, code), door, nothing):
        text = page.content.decode()
        title = re.search("<title>(.*?)</title>", text, re.DOTALL)[1].lower()
        assert 'class="leave"' in text and "help" not in title and "wage" not in title


def test_the_client_writes_back_and_a_closed_case_opens_again(client):
    case, code = make_case()
    worker = make_case_worker()
    handling.answer(case, "We can.", "a" * 22, worker, TODAY)
    handling.ask_to_close(case, worker, TODAY)
    assert "Is it done?" in receipt(client, code).content.decode()
    assert "This case is closed" in receipt(client, code, step="done").content.decode()
    page = receipt(client, code, step="write", words="It began again.", **quiet(receipt(client, code)))
    case.refresh_from_db()
    assert "It began again." in page.content.decode() and case.state == "working" and case.due


def test_messages_are_limited_and_keep_their_words(client, monkeypatch):
    monkeypatch.setattr(receipt_views, "WRITTEN_A_CASE", 1)
    _case, code = make_case()
    for words, status in (("one", 200), ("two", 429)):
        page = receipt(client, code, step="write", words=words, **quiet(receipt(client, code)))
        assert page.status_code == status and words in page.content.decode()
    assert CaseMessage.objects.count() == 1


def test_the_client_deletes_everything_after_one_more_question(client):
    case, code = make_case()
    assert "cannot be undone" in receipt(client, code, step="ask").content.decode()
    text = receipt(client, code, step="withdraw").content.decode()
    case.refresh_from_db()
    assert "They did not pay" not in text and case.letter == "" and case.state == "withdrawn"
    assert receipt(client, code, step="write", words="x").status_code in (200, 422)
    case.refresh_from_db()
    assert case.state == "withdrawn"


def test_needs_are_ranked_by_the_client(client):
    case, code = make_case()
    assert "Recruitment fees paid back" in receipt(client, code, step="needs").content.decode()
    page = receipt(client, code, step="rank", place_1="recover_wages", place_2="secure_work")
    assert page.status_code == 200
    assert list(case.needs.values_list("rank", "need")) == [(1, "recover_wages"), (2, "secure_work")]
    assert receipt(client, code, step="rank", place_1="debt", place_2="debt").status_code == 422
    assert receipt(client, code, step="rank", place_1="debt", place_3="doctor").status_code == 422
    assert receipt(client, code, step="rank", place_1="gold").status_code == 422
    assert case.needs.count() == 2
    receipt(client, code, step="rank", place_1="secure_work", place_2="recover_wages")
    assert list(case.needs.values_list("need", flat=True)) == ["secure_work", "recover_wages"]


def test_a_case_for_a_new_job_is_one_click_from_jobs_of_vetted_agencies(settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    vetted = make_opening(title="Sewing in Mae Sot")
    make_opening(title="Sewing in Penang", corridor=make_corridor("MM-MY-MOU"))
    make_opening(title="Sewing for nobody", agency=make_agency())
    engine().rebuild(everything())
    case, _code = make_case(request="new_job", language="my", country="TH")
    page = opened(at_desk(make_case_worker()), case).content.decode()
    link = re.search(r'href="(/en/jobs/\?[^"]+)"', page)[1].replace("&amp;", "&")
    found = Client().get(link).content.decode()
    assert "basis=vetted_agency" in link and "origin=MM" in link and "destination=TH" in link
    assert vetted.public_id in found and "Sewing in Mae Sot" in found
    assert "Sewing in Penang" not in found and "Sewing for nobody" not in found


def test_a_referral_is_consented_to_handed_over_once_and_revoked(client):
    case, code = make_case(called="Ma Hnin", reply_by="phone", contact="+66 81 234 5678")
    worker = make_case_worker()
    referral = referring.ask_to_refer(case, make_service(), worker, TODAY)
    assert "May we hand your case to them?" in receipt(client, code).content.decode()
    assert receipt(client, code, step=f"agree:{referral.pk}", days="30").status_code == 422
    receipt(client, code, step=f"agree:{referral.pk}", days="30", fields_told=["called", "request"])
    desk = at_desk(worker)
    opened(desk, case)
    page = desk.post(f"/en/desk/cases/{case.pk}/", {"step": f"link:{referral.pk}"})
    link = re.search(r"https?://[^/\s]+(/\S+?/help/handed/[\w-]+/)", page.content.decode())[1]
    looked = client.get(link).content.decode()
    assert "Ma Hnin" not in looked
    told = client.post(link, {"step": "open"}).content.decode()
    assert "Ma Hnin" in told and "81 234" not in told and "They did not pay" not in told
    assert client.post(link, {"step": "accept", "words": "Come on Monday."}).status_code == 200
    assert client.get(link).status_code == client.get("/en/help/handed/guessed/").status_code == 404
    assert "Come on Monday." in opened(desk, case).content.decode()
    receipt(client, code, step=f"revoke:{referral.pk}")
    referral.refresh_from_db()
    assert referral.state == "revoked" and referral.agreed(TODAY) == []
    assert not client.cookies


def test_old_and_foreign_requests_under_a_receipt_change_nothing(client):
    case, code = make_case()
    other, _ = make_case()
    referral = referring.ask_to_refer(other, make_service(), make_case_worker(), TODAY)
    for step in (
        "done",
        "not_done",
        f"agree:{referral.pk}",
        f"revoke:{referral.pk}",
        "revoke:x",
        "send_complaint",
        "?",
    ):
        page = receipt(client, code, step=step, days="30", fields_told=["called"], words="x")
        assert page.status_code in (200, 422), step
    referral.refresh_from_db()
    case.refresh_from_db()
    assert referral.state == "asked" and case.state == "new"


def test_keeping_longer_is_the_clients_choice(client):
    _case, code = make_case()
    receipt(client, code, step="keep")
    assert clients.by_receipt(code, "", TODAY).keep
    receipt(client, code, step="keep_not")
    assert not clients.by_receipt(code, "", TODAY).keep
