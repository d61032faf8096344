"""The register as of a past day: who stood there, and how many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import actions
from agencies.history import as_of
from agencies.models import Agency, FieldChange
from agencies.past_register import counts_then, known_then
from agencies.rules import Standing
from foundation import clock
from tests.agencies.past_days import day, page
from tests.make import make_corridor

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


def test_the_register_of_a_past_day_counts_and_lists_what_stood_then(client, lived, corridor, live_on):
    live_on(day(3, 20))
    actions.register_agency("Plain Sending", "KH")
    live_on(day(11, 22))
    url = reverse("agency_list")

    def told(query):
        text = page(client, f"{url}?as_of={query}")
        return text[text.index("</form>") :]

    assert "Vetted: 1" in told("2026-03-01") and "Plain Sending" not in told("2026-03-01")
    april = told("2026-04-02")
    assert "Suspended: 1" in april and "Not known: 1" in april and "2 agencies" in april
    assert "Old Name" in april and "Newest Name" not in april
    assert "Old Name" in told("2026-04-02&standing=suspended") and "Plain" not in told("2026-04-02&standing=suspended")
    assert "Old Name" in told("2026-04-02&corridor=MM-TH-MOU&standing=suspended")
    assert "No agency here fits." in told("2026-04-02&corridor=MM-TH-MOU&standing=vetted")
    assert "Plain Sending" in told("2026-04-02&country=KH") and "Not known: 1" in told("2026-04-02&country=KH")
    assert "Suspended: 1" not in told("2026-04-02&country=KH")
    assert f"/{lived.public_id}/?as_of=2026-04-02" in april


def test_counts_of_a_past_day_are_those_of_the_verdicts_one_by_one(lived, live_on, corridor):
    other = make_corridor("MM-MY-AGENCY")
    live_on(day(3, 2))
    for place in range(4):
        agency = actions.register_agency(f"Agency {place}", "MM")
        if place:
            actions.grant_licence(
                agency, regulator="D", country="MM", number=f"N{place}", covers=f"{corridor.code} {other.code}"
            )
        if place == 2:
            actions.impose_sanction(agency, by="regulator", reason="x", starts=day(3, 2), corridor=other)
        if place == 3:
            actions.impose_sanction(agency, by="regulator", reason="x", starts=day(3, 2))
    live_on(day(11, 22))
    from agencies.reading import headline_of

    for on in (day(1, 5), day(3, 2), day(4, 2), day(7, 1)):
        known = clock.end_of(on)
        expected = dict.fromkeys(Standing, 0)
        for agency in known_then(known):
            held = {route: one for route, one in as_of(agency, on).standings.items() if one.holds}
            recorded, _routes = headline_of(held)
            if recorded:
                expected[recorded.standing] += 1
        assert counts_then(None, on, known) == expected
        assert counts_then(known_then(known), on, known) == expected


PAST_QUERIES = ("", "&standing=unknown", "&country=MM&corridor=MM-TH-MOU", "&words=agency&page=2", "&page=99")


def test_the_register_of_a_past_day_takes_the_same_queries_at_any_size(client, live_on, corridor):
    def grow(count: int) -> None:
        live_on(day(3, 2))
        agencies = Agency.objects.bulk_create(
            Agency(
                public_id=number, name=f"Agency {number}", country="MM", changed_at=clock.now(), known_at=clock.now()
            )
            for number in actions.registration.new_public_ids(count)
        )
        actions.reassess_many([agency.pk for agency in agencies])
        for agency in agencies[: count // 2]:
            FieldChange.objects.create(
                agency=agency, field="name", before="Then", after=agency.name, known_at=clock.now()
            )
        live_on(day(11, 22))

    def queries() -> list[int]:
        counts = []
        for query in PAST_QUERIES:
            page(client, f"{reverse('agency_list')}?as_of=2026-03-05{query}")
            with CaptureQueriesContext(connection) as asked:
                page(client, f"{reverse('agency_list')}?as_of=2026-03-05{query}")
            counts.append(len(asked))
        return counts

    grow(60)
    few = queries()
    grow(60)
    assert queries() == few and max(few) <= 12
    assert "Not known: 120" in page(client, f"{reverse('agency_list')}?as_of=2026-03-05")
