"""What tests of the registry share: an agency, a corridor, forms without a wait, a site that lives on and an agency that has."""

from datetime import UTC, date, datetime, time

import pytest

from agencies import actions
from agencies.actions import Item
from agencies.models import Agency
from foundation import clock
from partners.actions import accredit_cso, register_cso
from tests.agencies.past_days import day, thb
from tests.make import make_agency, make_cards, make_corridor, make_cso, make_rate, make_user


@pytest.fixture
def corridor(db):
    return make_corridor()


@pytest.fixture
def agency(db):
    """With a rate, so that what its workers paid can be told in another currency."""
    make_rate("THB", "35")
    return make_agency(name="Golden Heron")


@pytest.fixture
def card(corridor):
    """A card for one report, not used yet."""
    return make_cards(1, corridor=corridor)[0]


@pytest.fixture
def officer(db):
    return make_user()


@pytest.fixture
def cso(officer):
    return make_cso(officer=officer)


@pytest.fixture
def quick_forms(settings):
    """A form may be sent at once."""
    settings.FORM_LEAST_SECONDS = 0


@pytest.fixture
def live_on(settings, monkeypatch):
    """live_on(day) moves the site's day and the real moment alike: noon of that day in Bangkok."""

    def move(on: date) -> None:
        settings.PORTAL_TODAY = on.isoformat()
        moment = datetime.combine(on, time(12), clock.BANGKOK).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move


@pytest.fixture
def lived(live_on, corridor):
    """An agency with a year behind it; today is 22 November 2026."""
    live_on(day(1, 5))
    agency = actions.register_agency("Old Name", "MM", address="1 Road", example=True)
    actions.set_contacts(agency, [("phone", "+95 1 111")], day(1, 5))
    live_on(day(2, 2))
    licence = {"regulator": "Department", "country": "MM", "number": "L-1", "covers": "MM-TH-*"}
    actions.grant_licence(agency, **licence, issued=day(2, 1), last_day=day(12, 31))
    actions.disclose_fees(agency, corridor, [Item("medical", "Check", thb(500), "worker")], day(2, 2))
    for name in ("North", "South"):
        cso = accredit_cso(register_cso(name, "trade_union"), day(1, 1), None)
        actions.vouch_for(agency, corridor, cso, given=day(2, 2), expires=day(12, 30))
    live_on(day(2, 9))
    actions.reassess(agency)
    live_on(day(4, 1))
    sanction = actions.impose_sanction(
        agency, by="regulator", authority="Department", reason="x", starts=day(4, 1), ends=day(6, 1)
    )
    live_on(day(5, 4))
    actions.lift_sanction(sanction, day(5, 4))
    actions.correct_agency(agency, reason="The seal says so", name="New Name")
    actions.set_contacts(agency, [("phone", "+95 2 222")], day(5, 4))
    live_on(day(6, 3))
    actions.withdraw_vouch(agency.vouches.first(), day(6, 3))
    actions.disclose_fees(agency, corridor, [Item("medical", "Check", thb(900), "worker")], day(6, 3))
    live_on(day(6, 8))
    actions.reassess(agency)
    live_on(day(7, 1))
    actions.grant_licence(agency, **licence, issued=day(2, 1), last_day=day(12, 31), status="revoked")
    actions.correct_agency(agency, reason="Moved", address="2 Road", name="Newest Name")
    live_on(day(11, 22))
    return Agency.objects.get(pk=agency.pk)
