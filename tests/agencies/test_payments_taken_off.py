"""A payment figure leaves public pages and judgement when fewer than five of those who told it are left."""

from datetime import timedelta

import pytest

from agencies.actions.review_figures import publish_due
from agencies.actions.reviews import withdraw_review
from agencies.models import PaymentFigure
from foundation.models import TrailEntry
from tests.agencies.test_route_costs import AMOUNTS, night, told_pay
from tests.make import TODAY, make_corridor

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


@pytest.mark.parametrize(("taken_back", "shown"), [(4, True), (5, False), (8, False)])
def test_a_figure_of_eight_goes_when_five_took_their_report_back(client, agency, taken_back, shown, on_day):
    receipts = night(told_pay(make_corridor(), [*AMOUNTS, 7000, 8000, 9000], agency))
    published = PaymentFigure.objects.get()
    for receipt in receipts[:taken_back]:
        withdraw_review(receipt)
    on_day(LATER)
    publish_due(LATER)
    assert PaymentFigure.objects.shown_on(LATER).exists() is shown
    # The page of the day before still shows what stood there, in the very words.
    assert list(PaymentFigure.objects.shown_on(LATER - timedelta(days=1))) == [published]
    address = f"/en/agencies/{agency.public_id}/"
    paid = "Workers paid"
    assert (paid in client.get(address).content.decode()) is shown
    assert paid in client.get(address, {"as_of": (LATER - timedelta(days=1)).isoformat()}).content.decode()
    assert TrailEntry.objects.filter(action="agencies.payments_taken_off").exists() is not shown
    assert publish_due(LATER) == 0
