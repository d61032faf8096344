"""Rules of costs, by table and by property, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridors import rules
from corridors.rules import (
    Category,
    FigureKind,
    Nature,
    Payer,
    Periodicity,
)
from foundation.partial import PartialDate
from tests.corridors.facts import ON, RATES, WAGE, line, sheet


def test_costs_add_up_per_payer_and_category():
    got = sheet(line(low=100), line("exam", 50, 80, category=Category.MEDICAL), line("levy", 900, payer=Payer.EMPLOYER))
    worker = got.worker
    assert (worker.low.amount, worker.high.amount) == (150, 180)
    assert [(category, high.amount) for category, _low, high in worker.by_category] == [
        (Category.MEDICAL, 80),
        (Category.ADMINISTRATIVE, 100),
    ]
    assert got.total_of(Payer.EMPLOYER).high.amount == 900
    assert worker.months_high == Decimal(180) / 9000


def test_an_unknown_amount_is_named_and_never_zero():
    got = sheet(line(low=100), line("passport", None))
    assert [row.item for row in got.worker.missing] == ["passport"]
    assert got.worker.low.amount == 100
    assert not got.worker.high.is_known
    alone = sheet(line("passport", None)).worker
    assert not alone.low.is_known and not alone.known_high.is_known


def test_conflicting_lines_of_one_item_are_shown_together_and_counted_once():
    got = sheet(line("fee", 300), line("fee", 500))
    assert [row.item for row in got.conflicts] == ["fee"]
    assert (got.worker.low.amount, got.worker.high.amount) == (300, 500)


def test_lines_that_differ_by_age_are_a_range_and_no_conflict():
    got = sheet(line("life", 37, differs_by="age"), line("life", 49, differs_by="age"))
    assert got.conflicts == ()
    assert (got.worker.low.amount, got.worker.high.amount) == (37, 49)


def test_a_conflict_on_who_pays_lets_the_worker_pay_nothing_at_least():
    got = sheet(line("fee", 100), line("fee", 90, payer=Payer.EMPLOYER))
    assert got.rows[0].payer_conflict
    assert (got.worker.low.amount, got.worker.high.amount) == (0, 100)


@pytest.mark.parametrize("kind", [FigureKind.ILLEGAL_CHARGE, FigureKind.PROPOSAL])
def test_illegal_charges_and_proposals_are_never_counted(kind):
    got = sheet(line("bribe", 10_000, kind=kind))
    assert got.totals == ()
    assert len(got.set_aside) == 1


@pytest.mark.parametrize(
    "apart",
    [
        {"nature": Nature.DEPOSIT},
        {"nature": Nature.REFUNDABLE},
        {"nature": Nature.WAGE_DEDUCTION},
        {"nature": Nature.LOAN_INTEREST},
        {"nature": Nature.LATER},
        {"periodicity": Periodicity.PER_MONTH},
    ],
)
def test_what_is_no_recruitment_cost_is_tracked_outside_the_total(apart):
    got = sheet(line(low=100), line("other", 700, **apart))
    assert got.worker.high.amount == 100
    assert [part.line.item for part in got.apart] == ["other"]


def test_the_refundable_part_of_a_cost_is_taken_out_of_it():
    got = sheet(line("guarantee", 2900, refundable=Decimal(1000)))
    assert got.worker.high.amount == 1900
    assert [(part.nature, part.low) for part in got.apart] == [(Nature.REFUNDABLE, 1000)]


def test_an_item_inside_a_package_is_not_added_to_it():
    package = line("package", 78_990, kind=FigureKind.OFFICIAL_PACKAGE)
    got = sheet(package, line("passport", 3500, part_of="package"))
    assert got.worker.high.amount == 78_990
    assert [each.item for each in got.inside_package] == ["passport"]


def test_an_item_of_a_package_that_is_not_in_force_is_added():
    package = line("package", 49, kind=FigureKind.OFFICIAL_PACKAGE, historical=True)
    assert sheet(package, line("passport", 35, part_of="package")).worker.high.amount == 35


def test_currencies_are_converted_and_kept_in_their_own():
    got = sheet(line("fee", 210_000, currency="MMK"), line(low=100))
    assert got.worker.high.amount == Decimal(210_000) * 31 / 2100 + 100
    assert [(low.amount, low.currency) for low, _high in got.worker.originals] == [(210_000, "MMK"), (100, "THB")]
    assert got.rates_used == ("MMK", "THB")


def test_an_amount_without_a_rate_is_named_and_leaves_the_total_open():
    got = sheet(line(low=100), line("fee", 5, currency="XXX"))
    assert [row.item for row in got.worker.unconverted] == ["fee"]
    assert not got.worker.high.is_known


def test_a_line_counts_only_from_its_first_to_its_last_day():
    old = line(low=2000, ends=PartialDate.parse("2023-11-10").latest)
    new = line(low=500, starts=PartialDate.parse("2023-11-11").earliest)
    assert rules.cost_sheet([old, new], date(2023, 11, 10), WAGE, RATES).worker.high.amount == 2000
    assert rules.cost_sheet([old, new], date(2023, 11, 11), WAGE, RATES).worker.high.amount == 500


def test_partial_dates_overlap_in_their_month_and_the_conflict_shows():
    old = line(low=150, ends=PartialDate.parse("2022-05").latest)
    new = line(low=300, starts=PartialDate.parse("2022-05").earliest)
    assert rules.cost_sheet([old, new], date(2022, 5, 20), WAGE, RATES).conflicts
    assert not rules.cost_sheet([old, new], date(2022, 6, 1), WAGE, RATES).conflicts


def test_a_disclosure_is_added_up_apart_from_the_published_facts():
    got = sheet(line(low=100), disclosure=[line("fee", 4000, kind=FigureKind.DISCLOSED)])
    assert got.worker.high.amount == 100
    assert [(total.payer, total.high.amount) for total in got.disclosed] == [(Payer.WORKER, 4000)]


def test_a_fact_past_its_review_day_or_without_one_is_overdue():
    assert line(review_on=date(2026, 11, 21)).overdue(ON)
    assert line().overdue(ON)
    assert not line(review_on=ON).overdue(ON)


amounts = st.one_of(st.none(), st.integers(0, 10**6))
lines = st.builds(
    lambda item, low, more, currency, payer, nature, kind: line(
        item, low, None if low is None else low + more, currency, payer, nature=nature, kind=kind
    ),
    st.sampled_from(["visa", "fee", "exam", "flight"]),
    amounts,
    st.integers(0, 1000),
    st.sampled_from(["THB", "MMK", "USD", "XXX"]),
    st.sampled_from(list(Payer)),
    st.sampled_from([Nature.COST, Nature.COST, Nature.DEPOSIT]),
    st.sampled_from([FigureKind.OFFICIAL_FEE, FigureKind.PROPOSAL, FigureKind.LEGAL_RULE]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(lines, max_size=6), lines)
def test_adding_a_line_never_lowers_what_is_known_to_be_paid_at_most(some, another):
    before, after = sheet(*some), sheet(*some, another)
    for total in before.totals:
        now = after.total_of(total.payer)
        if total.known_high.is_known:
            assert now.known_high >= total.known_high


@settings(max_examples=80, deadline=None)
@given(st.lists(lines, max_size=6).flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_totals_do_not_depend_on_the_order_of_lines(pair):
    some, shuffled = pair
    assert sheet(*some) == sheet(*shuffled)


@settings(max_examples=80, deadline=None)
@given(st.lists(lines, max_size=6))
def test_what_is_unknown_never_becomes_zero(some):
    got = sheet(*some)
    for total in got.totals:
        priced = [
            each for row in total.rows for each in row.lines if each.payer == total.payer and each.high is not None
        ]
        if not any(each.currency in (*RATES, "USD") for each in priced):
            assert not total.known_high.is_known and not total.low.is_known
        if len(priced) < sum(each.payer == total.payer for row in total.rows for each in row.lines):
            assert not total.high.is_known


@settings(max_examples=60, deadline=None)
@given(st.lists(lines, max_size=6))
def test_the_lowest_is_never_above_the_highest(some):
    for total in sheet(*some).totals:
        if total.low.is_known:
            assert total.low <= total.known_high


def test_a_line_replaced_by_an_equal_one_makes_no_conflict():
    one = line("fee", 300)
    assert sheet(one, replace(one, note="another page says the same")).conflicts == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["THB", "MMK", "USD"])), min_size=1, max_size=5))
def test_a_converted_total_is_the_sum_of_its_converted_items(paid):
    got = sheet(*(line(f"item{place}", low, currency=unit) for place, (low, unit) in enumerate(paid)))
    per_usd = {**RATES, "USD": Decimal(1)}
    expected = sum(Decimal(low) * 31 / per_usd[unit] for low, unit in paid)
    assert abs(got.worker.high.amount - expected) < Decimal("0.000001")
    assert {high.currency for _low, high in got.worker.originals} == {unit for _low, unit in paid}


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_partial_date_holds_on_every_day_it_can_mean(day, known_to):
    written = PartialDate.parse(day.isoformat()[:known_to])
    fact = line(starts=written.earliest, ends=written.latest)
    assert fact.in_force(day) and fact.in_force(written.earliest) and fact.in_force(written.latest)
    assert not fact.in_force(date(1999, 12, 31)) and not fact.in_force(date(2031, 1, 1))
