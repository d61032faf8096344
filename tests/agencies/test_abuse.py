"""Bad input and abuse: each ends in a clear sentence, writes nothing, and leaves an audit line without a word of anybody.

A member's refusal is a line of the trail; that of somebody without an account is a line of the log, by the page's name.
What each form refuses in detail stands beside the form's other tests.
"""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.invitations import invite
from agencies.actions.leads import Words, report_concern
from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import send_review, void_cards
from agencies.models import (
    AgencyContact,
    FeeDisclosure,
    Lead,
    PaymentFigure,
    RegisterUpload,
    Review,
    ReviewBatch,
    ReviewFigure,
    ReviewToken,
    SealedReview,
    Vouch,
)
from foundation import codes
from foundation.models import TrailEntry
from jobs.models import Opening
from partners.models import CSO
from portal import refusals
from portal.refusals import REFUSED
from tests.agencies.reports import varied
from tests.agencies.test_vouch_desk import GOOD
from tests.jobs.test_opening_desk import typed as job
from tests.make import (
    TODAY,
    make_agency,
    make_agency_officer,
    make_cards,
    make_corridor,
    make_cso,
    make_membership,
    make_registrar,
    make_report,
    make_second_factor,
    make_user,
    send_reviews,
    sign_in,
)
from tests.portal.test_logs import written  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_forms")]
TRICK = "\u202eGolden\u2066 <b>Anchor</b>\u0007"


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-AGENCY")


@pytest.fixture
def agency():
    return make_agency(name="Golden Heron")


def officer_of(cso) -> Client:
    user = make_user()
    make_membership(user=user, organisation=cso.organisation)
    make_second_factor(user)
    return sign_in(user)


def refused_lines() -> list[TrailEntry]:
    return list(TrailEntry.objects.filter(action=REFUSED).order_by("sequence"))


# Tokens


def _used(agency, corridor, on_day):
    (card,) = make_cards(1)
    send_review(card, make_report(agency, corridor), "page 1", TODAY)
    SealedReview.objects.all().delete()
    return card


def _forged(agency, corridor, on_day):
    return codes.new_code(12)


def _expired(agency, corridor, on_day):
    (card,) = make_cards(1)
    on_day(date(2027, 11, 22))
    return card


def _called_back(agency, corridor, on_day):
    (card,) = make_cards(1)
    void_cards(ReviewBatch.objects.get())
    return card


def _foreign(agency, corridor, on_day):
    """A receipt of a report is no card."""
    return send_reviews([make_report(agency, corridor)])[0]


CARDS = {
    "used": (_used, "This code is not good"), "forged": (_forged, "This code is not good"),
    "expired": (_expired, "older than one year"), "called back": (_called_back, "This code is not good"),
    "foreign": (_foreign, "This code is not good"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "sentence"), CARDS.values(), ids=CARDS)
def test_a_card_that_is_not_good_gets_a_sentence_writes_nothing_and_leaves_a_line(
    client, agency, corridor, on_day, written, kind, sentence  # noqa: F811
):  # fmt: skip
    card = kind(agency, corridor, on_day)
    before = (ReviewToken.objects.count(), SealedReview.objects.count(), TrailEntry.objects.count())
    address = reverse("review", args=[card])
    for page in (client.get(address), client.post(address, {"words": "Kept by nobody", "submission": "s" * 22})):
        assert page.status_code == 404 and sentence in page.content.decode()
    assert (ReviewToken.objects.count(), SealedReview.objects.count(), TrailEntry.objects.count()) == before
    lines = [line["message"] for line in written()]
    assert lines.count("Not Found: review") == 2
    assert not [line for line in lines if card in codes.normalise(line) or "Kept by nobody" in line]


def test_the_sentence_about_a_card_is_said_in_the_language_of_the_page(client):
    pages = {language: client.get(f"/{language}/review/999999999999/") for language in ("en", "my", "km", "lo", "th")}
    assert {page.status_code for page in pages.values()} == {404}
    notes = {re.sub(r"<[^>]+>", "", page.content.decode().partition("<main")[2]) for page in pages.values()}
    assert len(notes) == 5


def test_a_receipt_of_another_kind_opens_and_takes_back_nothing(client, agency, corridor, written):  # noqa: F811
    (review,) = send_reviews([make_report(agency, corridor)])
    lead = report_concern(agency, Words(("deception",), "Kept.", "en"), "s" * 22, TODAY)
    before = TrailEntry.objects.count()
    text = client.get(reverse("review_withdraw")).content.decode()
    keys = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("stamp", "submission")}
    for name, code in (("review_withdraw", lead), ("receipt", review)):
        page = client.post(reverse(name), {**keys, "code": code, "step": "look"})
        assert page.status_code == 404
        assert f"Not Found: {name}" in [line["message"] for line in written()]
    assert SealedReview.objects.count() == 1 and Lead.objects.exclude(words="").count() == 1
    assert TrailEntry.objects.count() == before
    assert not [
        line for line in written() if lead in codes.normalise(str(line)) or review in codes.normalise(str(line))
    ]


