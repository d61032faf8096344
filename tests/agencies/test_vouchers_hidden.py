"""Who vouched changes no byte that the public sees: pages of agency, list, check, results and opening, and the answer of a code."""

from datetime import date, timedelta
from itertools import combinations

import pytest
from django.urls import reverse

from agencies import actions
from agencies.models import StandingChange, Vouch
from foundation import clock
from jobs.indexing import everything
from partners.actions import accredit_cso, register_cso
from partners.models import CSO
from search.engine import engine
from tests.make import TODAY, make_corridor, make_opening, make_organisation, make_vetted_agency

pytestmark = pytest.mark.django_db
ENDS = date(2027, 3, 15)  # a Monday; the third CSO's accreditation ends later in that week


@pytest.fixture
def world():
    """A vetted agency with one opening, and four CSOs of all kinds, of which two vouch."""
    engine().clear()
    corridor = make_corridor("MM-TH-AGENCY")
    agency = make_vetted_agency(corridor, name="River Bend")
    opening = make_opening(agency=agency, corridor=corridor, title="Sewing machine operator")
    told = [
        ("Alpha Union", "trade_union", "MM", ENDS, False),
        ("Beta Mercy", "faith", "TH", ENDS, True),
        ("Gamma Circle", "grassroots", "MM", ENDS + timedelta(days=4), False),
        ("Delta Study", "research", "", ENDS + timedelta(days=2), True),
    ]
    csos = []
    for name, kind, country, ends, public in told:
        organisation = make_organisation(name=name)
        cso = register_cso(name, kind, country, organisation=organisation, public=public)
        csos.append(accredit_cso(cso, date(2026, 1, 1), ends))
    return agency, opening, csos


def seen_by_the_public(client, agency, opening) -> dict[str, bytes]:
    pages = {}
    for language in ("en", "my"):
        addresses = [
            f"/{language}/agencies/{agency.public_id}/",
            f"/{language}/agencies/",
            f"/{language}/agencies/?standing=vetted",
            f"/{language}/agencies/check/?q={agency.public_id}",
            f"/{language}/jobs/?words=sewing",
            f"/{language}/jobs/?agency={agency.public_id}",
            f"/{language}/jobs/{opening.public_id}/",
            f"/{language}/verify/{agency.public_id}/",
            f"/{language}/verify/{opening.public_id}/",
        ]
        for address in addresses:
            response = client.get(address, follow=True)
            assert response.status_code == 200, address
            pages[address] = response.content
    return pages


def vouched_by(agency, csos, given) -> None:
    """As if exactly these had vouched from the start, each with words of its own."""
    Vouch.objects.filter(agency=agency).delete()
    StandingChange.objects.filter(agency=agency).delete()
    for cso, day in zip(csos, given, strict=True):
        Vouch.objects.create(
            cso=cso,
            agency=agency,
            corridor=agency.disclosures.get().corridor,
            given=day,
            expires=TODAY + timedelta(days=300),
            scope=f"scope of {cso.name}",
            evidence=f"papers of {cso.name}",
            known_at=clock.now(),
        )
    actions.reassess(agency, TODAY)
    engine().rebuild(everything())


def test_swapping_any_voucher_leaves_every_public_byte_as_it_was(client, world):
    agency, opening, csos = world
    monday = date(2026, 11, 2)
    first = None
    for turn, pair in enumerate(combinations(csos, 2)):
        # Another day of the same week, and another order, for each pair.
        given = (monday + timedelta(days=turn % 7), monday + timedelta(days=(3 * turn) % 7))
        vouched_by(agency, pair, given)
        pages = seen_by_the_public(client, agency, opening)
        first = first or pages
        assert {address for address in pages if pages[address] != first[address]} == set()
    assert opening.title.encode() in first["/en/jobs/?words=sewing"]  # it is vetted all along, or equality means little
    everything_seen = b"".join(first.values())
    for cso in CSO.objects.all():
        assert cso.name.encode() not in everything_seen


def test_a_third_voucher_or_one_less_of_three_changes_no_byte_either(client, world):
    agency, opening, csos = world
    day = date(2026, 11, 4)
    vouched_by(agency, csos[:3], (day, day, day))
    with_three = seen_by_the_public(client, agency, opening)
    actions.withdraw_vouch(Vouch.objects.get(cso=csos[1]), TODAY)
    engine().rebuild(everything())
    assert seen_by_the_public(client, agency, opening) == with_three


def test_what_was_typed_in_a_vouch_or_a_draft_stands_on_no_public_page(client, world):
    agency, opening, csos = world
    vouched_by(agency, csos[:2], (date(2026, 11, 4),) * 2)
    actions.save_draft(agency, agency.disclosures.get().corridor, csos[2], {"documents": "planted words"}, TODAY)
    seen = b"".join(seen_by_the_public(client, agency, opening).values())
    assert b"papers of" not in seen and b"scope of" not in seen and b"planted words" not in seen
    assert reverse("vouches").encode() not in seen
