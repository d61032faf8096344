"""A registrar who acts for an agency as well decides nothing about it, and reads nothing that is said of it."""

import pytest

from agencies.actions import close_concern, open_concern
from agencies.actions.leads import Words, close_lead, read_lead, report_concern
from agencies.actions.refused import Refused
from agencies.actions.review_desk import (
    read_words,
    refuse_reply,
    reject_review,
    release_review,
    reply_to_reviews,
    show_reply,
)
from agencies.models import Concern, Lead, Review
from foundation.models import TrailEntry
from tests.make import TODAY, make_agency, make_corridor, make_membership, make_registrar, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return make_agency(name="Golden Dragon")


@pytest.fixture
def own_registrar(agency):
    registrar = make_registrar()
    make_membership(user=registrar, organisation=agency.organisation)
    return registrar


@pytest.fixture
def lead(agency):
    report_concern(agency, Words(("deception",), "words", "en"), "a" * 22, TODAY)
    return Lead.objects.get()


@pytest.fixture
def review(agency):
    return Review.objects.create(
        agency=agency,
        corridor=make_corridor(),
        year=2026,
        month=5,
        fees="untold",
        state="held",
        hold_reasons=["burst"],
        receipt="r",
    )


@pytest.fixture
def reply(agency):
    return reply_to_reviews(agency, "We pay back.", "en", TODAY, actor=make_registrar())


DECISIONS = {
    "release a report": lambda by, agency, lead, review, reply: release_review(review, "why", TODAY, actor=by),
    "reject a report": lambda by, agency, lead, review, reply: reject_review(review, "why", actor=by),
    "read sealed words": lambda by, agency, lead, review, reply: read_words(agency, TODAY, actor=by),
    "show a reply": lambda by, agency, lead, review, reply: show_reply(reply, actor=by),
    "refuse a reply": lambda by, agency, lead, review, reply: refuse_reply(reply, "why", actor=by),
    "open a concern": lambda by, agency, lead, review, reply: open_concern(lead.concern, TODAY, actor=by),
    "close a concern": lambda by, agency, lead, review, reply: close_concern(lead.concern, TODAY, actor=by),
    "read a report": lambda by, agency, lead, review, reply: read_lead(lead, by, TODAY),
    "close a report": lambda by, agency, lead, review, reply: close_lead(lead, TODAY, by),
}


@pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)
def test_nobody_decides_about_an_agency_they_act_for(decide, own_registrar, agency, lead, review, reply):
    before = TrailEntry.objects.count()
    with pytest.raises(Refused):
        decide(own_registrar, agency, lead, review, reply)
    assert TrailEntry.objects.count() == before


def test_the_pages_say_so_in_words(own_registrar, agency, lead, review, reply):
    client, told = sign_in(own_registrar), "You act for this agency"
    for address, typed in (
        (f"/en/desk/registry/reports/{lead.pk}/", {"step": "read"}),
        (f"/en/desk/registry/reports/{lead.pk}/", {"step": "open"}),
        (f"/en/desk/registry/reports/{lead.pk}/", {"step": "close_concern"}),
        (f"/en/desk/reviews/{review.pk}/", {"step": "release", "reason": "why"}),
        (f"/en/desk/reviews/words/{agency.public_id}/", {}),
        (f"/en/desk/reviews/replies/{reply.pk}/", {"step": "release", "reason": "why"}),
    ):
        assert told in client.post(address, typed, follow=True).content.decode(), address
    assert Concern.objects.get().state == "received"
