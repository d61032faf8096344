"""The desks of reports: a CSO prints cards, the registrar decides and reads, the agency replies."""

import re

import pytest
from django.urls import reverse

from agencies.actions.review_desk import reply_to_reviews
from agencies.actions.review_moves import move_reviews
from agencies.models import Review, ReviewBatch, ReviewReply, ReviewToken
from agencies.review_cards import sheet_page
from tests.agencies.reports import planted, varied
from tests.agencies.review_pages import LANGUAGES, signed_in
from tests.make import (
    TODAY,
    make_agency,
    make_cards,
    make_cso,
    make_membership,
    make_organisation,
    make_user,
    send_reviews,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_forms")]


# The CSO
def sheet(client, cso, **given):
    text = client.get("/en/desk/cards/").content.decode()
    submission = re.search(r'name="submission" value="([^"]+)"', text)[1]
    data = {"submission": submission, "count": "3", "language": "en", "corridor": "", **given}
    return client.post(f"/en/desk/cards/{cso.pk}/print/", data), data


def test_an_officer_prints_a_sheet_once(cso, officer):
    client = signed_in(officer)
    page, data = sheet(client, cso)
    assert page["Content-Type"] == "application/pdf" and page.content.startswith(b"%PDF")
    assert "no-store" in page["Cache-Control"]
    assert ReviewToken.objects.filter(batch__cso=cso).count() == 3
    again = client.post(f"/en/desk/cards/{cso.pk}/print/", data)
    assert again.status_code == 409 and "made before" in again.content.decode()
    assert ReviewBatch.objects.count() == 1
    listed = client.get("/en/desk/cards/").content.decode()
    assert not re.search(r"\d{4} \d{4} \d{4}", listed)
    client.post(reverse("review_void", args=[ReviewBatch.objects.get().pk]))
    assert not ReviewToken.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_leads_to_the_page_in_its_language(language):
    page = sheet_page(["123456789012"], language)
    assert "1234 5678 9012" in page and f'lang="{language}"' in page


@pytest.mark.parametrize(
    "given", [{"count": "0"}, {"count": "51"}, {"count": "x"}, {"language": "xx"}, {"corridor": "no"}]
)
def test_a_wrong_sheet_is_not_made(cso, officer, given):
    page, _data = sheet(signed_in(officer), cso, **given)
    assert page.status_code == 422 and not ReviewBatch.objects.exists()


def test_no_other_member_prints_or_voids_a_csos_cards(cso):
    make_cards(2, cso)
    batch = ReviewBatch.objects.get()
    stranger, reader = make_user(), make_user()
    make_cso(officer=stranger)
    make_membership(user=reader, organisation=cso.organisation, role="reader")
    data = {"submission": "s" * 22, "count": "3", "language": "en", "corridor": ""}
    for user in (stranger, reader):
        client = signed_in(user)
        assert client.post(f"/en/desk/cards/{cso.pk}/print/", data).status_code == 404
        assert client.post(reverse("review_void", args=[batch.pk])).status_code == 404
    assert signed_in(reader).get("/en/desk/cards/").status_code == 403
    assert ReviewBatch.objects.count() == 1 and ReviewToken.objects.count() == 2


@pytest.mark.parametrize("address", ["cards/", "reviews/"])
def test_who_is_not_signed_in_is_sent_to_sign_in(client, address):
    page = client.get(f"/en/desk/{address}")
    assert page.status_code == 302 and "/account/login/" in page["Location"]


# The registrar
@pytest.fixture
def registrar():
    user = make_user()
    make_membership(user=user, organisation=make_organisation(kind="desk"))
    return user


def test_the_registrar_decides_about_held_reports(agency, corridor, registrar):
    send_reviews(planted(agency, corridor, 12))
    move_reviews(TODAY)
    client = signed_in(registrar)
    assert "Reports held back, to look at: 12" in client.get("/en/desk/").content.decode()
    listed = client.get("/en/desk/reviews/").content.decode()
    first, second = re.findall(r"/en/desk/reviews/([0-9a-f-]{36})/", listed)[:2]
    assert client.get(f"/en/desk/reviews/{first}/").status_code == 200
    assert client.post(f"/en/desk/reviews/{first}/", {"step": "release", "reason": ""}).status_code == 422
    client.post(f"/en/desk/reviews/{first}/", {"step": "release", "reason": "Known"})
    client.post(f"/en/desk/reviews/{second}/", {"step": "reject", "reason": "Copy"})
    again = client.post(f"/en/desk/reviews/{second}/", {"step": "release", "reason": "Known"}, follow=True)
    assert "decided about this report already" in again.content.decode()
    assert (Review.objects.counted().count(), Review.objects.filter(state="rejected").count()) == (1, 1)


def test_only_the_registrar_moderates(agency, corridor, officer, cso):
    send_reviews(planted(agency, corridor, 12))
    move_reviews(TODAY)
    held = Review.objects.held().first()
    agent = make_user()
    make_membership(user=agent, organisation=agency.organisation)
    waiting = reply_to_reviews(agency, "Words.", "en", TODAY, actor=agent)
    for user in (officer, agent):
        client = signed_in(user)
        assert client.get("/en/desk/reviews/").status_code == 403
        assert client.post(f"/en/desk/reviews/{held.pk}/", {"step": "release", "reason": "x"}).status_code == 403
        assert client.post(f"/en/desk/reviews/words/{agency.public_id}/").status_code == 403
        assert client.post(f"/en/desk/reviews/replies/{waiting.pk}/", {"step": "release"}).status_code == 403
    held.refresh_from_db()
    waiting.refresh_from_db()
    assert (held.state, waiting.state) == ("held", "waiting")


def test_words_are_read_by_a_post_alone(agency, corridor, registrar):
    send_reviews(varied(agency, corridor, 5, words="Something quiet"))
    move_reviews(TODAY)
    client = signed_in(registrar)
    address = f"/en/desk/reviews/words/{agency.public_id}/"
    assert client.get(address).status_code == 405
    assert client.post(address).content.decode().count("Something quiet") == 5


def test_each_desk_leads_to_its_own_page_of_reviews(agency, officer, cso, registrar):
    agent, reader = make_user(), make_user()
    make_membership(user=agent, organisation=agency.organisation)
    make_membership(user=reader, organisation=cso.organisation, role="reader")
    pages = {"/en/desk/cards/": officer, "/en/desk/reviews/": registrar, f"/en/desk/reply/{agency.public_id}/": agent}
    for address, user in pages.items():
        desk = signed_in(user)
        shown = desk.get("/en/desk/").content.decode()
        assert [one for one in pages if f'href="{one}"' in shown] == [address]
        assert desk.get(address).status_code == 200
    shown = signed_in(reader).get("/en/desk/").content.decode()
    assert not any(f'href="{one}"' in shown for one in pages)


# The agency
def test_the_agency_replies_and_the_registrar_shows_it(client, agency, registrar):
    agent = make_user()
    make_membership(user=agent, organisation=agency.organisation)
    desk = signed_in(agent)
    page = desk.post(f"/en/desk/reply/{agency.public_id}/", {"words": "We changed <b>brokers</b>."}, follow=True)
    assert page.status_code == 200
    public = f"/en/agencies/{agency.public_id}/"
    assert "brokers" not in client.get(public).content.decode()
    reply = ReviewReply.objects.get()
    signed_in(registrar).post(f"/en/desk/reviews/replies/{reply.pk}/", {"step": "release"})
    assert "We changed &lt;b&gt;brokers" in client.get(public).content.decode()


def test_nobody_replies_for_another_agency(agency, officer, cso):
    rival = make_user()
    make_membership(user=rival, organisation=make_agency().organisation)
    for user in (rival, officer):
        page = signed_in(user).post(f"/en/desk/reply/{agency.public_id}/", {"words": "Words."})
        assert page.status_code == 404
    assert not ReviewReply.objects.exists()
