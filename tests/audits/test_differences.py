"""No two dossiers, of any days, countries and suppliers, tell together what no public page tells: fewer than five people."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from agencies.actions.review_figures import publish_due
from agencies.models import PaymentFigure, Review
from agencies.models.reviews import LEAST_REPORTS
from agencies.rules.review_figures import is_safe
from audits.actions.matching import confirm_certain
from audits.content import content_of
from audits.picture import supply
from foundation import clock
from foundation.canonical import canonical
from tests.audits.make import apply, certain_pairs, list_of
from tests.audits.world import SupplyWorld
from tests.make import TODAY, make_corridor, make_employer, make_opening, make_vetted_agency

pytestmark = pytest.mark.django_db
DAYS = [TODAY - timedelta(days=back) for back in (15, 12, 9, 6, 3, 0)]


class Months:
    """Many suppliers and agencies, of which reports come in over weeks and are published as they are each night."""

    def __init__(self):
        world, self.pick = SupplyWorld(), random.Random(11)
        self.brand = world.brand
        self.corridors = [make_corridor(code) for code in ("MM-TH-MOU", "MM-MY-AGENCY")]
        self.agencies = [make_vetted_agency(self.pick.choice(self.corridors)) for _ in range(3)]
        rows = []
        for number in range(16):
            employer = make_employer(name=f"Mill {number} Thread", city="Rayong", key=f"TH|mill {number}")
            for agency in self.pick.sample(self.agencies, self.pick.randrange(1, 4)):
                corridor, day = self.pick.choice(self.corridors), self.pick.choice(DAYS)
                make_opening(employer=employer, agency=agency, corridor=corridor, published_on=day)
            rows.append((f"Mill {number} Thread", "TH", "Rayong", "", str(self.pick.randrange(5, 90))))
        apply(world.brand, world.auditor, list_of(*rows), whole=False)
        confirm_certain(world.brand, certain_pairs(world.brand), world.auditor)
        self.suppliers = list(world.brand.suppliers.values_list("pk", flat=True))
        for day in DAYS:
            for agency in self.agencies:
                for corridor in self.corridors:
                    self.report(agency, corridor, self.pick.randrange(7))
            publish_due(day)
        self.now = clock.now()

    def report(self, agency, corridor, number: int, paid: str = ""):
        for _ in range(number):
            item = {"category": "recruitment_fee", "receipt": None, "currency": "THB"}
            Review.objects.create(
                agency=agency, corridor=corridor, year=2026, month=5, state="counted", fees="all",
                answers={"same_job": "no"}, receipt=f"{self.pick.getrandbits(256):064x}",
                items=[{**item, "paid": paid or str(self.pick.randrange(1000, 9000))}],
            )  # fmt: skip

    def hide(self):
        """On every agency and route as many more as can be there without a publication; one at least where there is room."""
        waiting = Counter(Review.objects.counted().filter(block=None).values_list("agency_id", "corridor_id"))
        for agency in self.agencies:
            for corridor in self.corridors:
                self.report(agency, corridor, LEAST_REPORTS - 1 - waiting[agency.pk, corridor.pk], paid="77777")

    def asked(self) -> tuple:
        """A question: some suppliers, a day, a country or all."""
        some = self.pick.sample(self.suppliers, self.pick.randrange(1, len(self.suppliers)))
        return some, self.pick.choice(DAYS), self.pick.choice(["", "", "TH", "VN"])

    def answer(self, question) -> dict:
        some, on, country = question
        return content_of(supply(self.brand, on, self.now, country, some), country)


def numbers(told: dict) -> dict[tuple, int]:
    """Every count of workers' reports that a dossier tells, by its place and the period it is about."""
    found = {}
    for agency in told["agencies"]:
        for route in agency["routes"]:
            for price in route["prices"]:
                paid = price["workers_paid"]
                if paid:
                    found[agency["number"], route["route"], paid["period_from"].year] = paid["reports"]
    return found


def test_ten_thousand_pairs_of_dossiers_recover_no_hidden_cell():
    """Every number is of five people at least, and so is every difference of one place on two days; what waits unpublished
    changes no byte of any dossier.
    """
    months = Months()
    questions = [months.asked() for _ in range(60)]
    before = [months.answer(each) for each in questions]
    months.hide()
    assert Review.objects.filter(items__0__paid="77777").count() > 0
    published = PaymentFigure.objects.count()
    publish_due(TODAY)
    after = [months.answer(each) for each in questions]
    assert PaymentFigure.objects.count() == published
    assert [canonical(told) for told in before] == [canonical(told) for told in after]
    assert "77777" not in "".join(canonical(each).decode() for each in after)

    for each in after:
        check_sums(each)
    told, recovered, changed = [numbers(each) for each in after], 0, 0
    for _ in range(10_000):
        one, other = months.pick.choice(told), months.pick.choice(told)
        recovered += sum(value < LEAST_REPORTS for value in one.values())
        gaps = [one[place] - other[place] for place in one.keys() & other.keys()]
        recovered += sum(not is_safe(gap) for gap in gaps)
        changed += any(gaps)
    assert recovered == 0
    # The attack had something to subtract.
    assert changed > 500


def check_sums(told: dict) -> None:
    """What is said of a supplier is a sum of numbers that stand on public pages."""
    public = {}
    for agency in told["agencies"]:
        for route in agency["routes"]:
            paid = [price["workers_paid"]["reports"] for price in route["prices"] if price["workers_paid"]]
            public[agency["number"], route["route"]] = max(paid, default=0)
    for one in told["suppliers"]:
        assert one["reports"] == sum(public[each["agency"], each["route"]] for each in one["recruiters"])
