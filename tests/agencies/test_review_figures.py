"""No group of one to four is told: by one row, by subtracting rows, by subtracting what was published at other times, or by
somebody who knows how rows are made.
"""

from collections import defaultdict
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.rules.review_figures import (
    LEAST,
    NONE,
    Place,
    Shown,
    Told,
    gaps,
    is_safe,
    may_enter,
    may_publish,
    must_end,
    plan,
    publishable,
    quartiles,
)
from agencies.rules.review_questions import BY_CODE, QUESTIONS, Stage, months_offered, of_stage
from tests.make import TODAY

KINDS = ("yes", "no", "unsure", NONE)
GOOD_YES, GOOD_NO = BY_CODE["told_costs"], BY_CODE["borrowed"]


def answers(*counts: int) -> list[str]:
    return [kind for kind, count in zip(KINDS, counts, strict=True) for _ in range(count)]


def told(row) -> dict[str, int] | None:
    return row and {"+".join(sorted(cell)): count for cell, count in row.items()}


@pytest.mark.parametrize(
    ("counts", "row"),
    [
        ((7, 5, 0, 0), {"yes": 7, "no": 5, "none+unsure": 0}),
        ((7, 5, 2, 3), {"yes": 7, "no": 5, "none+unsure": 5}),
        ((7, 4, 2, 3), {"yes": 7, "no+none+unsure": 9}),
        ((3, 6, 1, 1), {"no": 6, "none+unsure+yes": 5}),
        ((6, 2, 1, 2), {"yes": 6, "no+none+unsure": 5}),
        ((6, 4, 0, 0), None),
        ((5, 0, 0, 0), {"yes": 5, "no": 0, "none+unsure": 0}),
        ((2, 2, 2, 2), None),
    ],
)
def test_the_finest_grouping_without_a_small_number_is_told(counts, row):
    assert told(publishable(GOOD_YES, answers(*counts), [])) == row


def test_the_bad_answer_is_told_before_the_good_one():
    assert told(publishable(GOOD_NO, answers(7, 4, 2, 3), [])) == {"yes": 7, "no+none+unsure": 9}
    assert told(publishable(GOOD_YES, answers(4, 7, 2, 3), [])) == {"no": 7, "none+unsure+yes": 9}


@pytest.mark.parametrize("question", [GOOD_YES, GOOD_NO])
def test_who_knows_the_rule_still_cannot_tell_a_small_number(question):
    """Every table of up to 13 reports: each small number has another that gives the very same public row."""
    for reports in range(LEAST, 14):
        same = defaultdict(list)
        for counts in product(range(reports + 1), repeat=4):
            if sum(counts) == reports:
                row = publishable(question, answers(*counts), [])
                same[row and frozenset(row.items())].append(counts)
        for tables in same.values():
            for place in range(4):
                values = {counts[place] for counts in tables}
                assert len(values) > 1 or is_safe(*values), (reports, tables)


@settings(max_examples=300)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=8), st.sampled_from(QUESTIONS))
def test_rows_of_other_times_differ_by_nobody_or_by_five(lots, question):
    """Lots of answers arrive one after the other; whatever is published, no difference of two rows tells of one to four."""
    here, rows = [], []
    for lot in lots:
        here += answers(*lot)
        if row := publishable(question, here, rows):
            rows.append(row)
    assert all(is_safe(gap) for one, other in combinations(rows, 2) for gap in gaps(one, other))
    assert all(is_safe(count) for row in rows for count in row.values())


REPORTS = st.lists(
    st.tuples(st.integers(1, 2), st.integers(2023, 2026), st.sampled_from(KINDS)), min_size=0, max_size=14
)


@settings(max_examples=200)
@given(st.lists(st.tuples(REPORTS, st.lists(st.integers(0, 60), max_size=6)), min_size=1, max_size=7))
def test_whatever_comes_and_goes_no_public_number_tells_of_one_to_four(nights):
    """Nights of reports and of those taken back: blocks, their sums over routes and years, and all at other times."""
    waiting, members, gone, told = [], defaultdict(list), defaultdict(int), defaultdict(list)
    number, public = 0, []
    for arrivals, taken_back in nights:
        for corridor, year, answer in arrivals:
            number += 1
            waiting.append(Told(str(number), corridor, year, True, {"told_costs": answer}))
        for at in taken_back:
            everybody = [(place, one) for place, ones in members.items() for one in ones]
            if at < len(everybody):
                place, one = everybody[at]
                members[place].remove(one)
                gone[place] += 1
        held = {place: Shown(len(members[place]), gone[place], tuple(told[place])) for place in told}
        for place, block in held.items():
            if must_end(block):
                waiting += members.pop(place)
                gone[place] = 0
                told[place].append(0)
                held[place] = Shown(0, 0, tuple(told[place]))
        entered = plan(waiting, held, 2026)
        keys = [one.key for ones in entered.values() for one in ones]
        assert len(keys) == len(set(keys)), "a report stands in one block"
        waiting = [one for one in waiting if one.key not in set(keys)]
        for place, ones in entered.items():
            changes = len(ones) + gone[place]
            assert changes >= LEAST
            members[place] += ones
            gone[place] = 0
            told[place].append(len(members[place]))
        public.append({place: numbers[-1] for place, numbers in told.items()})
    for now in public:
        for size in (1, 2, 3):
            for places in combinations(now, size):
                assert is_safe(sum(now[place] for place in places))
    for place, numbers in told.items():
        assert all(is_safe(a - b) for a, b in combinations(numbers, 2)), place


