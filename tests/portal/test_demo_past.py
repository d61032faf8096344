"""The demo's invented agencies have a past, day by day, so that a past day shows something."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from agencies.history import as_of
from foundation import clock
from portal.demo.registry import KNOWN_FOR, seed_agency, seed_csos
from portal.demo.world import AGENCIES
from tests.make import TODAY, make_corridor, make_user

pytestmark = pytest.mark.django_db


def seeded(name):
    csos, staff = seed_csos(TODAY), (make_user(), make_user())
    (number,) = (number for number, told in enumerate(AGENCIES) if told.name == name)
    for code in AGENCIES[number].corridors:
        make_corridor(code)
    return seed_agency(number, AGENCIES[number], TODAY, csos, staff)


def ago(days):
    return TODAY - timedelta(days=days)


def test_an_example_is_known_for_months_and_its_suspension_was_lifted():
    agency = seeded("Quiet Harbour Recruitment")
    assert as_of(agency, TODAY - KNOWN_FOR - timedelta(days=1)) is None
    told = {days: as_of(agency, ago(days)) for days in (200, 120, 90, 1)}
    assert all(then.licences and then.contacts for then in told.values())
    assert [len([one for one in then.sanctions if one.ends is None]) for then in told.values()] == [0, 1, 0, 0]
    standings = {days: {one.standing for one in then.standings.values()} for days, then in told.items()}
    assert "suspended" in standings[120] and "suspended" not in standings[90]
    # The weekly batch showed its vouches, and that was written down on its day.
    assert "quorum_missing" not in {reason.code for one in told[1].standings.values() for reason in one.reasons}


def test_the_register_of_a_past_day_lists_the_examples_of_then(client):
    agency = seeded("Blue Heron Overseas")
    address = f"/en/agencies/?as_of={ago(1).isoformat()}"
    assert agency.name in client.get(address).content.decode()


def test_nothing_real_gets_an_invented_past(settings):
    settings.PORTAL_DEMO = False
    with pytest.raises(ImproperlyConfigured), clock.lived_on(ago(9)):
        pass
