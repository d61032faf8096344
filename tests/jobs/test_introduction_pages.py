"""The journey of a letter, as a person without script meets it: form, receipt, answer, taking back, the agency's desk."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import MemberSession
from foundation import clock, codes
from foundation.limits import form_stamp
from jobs import introduction_views, introductions
from jobs.introduction_models import Introduction
from jobs.introductions import Letter
from portal import receipt_door
from tests.make import make_agency, make_membership, make_opening, make_second_factor, make_standing, make_user

pytestmark = pytest.mark.django_db
WORDS = {"called": "Ma Hnin", "reply_by": "phone", "contact": "+95 9 777 666 555", "message": "Hello?", "consent": "on"}


@pytest.fixture(autouse=True)
def _no_waiting(settings):
    settings.FORM_LEAST_SECONDS = 0


@pytest.fixture
def opening():
    return make_opening()


def address(opening) -> str:
    return f"/en/jobs/{opening.public_id}/introduce/"


def page_key(client, opening) -> dict:
    """The hidden fields of a freshly opened form."""
    text = client.get(address(opening)).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("stamp", "submission")}


def send(client, opening, **words):
    return client.post(address(opening), {**page_key(client, opening), **WORDS, **words})


def code_on(response) -> str:
    found = re.search(r"(?:\d{4} ){3}\d{4}", response.content.decode())
    return found[0].replace(" ", "") if found else ""


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def officer(opening):
    user = make_user()
    make_second_factor(user)
    make_membership(user=user, organisation=opening.agency.organisation)
    return user


def test_no_page_of_the_journey_sets_a_cookie(client, opening):
    responses = [client.get(address(opening)), send(client, opening), client.get("/en/receipt/")]
    responses.append(client.post("/en/receipt/", {"code": code_on(responses[1])}))
    assert [response.status_code for response in responses] == [200] * 4
    assert not client.cookies
    assert not MemberSession.objects.exists()
    assert all("no-store" in response["Cache-Control"] for response in responses)


def test_the_code_stands_in_the_page_and_in_no_address(client, opening):
    response = send(client, opening)
    code = code_on(response)
    assert codes.is_valid(code)
    assert "Location" not in response
    text = response.content.decode()
    assert code not in "".join(re.findall(r'(?:href|action)="[^"]*"', text))


def test_the_whole_journey_from_letter_to_answer_to_taking_back(client, opening, officer):
    code = code_on(send(client, opening))
    waits = client.post("/my/receipt/", {"code": codes.grouped(code)})
    assert "Ma Hnin" in waits.content.decode()
    desk = signed_in(officer)
    row = Introduction.objects.get()
    assert opening.title in desk.get("/en/desk/").content.decode()
    assert "Ma Hnin" not in desk.get("/en/desk/introductions/").content.decode()
    letter = desk.get(f"/en/desk/introductions/{row.pk}/").content.decode()
    assert "Ma Hnin" in letter and "+95 9 777 666 555" in letter
    answered = desk.post(f"/en/desk/introductions/{row.pk}/", {"outcome": "will_contact", "words": "On <b>Monday</b>"})
    assert answered.status_code == 302
    read = client.post("/en/receipt/", {"code": code}).content.decode()
    assert "The agency answered" in read and "On &lt;b&gt;Monday&lt;/b&gt;" in read
    asked = client.post("/en/receipt/", {"code": code, "step": "ask"}).content.decode()
    assert "Take your letter back?" in asked
    assert Introduction.objects.get().state == "answered"
    gone = client.post("/en/receipt/", {"code": code, "step": "withdraw"}).content.decode()
    assert "You took your letter back" in gone and "Ma Hnin" not in gone
    assert "took this letter back" in desk.get(f"/en/desk/introductions/{row.pk}/").content.decode()


def test_the_same_page_sent_twice_shows_the_same_receipt(client, opening):
    key = page_key(client, opening)
    first, second = (client.post(address(opening), {**key, **WORDS}) for _ in range(2))
    assert code_on(first) == code_on(second) != ""
    assert Introduction.objects.count() == 1


def test_a_page_sent_again_with_other_words_says_that_they_were_not_sent(client, opening, today):
    key = page_key(client, opening)
    first = client.post(address(opening), {**key, **WORDS})
    again = client.post(address(opening), {**key, **WORDS})
    changed = client.post(address(opening), {**key, **WORDS, "contact": "+95 9 111 222 333"})
    said = "Your new words were not sent."
    assert said in changed.content.decode()
    assert said not in first.content.decode() and said not in again.content.decode()
    assert code_on(changed) == code_on(first)
    assert introductions.letter_of(introductions.by_receipt(code_on(first), today)).contact == WORDS["contact"]


def test_a_page_whose_letter_was_taken_back_does_not_say_that_it_is_with_the_agency(client, opening):
    key = page_key(client, opening)
    code = code_on(client.post(address(opening), {**key, **WORDS}))
    client.post("/en/receipt/", {"code": code, "step": "withdraw"})
    response = client.post(address(opening), {**key, **WORDS})
    text = response.content.decode()
    assert response.status_code == 409
    assert "You took back the letter of this page." in text
    assert "Your letter is with the agency" not in text
    assert f'href="{address(opening)}"' in text


def test_an_agency_that_fell_while_the_page_was_open_gets_nothing(client, opening):
    key = page_key(client, opening)
    make_standing(opening.agency, opening.corridor, "suspended")
    response = client.post(address(opening), {**key, **WORDS})
    assert response.status_code == 410
    assert "We kept nothing of your letter" in response.content.decode()
    assert not Introduction.objects.exists()


def test_a_fallen_agency_sends_a_visitor_of_the_form_to_the_reason(client, opening):
    make_standing(opening.agency, opening.corridor, "suspended")
    response = client.get(address(opening))
    assert response["Location"] == f"/en/jobs/{opening.public_id}/"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"consent": ""}, "Without your yes we give the agency nothing."),
        ({"called": ""}, "This field is required"),
        ({"contact": ""}, "Write where the agency can reach you"),
        ({"contact": "12"}, "A phone number has 6 to 15 digits."),
        ({"reply_by": "email", "contact": "nobody"}, "An e-mail address looks like"),
        ({"reply_by": "pigeon"}, "not one of the available choices"),
        ({"topic": "buy now"}, "We could not read this form"),
        ({"stamp": "forged"}, "We could not read this form"),
        ({"stamp": form_stamp("another page")}, "We could not read this form"),
        ({"submission": "short"}, "We could not read this form"),
        ({"message": "x" * 2001}, "2000"),
    ],
)
def test_a_letter_that_cannot_be_sent_says_why_and_keeps_the_words(client, opening, change, sentence):
    response = send(client, opening, **change)
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert "Nothing was sent yet" in text
    assert change.get("called", "Ma Hnin") in text
    assert not Introduction.objects.exists()


def test_a_form_sent_at_once_is_asked_to_wait(client, opening, settings):
    settings.FORM_LEAST_SECONDS = 2
    response = send(client, opening)
    assert response.status_code == 422
    assert "That was very quick" in response.content.decode()


def test_a_phone_in_burmese_digits_and_control_characters_in_words_are_taken(client, opening, today):
    code = code_on(send(client, opening, contact="၀၉ ၇၇၇ ၆၆၆ ၅၅၅", message="a\x07b\u202ec\ud7ff\r\nd"))
    letter = introductions.letter_of(introductions.by_receipt(code, today))
    assert letter.contact == "၀၉ ၇၇၇ ၆၆၆ ၅၅၅"
    assert letter.message.startswith("ab") and letter.message.endswith("\nd")


def test_a_contact_is_not_kept_when_the_receipt_is_enough(client, opening, today):
    code = code_on(send(client, opening, reply_by="receipt"))
    assert introductions.letter_of(introductions.by_receipt(code, today)).contact == ""


def test_a_flood_of_letters_is_stopped_with_a_plain_sentence(client, opening, monkeypatch):
    monkeypatch.setattr(introduction_views, "LETTERS_A_CLIENT", 3)
    statuses = [send(client, opening).status_code for _ in range(5)]
    assert sorted(statuses) == [200, 200, 200, 429, 429]
    assert Introduction.objects.count() == 3


def test_one_agency_cannot_be_buried_from_many_places(opening, monkeypatch):
    monkeypatch.setattr(introduction_views, "LETTERS_AN_AGENCY", 2)
    statuses = [send(Client(REMOTE_ADDR=f"203.0.113.{number}"), opening).status_code for number in range(4)]
    assert sorted(statuses) == [200, 200, 429, 429]
    assert send(Client(), make_opening()).status_code == 200


def test_a_letter_that_came_in_a_flood_keeps_its_words_and_says_how_long_to_wait(client, opening, monkeypatch):
    monkeypatch.setattr(introduction_views, "LETTERS_A_CLIENT", 1)
    assert send(client, opening).status_code == 200
    key = page_key(client, opening)
    response = client.post(address(opening), {**key, **WORDS, "message": "My long letter"})
    text = response.content.decode()
    assert response.status_code == 429
    assert "My long letter" in text and "Ma Hnin" in text and key["submission"] in text
    assert "from your network" in text
    assert 0 < int(response["Retry-After"]) <= 3600
    assert re.search(r"Send again in \d+ minute", text)


def test_a_flood_to_one_agency_is_told_apart_and_ends_with_the_hour(opening, monkeypatch):
    monkeypatch.setattr(introduction_views, "LETTERS_AN_AGENCY", 1)
    assert send(Client(REMOTE_ADDR="203.0.113.1"), opening).status_code == 200
    stopped = send(Client(REMOTE_ADDR="203.0.113.2"), opening)
    assert stopped.status_code == 429 and "to this agency" in stopped.content.decode()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))
    assert send(Client(REMOTE_ADDR="203.0.113.2"), opening).status_code == 200


def test_guessed_receipts_all_get_the_same_sentence_and_then_have_to_wait(client, opening, monkeypatch):
    monkeypatch.setattr(receipt_door, "WRONG_A_CLIENT", 4)
    code = code_on(send(client, opening))
    wrong_digit = code[:-1] + str((int(code[-1]) + 1) % 10)
    guesses = [wrong_digit, codes.new_receipt_code(), "hello", "9" * 100]
    answers = [client.post("/en/receipt/", {"code": guess}) for guess in guesses]
    assert {answer.status_code for answer in answers} == {404}
    # All alike but for what each guesser typed, which stays to be corrected.
    told = [answer.content.decode() for answer in answers]
    assert all(f'value="{guess}"' in page for guess, page in zip(guesses, told, strict=True))
    alike = {re.sub(r"\s+", " ", page.replace(guess, "")) for guess, page in zip(guesses, told, strict=True)}
    assert len(alike) == 1
    stopped = client.post("/en/receipt/", {"code": code})
    assert stopped.status_code == 429
    assert "Too many codes were tried from here" in stopped.content.decode()


@pytest.mark.parametrize(
    "code", ["", "x" * 10_000, "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace")]
)
def test_a_receipt_that_is_no_code_gets_a_page(client, code):
    assert client.post("/en/receipt/", {"code": code}).status_code in (404, 422)


def test_a_certified_order_has_no_letter_and_its_page_says_so(client):
    opening = make_opening(basis="certified_order")
    text = client.get(address(opening)).content.decode()
    assert "There is no introduction for this job" in text
    assert "H-300-21100-1" in text
    assert "<form method" not in text


def test_the_desk_is_for_officers_of_that_agency_alone(client, opening, officer, today):
    code = introductions.introduce(opening, Letter("A", "receipt", "", "", "en"), "A" * 22, today)
    row = introductions.by_receipt(code, today)
    other = make_opening()
    people = {
        "officer": officer,
        "reader": make_membership(organisation=opening.agency.organisation, role="reader").user,
        "former officer": make_membership(organisation=opening.agency.organisation, until=today).user,
        "officer of another agency": make_membership(organisation=other.agency.organisation).user,
        "staff": make_user(is_staff=True),
        "superuser": make_user(is_staff=True, is_superuser=True),
        "stranger": make_user(),
    }
    seen, listed = {}, {}
    for role, user in people.items():
        if user is not officer:
            make_second_factor(user)
        desk = signed_in(user)
        seen[role] = (
            desk.get(reverse("introduction", args=[row.pk])).status_code,
            desk.post(reverse("introduction", args=[row.pk]), {"outcome": "taken"}).status_code,
        )
        listed[role] = str(row.pk) in desk.get(reverse("introductions")).content.decode()
    assert seen == {role: ((200, 302) if role == "officer" else (404, 404)) for role in people}
    assert listed == {role: role == "officer" for role in people}
    anonymous = client.get(reverse("introduction", args=[row.pk]))
    assert anonymous.status_code == 302 and "/account/login/" in anonymous["Location"]
    assert client.get(reverse("introductions")).status_code == 302


def test_a_letter_stays_closed_while_the_agency_has_lost_its_standing(opening, officer, today):
    introductions.introduce(opening, Letter("Ma Hnin", "receipt", "", "", "en"), "A" * 22, today)
    make_standing(opening.agency, opening.corridor, "not_vetted")
    response = signed_in(officer).get(reverse("introduction", args=[Introduction.objects.get().pk]))
    assert response.status_code == 403
    assert "Ma Hnin" not in response.content.decode()
    assert Introduction.objects.get().first_read is None


@pytest.mark.parametrize("page", ["1000000000", "-1", "abc", "9" * 5000])
def test_any_page_of_the_desk_answers(opening, officer, page):
    assert signed_in(officer).get(reverse("introductions"), {"page": page}).status_code == 200


def test_an_old_letter_is_urgent_at_the_desk(opening, officer, today, on_day):
    introductions.introduce(opening, Letter("A", "receipt", "", "", "en"), "A" * 22, today)
    assert "urgent" not in signed_in(officer).get("/en/desk/").content.decode()
    on_day(today.replace(day=29))
    assert "urgent" in signed_in(officer).get("/en/desk/").content.decode()


def test_a_letter_to_an_agency_without_a_desk_is_not_taken(client):
    agency = make_agency(organisation=None)
    opening = make_opening(agency=agency)
    make_standing(agency, opening.corridor)
    assert "has no desk on this site yet" in client.get(address(opening)).content.decode()


def test_nobody_who_left_no_contact_is_told_to_wait_for_a_call(client, opening, officer):
    from jobs.forms import AnswerForm

    told = {"outcome": "will_contact", "words": "We call you."}
    assert AnswerForm(told, reply_by="phone").is_valid()
    refused = AnswerForm(told, reply_by="receipt")
    assert not refused.is_valid() and "outcome" in refused.errors


def test_a_card_says_whom_the_job_is_for(client, opening):
    from search.outbox import rebuild

    rebuild()
    assert "For people from: Myanmar" in client.get("/en/jobs/").content.decode()
