"""SDG 10.7.1 from real reports: same-person cost and pay, five people at least, changed by five at a time; payments by group."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.actions.review_moves import move_reviews
from agencies.actions.reviews import Item, withdraw_review
from agencies.models import PaymentFigure, Review, RouteCost
from agencies.rules.review_figures import Shown, is_safe
from agencies.rules.route_costs import may_join
from agencies.sdg import report_on
from foundation.money import Money
from tests.agencies.reports import release_all, varied
from tests.make import TODAY, make_agency, make_corridor, make_rate, send_reviews


def thb(amount) -> Money:
    return Money(Decimal(amount), "THB")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=12))
@settings(max_examples=300)
def test_whatever_comes_and_goes_no_number_of_people_tells_of_one_to_four(nights):
    """Each night some reports tell pay, some do not, and some who told it are taken back."""
    members, told, waiting, silent, public = 0, [], 0, 0, []
    for paired, others, back in nights:
        waiting, silent = waiting + paired, silent + others
        members -= min(members, back)
        gone = (told[-1] if told else 0) - members
        shown = members + gone + waiting + silent
        count = may_join(Shown(members, gone, tuple(told)), waiting, shown)
        if count is None:
            continue
        members, waiting = members + count, waiting - count
        told.append(members)
        public.append(shown - members)
    assert all(map(is_safe, told)) and all(is_safe(one - other) for one, other in combinations(told, 2))
    assert all(map(is_safe, public))


@pytest.mark.parametrize(
    ("members", "told", "waiting", "reports", "count"),
    [
        (0, (), 4, 4, None),
        (0, (), 5, 5, 5),
        (0, (), 8, 8, 8),
        # Nine of ten told pay: one alone must not be told apart, so four of the nine wait.
        (0, (), 9, 10, 5),
        (0, (), 8, 9, None),
        (5, (5,), 4, 9, None),
        (5, (5,), 5, 10, 5),
        (0, (5,), 0, 5, 0),
        (3, (8,), 0, 8, None),
    ],
)
def test_people_enter_five_at_a_time_and_leave_nobody_alone(members, told, waiting, reports, count):
    gone = (told[-1] if told else 0) - members
    assert may_join(Shown(members, gone, told), waiting, reports) == count


@pytest.fixture
def corridor(db):
    make_rate("THB", "35")
    return make_corridor()


def told_pay(corridor, amounts, agency=None):
    """Reports that paid so much and earned 10,000 baht in the first month."""
    reports = varied(agency or make_agency(), corridor, len(amounts))
    return [
        replace(one, items=(Item("recruitment_fee", Decimal(paid), None, "THB"),), earned=thb(10_000))
        for one, paid in zip(reports, amounts, strict=True)
    ]


def night(reports, day=TODAY) -> list[str]:
    receipts = send_reviews(reports, day)
    move_reviews(day)
    release_all(day)
    return receipts


AMOUNTS = [5000, 10_000, 20_000, 30_000, 85_000]


def test_five_people_of_two_agencies_give_a_figure_and_the_page_shows_it(client, corridor):
    night(told_pay(corridor, AMOUNTS))
    told = report_on(corridor, TODAY)
    assert (told.own.people, told.own.median, told.own.mean) == (5, 2, 3)
    assert report_on(corridor, TODAY - timedelta(days=1)).own.people == 0
    text = client.get(f"/en/corridors/{corridor.code}/sdg/").content.decode()
    assert "2 months of wages" in text and "People who told both amounts" in text


def test_a_past_day_shows_the_figure_of_that_day(client, corridor):
    night(told_pay(corridor, AMOUNTS), TODAY - timedelta(days=3))
    address = f"/en/corridors/{corridor.code}/sdg/?as_of="
    before = client.get(address + (TODAY - timedelta(days=4)).isoformat()).content.decode()
    after = client.get(address + (TODAY - timedelta(days=2)).isoformat()).content.decode()
    assert "No figure of our own yet." in before and "2 months of wages" in after
    assert "Our own figure on this page is that of" in before and 'name="as_of"' in after
    wrong = client.get(f"{address}nonsense").content.decode()
    assert wrong.count("We cannot read this day") == 1 and "2 months of wages" in wrong
    lower = client.get(f"/en/corridors/{corridor.code.lower()}/sdg/?as_of=2026-05-01")
    assert lower["Location"].endswith("/sdg/?as_of=2026-05-01")


def test_four_pays_among_nine_reports_show_nothing(client, corridor):
    reports = told_pay(corridor, [*AMOUNTS, *range(6000, 10_000, 1000)])
    night([replace(one, earned=one.earned if at < 4 else None) for at, one in enumerate(reports)])
    assert PaymentFigure.objects.get().reports == 9
    assert not RouteCost.objects.exists()
    assert "No figure of our own yet." in client.get(f"/en/corridors/{corridor.code}/sdg/").content.decode()


def test_one_report_more_moves_nothing_and_five_do(corridor):
    agency = make_agency()
    night(told_pay(corridor, AMOUNTS, agency))
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    # Five more reports, one of which tells pay: the agency's payments change, the route's cost does not.
    more = told_pay(corridor, [11_000, 12_000, 13_000, 14_000, 15_000], agency)
    night([replace(one, earned=one.earned if at == 0 else None) for at, one in enumerate(more)], tomorrow)
    assert PaymentFigure.objects.order_by("-published").first().reports == 10
    assert [row.people for row in RouteCost.objects.all()] == [5]
    night(told_pay(corridor, [11_500, 12_500, 13_500, 14_500, 15_500], agency), later)
    assert report_on(corridor, later).own.people == 10
    assert report_on(corridor, tomorrow).own.people == 5


def test_what_is_taken_back_leaves_after_five_and_then_the_figure_goes(corridor):
    receipts = night(told_pay(corridor, [*AMOUNTS, 40_000, 45_000]))
    assert report_on(corridor, TODAY).own.people == 7
    tomorrow, later = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    for receipt in receipts[:4]:
        withdraw_review(receipt)
    move_reviews(tomorrow)
    assert report_on(corridor, tomorrow).own.people == 7
    withdraw_review(receipts[4])
    move_reviews(later)
    assert not report_on(corridor, later).own.is_told
    assert not Review.objects.filter(paired=True).exists()


def test_a_pay_whose_rate_is_not_known_waits(corridor):
    night([replace(one, earned=Money(Decimal(10), "XAF")) for one in told_pay(corridor, AMOUNTS)])
    assert PaymentFigure.objects.exists() and not RouteCost.objects.exists()


def test_a_currency_that_few_told_is_not_named(corridor):
    make_rate("KHR", "4000")
    reports = told_pay(corridor, [*AMOUNTS, 30_500])
    odd = replace(reports[0], items=(Item("recruitment_fee", Decimal(600_000), None, "KHR"),))
    night([odd, *reports[1:]])
    assert RouteCost.objects.get().currencies == "THB"


def test_the_database_itself_keeps_figures_of_four_and_pay_without_currency_out(corridor):
    with pytest.raises(IntegrityError), transaction.atomic():
        RouteCost.objects.create(corridor=corridor, people=4, median=1, mean=1, published=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            agency=make_agency(), corridor=corridor, year=2026, month=5, fees="nothing", state="counted", earned=5, receipt="x"
        )  # fmt: skip


def test_payments_are_told_by_group_from_the_same_people(corridor):
    reports = told_pay(corridor, AMOUNTS)
    items = [
        (*one.items, *([Item("medical", Decimal(500 * at), None, "THB")] if at > 1 else []))
        for at, one in enumerate(reports)
    ]
    night([replace(one, items=told) for one, told in zip(reports, items, strict=True)])
    figure = PaymentFigure.objects.get()
    parts = {part.category: (part.reports, part.low, part.median, part.high) for part in figure.parts.all()}
    # Who wrote no line for the doctor paid nothing for it: they told every fee.
    assert parts == {"recruitment_fee": (5, 10_000, 20_000, 30_000), "medical": (5, 0, 1000, 1500)}


def test_a_group_that_three_quarters_paid_nothing_for_is_not_told(corridor):
    reports = told_pay(corridor, AMOUNTS)
    odd = replace(reports[0], items=(*reports[0].items, Item("medical", Decimal(500), None, "THB")))
    night([odd, *reports[1:]])
    assert [part.category for part in PaymentFigure.objects.get().parts.all()] == ["recruitment_fee"]


def test_groups_change_with_their_figure_and_not_before(corridor):
    agency = make_agency()
    night(told_pay(corridor, AMOUNTS, agency))
    before = list(PaymentFigure.objects.get().parts.values())
    night(told_pay(corridor, [1000, 2000, 3000, 4000], agency), date(2026, 11, 23))
    assert list(PaymentFigure.objects.get().parts.values()) == before
