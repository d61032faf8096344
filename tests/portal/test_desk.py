"""The desk's list of what waits: oldest first, and by what it is about."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from agencies.models import ReviewBatch, ReviewToken
from partners.network import plan_session
from reference.models import Place
from tests.make import TODAY, make_cso, make_user
from tests.partners.test_network import entered, places  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def desk():
    cso = make_cso(officer=make_user(), country="MM")
    place = Place.objects.get(pk="MMR003001")
    for days in (3, 30):
        plan_session(cso, TODAY - timedelta(days=days), "rights", place, f"{days:022d}")
    batch = ReviewBatch.objects.create(
        cso=cso, language="my", cards=2, made=TODAY - timedelta(days=360), expires=TODAY + timedelta(days=5),
        submission="b" * 22,
    )  # fmt: skip
    ReviewToken.objects.create(mark="m", batch=batch)
    return entered(cso.organisation.memberships.get().user)


def waits(page) -> list:
    return [(item.about, item.since) for item in page.context["items"]]


def test_what_waits_stands_oldest_first_whatever_it_is(desk):
    page = desk.get(reverse("desk"))
    days = [since for _, since in waits(page)]
    assert days == sorted(days) and {about for about, _ in waits(page)} == {"sessions", "cards"}


def test_a_kind_is_looked_at_alone_and_the_way_back_tells_how_many_there_are(desk):
    page = desk.get(reverse("desk"), {"about": "sessions"})
    assert [since for _, since in waits(page)] == [TODAY - timedelta(days=30), TODAY - timedelta(days=3)]
    text = page.content.decode()
    assert "All (3)" in text and re.search(r'aria-current="true">Education sessions \(2\)', text)


def test_a_kind_of_which_nothing_waits_says_so_and_junk_is_no_kind(desk):
    page = desk.get(reverse("desk"), {"about": "cases"})
    assert (
        waits(page) == [] and "Nothing waits for you." in page.content.decode() and "All (3)" in page.content.decode()
    )
    for junk in ("<b>", "\0", "x" * 5000):
        assert len(waits(desk.get(reverse("desk"), {"about": junk}))) == 3