def test_an_invitation_of_another_person_lets_nobody_in_and_says_so_in_the_trail():
    cso = make_cso()
    by = make_membership(organisation=cso.organisation).user
    _invitation, secret = invite(cso.organisation, "somebody@else.example", "officer", by)
    thief = make_user()
    page = sign_in(thief).post(reverse("invitation", args=[secret]))
    assert page.status_code == 403 and cso.organisation.memberships.count() == 1
    (line,) = refused_lines()
    assert (line.actor, line.subject) == (str(thief.pk), "portal.view/invitation")
    assert line.facts == {"method": "POST", "status": 403}
    assert secret not in str(vars(line)) and "example" not in str(line.facts)


# Two submits of one form


def test_two_submits_of_each_form_of_an_agency_write_once(corridor):
    agency = make_agency()
    client = sign_in(make_agency_officer(agency))
    fees = {
        "corridor": corridor.pk, "valid_from": "2026-11-22", "currency": "THB", "line-TOTAL_FORMS": "1",
        "line-INITIAL_FORMS": "0", "line-0-category": "recruitment_fee", "line-0-name": "Fee", "line-0-amount": "5",
        "line-0-payer": "worker",
    }  # fmt: skip
    desk = f"/en/desk/agency/{agency.public_id}/"
    for address, form in (
        (f"{desk}fees/", fees),
        (f"{desk}contacts/", {"phone": "2222222"}),
        (f"/en/desk/openings/new/{agency.public_id}/", job(corridor)),
    ):
        assert [client.post(address, form).status_code for _ in range(2)] == [302, 302], address
    assert (FeeDisclosure.objects.count(), AgencyContact.objects.count(), Opening.objects.count()) == (1, 1, 1)


# Amounts, currencies and days


@pytest.mark.parametrize("given", [{"amount": "1" + "0" * 18}, {"amount": "-1"}, {"currency": "ZZZ"}])
def test_a_wrong_amount_of_a_fee_leaves_a_line_that_does_not_say_it(corridor, given):
    agency = make_agency()
    form = {
        "corridor": corridor.pk, "valid_from": "2026-11-22", "currency": given.get("currency", "THB"),
        "line-TOTAL_FORMS": "1", "line-INITIAL_FORMS": "0", "line-0-category": "recruitment_fee", "line-0-name": "Fee",
        "line-0-amount": given.get("amount", "5"), "line-0-payer": "worker",
    }  # fmt: skip
    page = sign_in(make_agency_officer(agency)).post(f"/en/desk/agency/{agency.public_id}/fees/", form)
    assert page.status_code == 422 and 'class="error' in page.content.decode()
    assert not FeeDisclosure.objects.exists()
    (line,) = refused_lines()
    assert line.facts == {"method": "POST", "status": 422, "public_id": agency.public_id}


def test_a_currency_that_is_none_is_refused_for_a_wage_too(corridor):
    agency = make_agency()
    client = sign_in(make_agency_officer(agency))
    page = client.post(f"/en/desk/openings/new/{agency.public_id}/", job(corridor, currency="ZZZ"))
    assert page.status_code == 422 and "We do not know this currency." in page.content.decode()
    assert not Opening.objects.exists() and len(refused_lines()) == 1


def test_a_visit_in_the_future_is_no_ground_for_a_vouch(corridor, agency):
    cso = make_cso(country="MM")
    address = reverse("vouch", args=[cso.pk, agency.public_id, corridor.code])
    page = officer_of(cso).post(address, {**GOOD, "visited": "2027-01-01"})
    assert page.status_code == 422 and not Vouch.objects.filter(agency=agency).exists()
    assert [entry.action for entry in TrailEntry.objects.order_by("-sequence")[:2]] == [
        REFUSED,
        "agencies.vouch_refused",
    ]


# Markup and hidden signs


def test_markup_and_signs_that_turn_writing_never_reach_a_name(corridor, agency):
    registrar, officer, cso = sign_in(make_registrar()), sign_in(make_agency_officer(agency)), make_cso(country="MM")
    assert registrar.post(reverse("csos"), {"name": TRICK, "kind": "faith", "country": "MM"}).status_code == 302
    assert CSO.objects.exclude(pk=cso.pk).get().name == "Golden <b>Anchor</b>"
    assert officer.post(f"/en/desk/agency/{agency.public_id}/contacts/", {"line": TRICK}).status_code == 422
    assert not AgencyContact.objects.exists()
    address = reverse("vouch", args=[cso.pk, agency.public_id, corridor.code])
    member = officer_of(cso)
    told = {**GOOD, "scope": TRICK, "note_1": TRICK, "documents": TRICK, "last_day": "2027-11-20"}
    assert member.post(address, told).status_code == 302
    vouch = Vouch.objects.get()
    assert {vouch.scope, vouch.checklist["1"]["note"], vouch.evidence} == {"Golden <b>Anchor</b>"}
    for page in (registrar.get(reverse("csos")), member.get(address), officer.get(f"/en/agencies/{agency.public_id}/")):
        assert "<b>Anchor" not in page.content.decode()


