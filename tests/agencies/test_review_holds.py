"""What the detectors hold of planted campaigns and of honest reports, on invented worlds with stated seeds, and each rule
by itself. docs/reviews.md gives the whole table, with more seeds.
"""

import random
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from agencies.rules.review_holds import Arrival, Hold, judge_arrivals, likeness
from agencies.rules.review_questions import QUESTIONS
from tests.agencies.campaigns import Count, World, measure, run, shapes

SEEDS = range(100, 101)


@pytest.fixture(scope="module")
def measured() -> dict[str, Count]:
    return measure(SEEDS, nightly=30)


def test_four_of_five_planted_reports_are_held(measured):
    for side in ("all", "positive", "negative", "batches 1", "batches 5", "copied", "varied", "nights 1", "nights 3"):
        assert measured[side].caught / measured[side].planted >= 0.8, side
    for size in (10, 20, 50):
        assert measured[f"size {size}"].caught / measured[f"size {size}"].planted >= 0.8, size


def test_one_honest_report_in_twenty_is_held_at_most(measured):
    for name, count in measured.items():
        assert count.held / count.honest <= 0.05, name
    assert measured["all"].beside_held / measured["all"].beside <= 0.05


@pytest.mark.parametrize("nightly", [8, 60])
def test_without_any_campaign_few_are_held(nightly):
    count = Count()
    for seed in (7, 8, 9):
        count.add(run(seed, None, nightly, before=30))
    assert count.held / count.honest <= 0.05


def test_campaigns_come_in_every_shape():
    assert len(list(shapes())) == 64


def arrival(key: str, agency: str, batch: int = 1, answers=None, paid: str | None = None) -> Arrival:
    return Arrival(key, batch, agency, answers or {}, None if paid is None else {"medical": Decimal(paid)})


def crowd(seed: int = 3, count: int = 60) -> list[Arrival]:
    world = World(random.Random(seed))
    return [world.honest() for _ in range(count)]


def usual(nights: int = 12) -> list[dict[str, int]]:
    return [Counter(one.agency for one in crowd(seed)) for seed in range(50, 50 + nights)]


def pick_answers(seed: int) -> dict[str, str]:
    chance = random.Random(seed)
    return {one.code: chance.choice(("yes", "no", "unsure")) for one in QUESTIONS}


def held_as(arrivals, key, tallies=None, nights=()):
    return judge_arrivals(arrivals, tallies or {}, list(nights))[key]


def test_far_more_than_before_is_a_burst_and_as_many_as_before_are_none():
    new = [arrival(f"n{n}", "A59x", batch=100 + n, answers=pick_answers(n), paid=str(900 * n)) for n in range(8)]
    assert Hold.BURST in held_as([*crowd(), *new], "n0", nights=usual())
    before = [{**night, "A59x": 8} for night in usual()]
    assert Hold.BURST not in held_as([*crowd(), *new], "n0", nights=before)


def test_a_burst_over_three_nights_is_seen_on_the_third():
    new = [arrival(f"n{n}", "A59x", batch=100 + n, answers=pick_answers(n)) for n in range(3)]
    nights = [*usual(10), *({**night, "A59x": 3} for night in usual(2))]
    assert Hold.BURST in held_as([*crowd(), *new], "n0", nights=nights)


def test_the_whole_of_a_batch_about_one_agency_is_held_and_a_part_of_it_is_not():
    new = [arrival(f"n{n}", "A3", batch=900, answers=pick_answers(n), paid=str(700 * n)) for n in range(9)]
    tallies = defaultdict(dict, {n: {f"A{m}": 2 for m in range(20)} for n in range(10)})
    assert Hold.BATCH_CAP in held_as([*crowd(), *new], "n0", tallies)
    tallies[900] = {f"A{m}": 2 for m in range(10, 20)}
    assert Hold.BATCH_CAP not in held_as([*crowd(), *new], "n0", tallies)


def test_what_one_batch_told_on_earlier_nights_counts_against_its_cap():
    new = [arrival("n0", "A3", batch=900, answers=pick_answers(1))]
    tallies = {900: {"A3": 12}, 901: {"A1": 5, "A2": 9}}
    earlier = [arrival(f"e{n}", "A3", answers=pick_answers(50 + n)) for n in range(12)]
    assert Hold.BATCH_CAP in judge_arrivals([*crowd(), *new], tallies, [], earlier)["n0"]


def test_copies_are_alike_also_those_of_earlier_nights():
    told, paid = pick_answers(1), "12000"
    copies = [arrival(f"c{n}", "A3", batch=n, answers=told, paid=paid) for n in range(4)]
    assert Hold.SAMENESS in held_as([*crowd(), *copies], "c0")
    earlier = copies[1:]
    assert Hold.SAMENESS in judge_arrivals([*crowd(), copies[0]], {}, [], earlier)["c0"]


def test_three_alike_are_chance():
    copies = [arrival(f"c{n}", "A3x", batch=n, answers=pick_answers(1), paid="500") for n in range(3)]
    assert held_as([*crowd(), *copies], "c0") == ()


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ({"a": "yes"}, {"a": "yes"}, 1 / 4),
        ({"a": "yes"}, {"a": "no"}, 0),
        ({"a": "yes", "b": "no"}, {"a": "yes"}, 1 / 5),
        ({}, {}, 0),
    ],
)
def test_likeness_counts_what_either_told(one, other, degree):
    assert likeness(arrival("x", "A", answers=one), arrival("y", "A", answers=other)) == pytest.approx(degree)


def test_the_same_fees_make_reports_alike_and_untold_ones_do_not():
    told = {"a": "yes"}
    assert likeness(arrival("x", "A", answers=told, paid="100"), arrival("y", "A", answers=told, paid="101")) == 1
    assert likeness(arrival("x", "A", answers=told, paid="100"), arrival("y", "A", answers=told, paid="150")) == 0.25


def test_nobody_is_held_on_an_empty_night():
    assert judge_arrivals([], {}, []) == {}
