"""What a worker pays for an opening by the agency's word: unknown is never zero."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from foundation.money import Money
from jobs.costs import Missing, MissingCode, cost_of, costs_of
from reference.models import Occupation
from tests.make import TODAY, make_corridor, make_disclosure, make_opening, make_vetted_agency
from tests.make import make_rate as rate

pytestmark = pytest.mark.django_db


def opening_with(*fees, **given):
    corridor = make_corridor()
    return make_opening(agency=make_vetted_agency(corridor, fees=fees), corridor=corridor, **given)


def test_the_worker_paid_lines_are_added_and_told_in_months_of_the_wage():
    cost = cost_of(opening_with(("Service", "4000", "THB"), ("Health", "1200", "THB"), wage_low=400), TODAY)
    assert cost.paid == Money(Decimal(5200), "THB")
    # 400 a day for 26 days.
    assert cost.months == Decimal("0.50")
    assert cost.missing == ()


def test_nothing_to_pay_is_zero_months_even_when_the_wage_is_not_known():
    cost = cost_of(opening_with(("Service", "0", "THB"), wage_low=None, wage_per=""), TODAY)
    assert cost.paid == Money(Decimal(0), "THB")
    assert cost.months == 0


def test_one_line_without_an_amount_leaves_the_whole_unknown_and_is_named():
    cost = cost_of(opening_with(("Service", "4000", "THB"), ("Health", None, "THB")), TODAY)
    assert not cost.is_known
    assert cost.months is None
    assert cost.missing == (Missing(MissingCode.NO_AMOUNT, "Health"),)


def test_a_cost_in_a_currency_without_a_rate_has_no_months():
    cost = cost_of(opening_with(("Service", "120000", "MMK")), TODAY)
    assert cost.paid == Money(Decimal(120000), "MMK")
    assert cost.months is None
    assert cost.missing == (Missing(MissingCode.NO_RATE),)


def test_a_cost_in_another_currency_is_told_in_months_by_the_rate():
    rate("MMK", "2100")
    rate("THB", "35")
    cost = cost_of(opening_with(("Service", "312000", "MMK"), wage_low=400), TODAY)
    assert cost.months == Decimal("0.50")


def test_an_opening_paid_by_the_piece_has_a_cost_but_no_months():
    cost = cost_of(opening_with(("Service", "4000", "THB"), wage_low=2, wage_per="piece"), TODAY)
    assert cost.is_known
    assert cost.missing == (Missing(MissingCode.NO_WAGE),)


def test_a_certified_order_nobody_disclosed_fees_for_has_an_unknown_cost():
    cost = cost_of(make_opening(basis="certified_order"), TODAY)
    assert cost.paid is None
    assert cost.months is None
    assert cost.missing == (Missing(MissingCode.NO_DISCLOSURE),)


def test_a_disclosure_for_the_occupation_comes_before_the_general_one():
    Occupation.objects.bulk_create(
        [Occupation(code="8153", level=4, title_en="Sewing"), Occupation(code="81", level=2)]
    )
    opening = opening_with(("Service", "4000", "THB"), occupation_id="8153")
    other = opening_with(("Service", "4000", "THB"))
    special = Occupation.objects.get(code="81")
    make_disclosure(opening.agency, opening.corridor, 100, occupation=special, version=2)
    make_disclosure(other.agency, other.corridor, 100, occupation=special, version=2)
    assert cost_of(opening, TODAY).paid == Money(Decimal(100), "THB")
    assert cost_of(other, TODAY).paid == Money(Decimal(4000), "THB")


def test_only_the_newest_version_in_force_counts():
    opening = opening_with(("Service", "4000", "THB"))
    make_disclosure(opening.agency, opening.corridor, 900, version=2, valid_from="2026-11-22")
    make_disclosure(opening.agency, opening.corridor, 100, version=3, valid_from="2026-11-23")
    assert cost_of(opening, TODAY).paid == Money(Decimal(900), "THB")


def test_a_page_of_openings_asks_no_more_queries_than_one():
    openings = [opening_with(("Service", "4000", "THB")) for _ in range(3)]
    with CaptureQueriesContext(
        connection,
    ) as of_one:
        costs_of(openings[:1], TODAY)
    with CaptureQueriesContext(connection) as of_all:
        costs = costs_of(openings, TODAY)
    assert len(of_all) == len(of_one) <= 3
    assert {cost.paid.amount for cost in costs.values()} == {Decimal(4000)}


def test_a_cost_too_small_to_see_never_becomes_nothing_in_the_index():
    from jobs.indexing import documents_of

    opening = make_opening(wage_low=100_000, wage_per="month", corridor=make_corridor())
    make_disclosure(opening.agency, opening.corridor, "1")
    (document,) = documents_of([opening], TODAY)
    assert 0 < document.cost_months < 1