def test_a_year_stands_alone_before_years_are_pooled_and_routes_last():
    old = [Told(f"o{n}", 1, 2024, True, {}) for n in range(3)]
    older = [Told(f"p{n}", 1, 2023, True, {}) for n in range(2)]
    new = [Told(f"n{n}", 1, 2026, True, {}) for n in range(5)]
    far = [Told(f"f{n}", 2, 2025, True, {}) for n in range(4)]
    found = plan([*old, *older, *new, *far], {}, 2026)
    assert {place: len(ones) for place, ones in found.items()} == {Place(1, 2026): 5, Place(1, None): 5}
    far.append(Told("g", 3, 2025, True, {}))
    found = plan([*old, *older, *new, *far], {}, 2026)
    assert len(found[Place(None, None)]) == 5
    this_year = [Told(f"t{n}", n, 2026, True, {}) for n in range(6)]
    assert plan(this_year, {}, 2026) == {}, "this year's may still find company on their own route"


@pytest.mark.parametrize(
    ("block", "entering", "may"),
    [
        (Shown(), 4, False),
        (Shown(), 5, True),
        (Shown(7, 0, (7,)), 4, False),
        (Shown(7, 0, (7,)), 5, True),
        (Shown(6, 1, (7,)), 4, False),
        (Shown(2, 5, (7,)), 5, True),
        (Shown(7, 5, (12,)), 0, True),
        (Shown(4, 5, (9,)), 0, False),
        (Shown(0, 5, (5,)), 0, True),
    ],
)
def test_a_block_changes_by_five(block, entering, may):
    assert may_enter(block, entering) is may


@pytest.mark.parametrize(
    ("whole", "part", "may"),
    [
        ((Shown(), 5), (Shown(), None), True),
        ((Shown(7, 0, (7,)), 5), (Shown(6, 0, (6,)), None), True),
        # One of the other kind was taken back: it stays in the numbers.
        ((Shown(7, 0, (7,)), 5), (Shown(5, 1, (6,)), None), True),
        # Six more of one kind, five fewer of the other: the sum would tell of one.
        ((Shown(7, 0, (7,)), 6), (Shown(5, 5, (10,)), 0), False),
        ((Shown(7, 0, (7,)), 10), (Shown(5, 5, (10,)), 0), True),
        ((Shown(7, 0, (7,)), 5), (Shown(5, 5, (10,)), 0), True),
    ],
)
def test_two_kinds_of_reports_are_published_as_one(whole, part, may):
    assert may_publish([whole, part]) is may


def test_what_is_left_of_a_block_goes_back_to_waiting():
    assert must_end(Shown(4, 5, (9,))) and not must_end(Shown(4, 4, (8,))) and not must_end(Shown(5, 5, (10,)))


def test_quartiles_have_three_digits_and_need_five():
    paid = [Decimal(amount) for amount in (12345, 9999, 20001, 15000, 17777)]
    assert quartiles(paid) == (Decimal("12300"), Decimal("15000"), Decimal("17800"))
    assert quartiles([Decimal(0)] * 5) == (0, 0, 0)
    with pytest.raises(ValueError):
        quartiles(paid[:4])


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=5, max_size=30))
def test_quartiles_stand_in_order(amounts):
    low, median, high = quartiles(amounts)
    assert 0 <= low <= median <= high


def test_every_stage_asks_and_months_go_back_three_years():
    assert all(of_stage(stage) for stage in Stage)
    assert len({question.code for question in QUESTIONS}) == len(QUESTIONS)
    months = months_offered(TODAY)
    assert (f"{months[0]:%Y-%m}", f"{months[-1]:%Y-%m}", len(months)) == ("2026-11", "2023-11", 37)