@pytest.mark.parametrize("name", ["\u202e\u200b\u2066", "\u200d", "\x00\x1b", "<>"])
def test_a_name_of_which_nothing_can_be_read_is_refused(name):
    page = sign_in(make_registrar()).post(reverse("csos"), {"name": name, "kind": "faith", "country": "MM"})
    assert page.status_code == 422 and not CSO.objects.exists()
    assert len(refused_lines()) == 1


# Files


def test_a_file_of_the_wrong_type_leaves_a_line_that_does_not_name_it():
    form = {"source": "bd_manning_agents", "retrieved": "2026-11-01"}
    file = SimpleUploadedFile("Ma-Hnin-passport.csv", b"%PDF-1.7 secret")
    page = sign_in(make_registrar()).post(reverse("register_uploads"), {**form, "file": file})
    assert page.status_code == 422 and "is a PDF" in page.content.decode()
    assert not RegisterUpload.objects.exists()
    (line,) = refused_lines()
    assert line.subject == "portal.view/register_uploads" and line.facts == {"method": "POST", "status": 422}


# Acting for others


def test_who_acts_for_another_organisation_is_in_the_trail_by_number_alone(agency):
    user = make_agency_officer(make_agency())
    address = f"/en/desk/agency/{agency.public_id}/fees/"
    page = sign_in(user).post(address, {"currency": "Private words"})
    assert page.status_code == 404 and "This page is not here" in page.content.decode()
    (line,) = refused_lines()
    assert (line.actor, line.subject) == (str(user.pk), "portal.view/own_fees")
    assert line.facts == {"method": "POST", "status": 404, "public_id": agency.public_id}


def test_what_people_look_at_on_public_pages_is_in_no_trail():
    client = sign_in(make_user())
    assert client.get("/en/agencies/12345678/").status_code == 404
    assert client.get("/en/jobs/1234567890/").status_code == 404
    assert refused_lines() == []


def test_who_tries_and_tries_does_not_fill_the_trail(monkeypatch, agency):
    monkeypatch.setattr(refusals, "LINES_AN_HOUR", 3)
    client = sign_in(make_agency_officer(make_agency()))
    for _ in range(6):
        assert client.get(f"/en/desk/agency/{agency.public_id}/").status_code == 404
    assert len(refused_lines()) == 3


def test_a_voucher_with_a_tie_gets_a_sentence_and_two_lines_without_words(corridor, agency):
    cso = make_cso(country="MM")
    address = reverse("vouch", args=[cso.pk, agency.public_id, corridor.code])
    page = officer_of(cso).post(address, {**GOOD, "tie": "yes", "documents": "My uncle owns it"})
    assert page.status_code == 422 and "uncle" in page.content.decode()
    assert not Vouch.objects.exists()
    lines = TrailEntry.objects.order_by("-sequence")[:2]
    assert [line.action for line in lines] == [REFUSED, "agencies.vouch_refused"]
    assert "uncle" not in str([(line.facts, line.subject) for line in lines])


# An agency reviewing itself


def test_an_agency_that_reviews_itself_from_one_batch_is_held_and_moves_no_figure(client, agency, corridor):
    """Every answer differs, as a careful forger would have it: the batch alone gives it away."""
    send_reviews([report for _ in range(12) for report in varied(make_agency(), corridor, 1)])
    for card, report in zip(make_cards(8), varied(agency, corridor, 8), strict=True):
        send_review(card, report, f"page of {card}", TODAY)
    before = client.get(f"/en/agencies/{agency.public_id}/").content
    move_reviews(TODAY)
    held = Review.objects.held().filter(agency=agency)
    assert held.count() == 8 and all("batch_cap" in review.hold_reasons for review in held)
    assert not ReviewFigure.objects.filter(block__agency=agency).exists()
    assert not PaymentFigure.objects.filter(agency=agency).exists()
    assert client.get(f"/en/agencies/{agency.public_id}/").content == before
    desk = sign_in(make_registrar()).get(reverse("held_reviews")).content.decode()
    assert "Very many reports about this agency from one sheet of cards." in desk
    line = TrailEntry.objects.filter(action="agencies.reviews_moved").get()
    assert line.facts["held"] >= 8 and set(line.facts) == {"moved", "held"}


def test_whoever_acts_for_an_agency_prints_no_cards_for_a_cso():
    cso = make_cso()
    user = make_agency_officer(make_agency())
    make_membership(user=user, organisation=cso.organisation)
    client = sign_in(user)
    submission = re.search(r'name="submission" value="([^"]+)"', client.get("/en/desk/cards/").content.decode())[1]
    form = {"submission": submission, "count": "3", "language": "en", "corridor": ""}
    page = client.post(reverse("review_print", args=[cso.pk]), form)
    assert page.status_code == 409 and "You act for an agency as well" in page.content.decode()
    assert not ReviewBatch.objects.exists() and not ReviewToken.objects.exists()
    assert [line.facts["status"] for line in refused_lines()] == [409]
