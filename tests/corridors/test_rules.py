"""Rules of corridors/ by table and by property, without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corridors import rules
from corridors.costbar import cost_bar
from corridors.rules import (
    Category,
    CeilingFact,
    CeilingKind,
    CeilingState,
    CostLine,
    Covers,
    Evidence,
    FigureKind,
    Nature,
    Payer,
    Periodicity,
    Status,
    StatusFact,
    StepFact,
    WageFact,
    WageUnit,
    Where,
)
from foundation.money import Money
from foundation.partial import PartialDate

ON = date(2026, 11, 22)
RATES = {"THB": Decimal(31), "MMK": Decimal(2100)}
WAGE = Money(Decimal(9000), "THB")


def line(item="visa", low=100, high=None, currency="THB", payer=Payer.WORKER, **more) -> CostLine:
    """A cost line in baht on the worker; high = low unless told, None = unknown."""
    high = low if high is None else high
    return CostLine(
        item=item,
        name=item,
        category=more.pop("category", Category.ADMINISTRATIVE),
        payer=payer,
        low=None if low is None else Decimal(low),
        high=None if high is None else Decimal(high),
        currency=currency if low is not None else "",
        **more,
    )


def ceiling(amount, kind=CeilingKind.FIXED, currency="THB", covers=Covers.AGENCY_FEE, **more) -> CeilingFact:
    amount = None if amount is None else Decimal(amount)
    return CeilingFact(country="MM", kind=kind, amount=amount, currency=currency, covers=covers, **more)


def sheet(*lines, **more) -> rules.Sheet:
    return rules.cost_sheet(lines, ON, WAGE, RATES, **more)


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


# ceilings


@pytest.mark.parametrize(
    ("amount", "state"),
    [
        (300, CeilingState.WITHIN),
        (301, CeilingState.CONTESTED),
        (500, CeilingState.CONTESTED),
        (501, CeilingState.ABOVE),
    ],
)
def test_between_two_conflicting_ceilings_a_fee_is_contested(amount, state):
    verdict = judge(amount, ceiling(300), ceiling(500))
    assert (verdict.state, verdict.lowest.amount, verdict.highest.amount) == (state, 300, 500)
    assert verdict.conflict


def judge(amount, *ceilings, covers=Covers.AGENCY_FEE, wage=WAGE):
    total = Money(None if amount is None else Decimal(amount), "THB")
    return rules.judge_ceilings(total, ceilings, covers, wage, RATES, ON)


def test_a_fee_is_not_judged_by_a_ceiling_on_the_whole_package():
    assert judge(5000, ceiling(49, covers=Covers.PACKAGE)).state is CeilingState.NONE


def test_a_monthly_ceiling_is_not_compared_with_a_fee_paid_once():
    assert judge(5000, ceiling(1800, periodicity=Periodicity.PER_MONTH)).state is CeilingState.NONE


def test_recalled_ceilings_warn_and_give_way_to_what_was_read():
    recalled = ceiling(0, CeilingKind.ZERO, evidence=Evidence.RECALLED)
    alone = judge(100, recalled)
    assert alone.state is CeilingState.ABOVE and alone.recalled_only and alone.warnings == (recalled,)
    beside = judge(100, recalled, ceiling(200))
    assert beside.state is CeilingState.WITHIN and not beside.recalled_only and beside.warnings == (recalled,)


def test_a_ceiling_in_months_needs_a_wage():
    two_months = ceiling(2, CeilingKind.MONTHS, currency="")
    assert judge(18_000, two_months).state is CeilingState.WITHIN
    assert judge(18_001, two_months).state is CeilingState.ABOVE
    assert judge(100, two_months, wage=None).state is CeilingState.UNKNOWN


def test_an_unknown_total_or_ceiling_is_unknown_and_nothing_is_within_all():
    assert judge(None, ceiling(300)).state is CeilingState.UNKNOWN
    assert judge(100, ceiling(None)).state is CeilingState.UNKNOWN
    assert judge(0, ceiling(None)).state is CeilingState.WITHIN


def test_a_ceiling_of_two_currencies_adds_both_parts():
    both = ceiling(1000, plus=Money(Decimal(100), "USD"))
    assert judge(1000 + 3100, both).state is CeilingState.WITHIN
    assert judge(1000 + 3101, both).state is CeilingState.ABOVE


@pytest.mark.parametrize(
    ("fact", "asked", "binds"),
    [
        ({}, {"agency_country": "MM"}, True),
        ({}, {"agency_country": "TH"}, False),
        ({"binds": rules.Binds.EVERYONE}, {"agency_country": "TH"}, True),
        ({"binds": rules.Binds.EMPLOYERS}, {"agency_country": "MM"}, False),
        ({"origin": "KH"}, {}, False),
        ({"destination": "TH"}, {}, True),
        ({"channels": ("MDW",)}, {"channel": "MOU"}, False),
        ({"channels": ("MOU",)}, {"channel": "MOU"}, True),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "MOU"}, False),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "MOU", "for_some": True}, True),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "AGENCY"}, True),
        ({"some_only": ("MOU",), "group": "returning"}, {"channel": "AGENCY", "for_some": True}, False),
        ({}, {"channel": "MOU", "for_some": True}, False),
        ({"historical": True}, {}, False),
        ({"ends": date(2022, 5, 31)}, {}, False),
    ],
)
def test_a_ceiling_binds_by_country_channel_group_and_day(fact, asked, binds):
    found = rules.ceilings_in_force([ceiling(300, **fact)], ON, "MM", "TH", **asked)
    assert bool(found) is binds


def test_what_the_law_allows_is_the_fee_ceiling_and_official_costs_beside_it():
    costs = [
        line("visa", 500, payer=Payer.SHARED),
        line("card", 200),
        line("fee", 9999, category=Category.RECRUITMENT_FEE),
        line("broker", 7777, kind=FigureKind.REPORTED_MARKET),
    ]
    got = rules.lawful_range(costs, [ceiling(300), ceiling(500)], ON, WAGE, RATES)
    assert (got.low.amount, got.high.amount, got.contested) == (500, 1200, True)
    assert not rules.lawful_range(costs, [], ON, WAGE, RATES).high.is_known


# time, route, wages


def step(order, days_min=None, days_max=None, **more) -> StepFact:
    return StepFact(
        order=order, key=f"s{order}", name="", where=Where.ORIGIN, days_min=days_min, days_max=days_max, **more
    )


def test_steps_side_by_side_take_as_long_as_the_longest():
    got = rules.timeline([step(1, 2, 4), step(1, 3, 9), step(2, 1, 1)])
    assert (got.days_min, got.days_max) == (4, 10)


def test_unknown_days_leave_the_end_open_and_a_reported_whole_is_never_added():
    got = rules.timeline([step(1, 7, 7), step(2), step(99, 120, 180, is_total=True)])
    assert (got.days_min, got.days_max) == (7, None)
    assert [each.order for each in got.unknown_steps] == [2]
    assert [each.order for each in got.reported] == [99]
    assert rules.timeline([]).days_max is None


def status(state, everyone=False, **more) -> StatusFact:
    return StatusFact(status=state, affected_group="men aged 18-35", for_everyone=everyone, **more)


@pytest.mark.parametrize(
    ("statuses", "state", "closed"),
    [
        ([], Status.UNCLEAR, False),
        ([status(Status.OPEN, True)], Status.OPEN, False),
        ([status(Status.SUSPENDED)], Status.RESTRICTED, False),
        ([status(Status.SUSPENDED, True)], Status.SUSPENDED, True),
        ([status(Status.CLOSED, True), status(Status.OPEN)], Status.CLOSED, True),
        ([status(Status.UNCLEAR, True), status(Status.OPEN)], Status.UNCLEAR, False),
        ([status(Status.CLOSED, True, ends=date(2026, 3, 31))], Status.UNCLEAR, False),
    ],
)
def test_a_route_is_closed_only_when_it_is_closed_for_everyone(statuses, state, closed):
    got = rules.route_state(statuses, ON)
    assert (got.state, got.closed_for_everyone) == (state, closed)


@pytest.mark.parametrize(
    ("unit", "amount", "days", "month"),
    [
        (WageUnit.DAY, 337, 26, 8762),
        (WageUnit.DAY, 337, 30, 10_110),
        (WageUnit.HOUR, 10, 26, 2080),
        (WageUnit.MONTH, 5, 30, 5),
    ],
)
def test_a_month_of_wages_says_its_days(unit, amount, days, month):
    pay = rules.monthly_pay(WageFact("TH", "Phuket", Decimal(amount), unit, "THB"), days)
    assert (pay.money.amount, pay.days) == (month, days)


def test_a_month_has_26_or_30_days():
    with pytest.raises(ValueError):
        rules.monthly_pay(WageFact("TH", "ALL", Decimal(1), WageUnit.DAY, "THB"), 31)


def test_months_of_wages_are_unknown_without_amount_wage_or_rate():
    assert rules.months_of_wages(Money(Decimal(18_000), "THB"), WAGE, RATES) == 2
    assert rules.months_of_wages(Money(None, "THB"), WAGE, RATES) is None
    assert rules.months_of_wages(Money(Decimal(1), "XXX"), WAGE, RATES) is None
    assert rules.months_of_wages(Money(Decimal(1), "THB"), Money(Decimal(0), "THB"), RATES) is None


def test_the_sdg_ratio_is_worked_out_only_from_one_persons_exact_costs_and_pay():
    exact = (
        line("fee", 9000),
        line("visa", 4500),
        line("levy", 99, payer=Payer.EMPLOYER),
        line("d", 5, nature=Nature.DEPOSIT),
    )
    assert rules.sdg_ratio(rules.WorkerCase(exact, WAGE), RATES) == Decimal("1.5")
    assert rules.sdg_ratio(rules.WorkerCase((*exact, line("exam", None)), WAGE), RATES) is None
    assert rules.sdg_ratio(rules.WorkerCase((line("fee", 1, 9),), WAGE), RATES) is None
    assert rules.sdg_ratio(rules.WorkerCase(exact, Money(None, "THB")), RATES) is None
    assert rules.sdg_ratio(rules.WorkerCase((), WAGE), RATES) is None


def test_the_cost_bar_puts_every_price_on_one_scale():
    bar = cost_bar(
        WAGE, RATES, law=(Money(Decimal(4500), "THB"), Money(Decimal(9000), "THB")), agency=Money(Decimal(0), "THB")
    )
    assert (bar.law_low, bar.law_high, bar.agency, bar.paid_high, bar.scale) == (Decimal("0.5"), 1, 0, None, 1)
    assert (bar.law_low_x, bar.law_width) == (50, 50)
    assert not cost_bar(None, RATES, agency=Money(Decimal(5), "THB")).known
    assert cost_bar(WAGE, RATES, paid=(WAGE, WAGE * Decimal("2.5"))).scale == 3


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
