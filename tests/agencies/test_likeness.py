"""How alike two agencies are: the labelled pairs hold the promise of docs/matching.md; shared facts by table."""

import csv
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.finding import weight_of
from agencies.names import fold_name
from agencies.rules.likeness import THRESHOLD, Known, Why, likeness, words_of

PAIRS = list(csv.DictReader((Path(__file__).parent / "look_alike_pairs.csv").open(encoding="utf-8")))


def known(row, side) -> Known:
    address = row[f"address_{side}"]
    return Known((fold_name(row[f"name_{side}"]),), row[f"country_{side}"], fold_name(address) if address else "")


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return middle - half, middle + half


def measured() -> Counter:
    """How many labelled pairs came before people, and how many did not, by label."""
    names = {fold_name(row[f"name_{side}"]) for row in PAIRS for side in "ab"}
    weight = weight_of(word for name in names for word in set(words_of(name)))
    return Counter(
        (row["label"], likeness(known(row, "a"), known(row, "b"), weight).score >= THRESHOLD) for row in PAIRS
    )


def test_two_hundred_pairs_are_labelled_once_each_with_their_origin():
    assert len(PAIRS) >= 200
    assert len({frozenset([(r["name_a"], r["address_a"]), (r["name_b"], r["address_b"])]) for r in PAIRS}) == len(PAIRS)
    assert {row["label"] for row in PAIRS} == {"same", "different", "unsure"}
    assert all(row["origin"] for row in PAIRS)


def test_nine_of_ten_pairs_of_one_agency_are_found_and_seven_of_ten_found_are_right():
    found = measured()
    right, missed, wrong = found["same", True], found["same", False], found["different", True]
    assert right / (right + missed) >= 0.9
    assert right / (right + wrong) >= 0.7
    # The intervals too: a promise on 200 pairs is not one on luck.
    assert wilson(right, right + wrong)[0] >= 0.7


def test_the_page_tells_the_figures_that_are_measured():
    page = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")
    found = measured()
    right, missed, wrong = found["same", True], found["same", False], found["different", True]
    for part, of in ((right, right + missed), (right, right + wrong)):
        low, high = wilson(part, of)
        assert f"{part} of {of} ({part / of:.2f}; 95 % interval {low:.2f}–{high:.2f})" in page


GOLDEN = Known(("golden dragon overseas",), "MM", "12 strand road yangon 11181")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Known(("golden dragon overseas",), "MM"), Why.SAME_NAME),
        (Known(("golden dragn overseas",), "MM"), Why.NEAR_NAME),
        (Known(("golden dragon overseas workers export and training centre",), "MM"), Why.PART_OF_NAME),
        (Known(("goldendragon overseas",), "MM"), Why.SAME_NAME),
    ],
)
def test_names_alike_come_before_people(other, why):
    found = likeness(GOLDEN, other)
    assert found.score >= THRESHOLD
    assert why in found.reasons


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        ({"phones": frozenset({"995551234"})}, Why.PHONE),
        ({"holders": frozenset({"aung aung"})}, Why.HOLDER),
        ({"company_number": "1234"}, Why.COMPANY_NUMBER),
    ],
)
def test_one_shared_fact_is_enough_under_another_name(fact, why):
    found = likeness(Known(("alpha",), "MM", **fact), Known(("omega",), "MM", **fact))
    assert found.score >= THRESHOLD
    assert found.reasons == (why,)


def test_the_same_street_with_another_number_is_another_address():
    other = Known(("silver fox",), "MM", "14 strand road yangon 11181")
    assert likeness(GOLDEN, other).reasons == ()


def test_a_word_that_all_share_tells_nothing():
    weight = weight_of([*["labor"] * 300, *["services"] * 300, "golden", "silver", *(f"w{n}" for n in range(900))])
    one, other = Known(("golden labor services",)), Known(("silver labor services",))
    assert likeness(one, other, weight).score < THRESHOLD


@pytest.mark.parametrize(
    ("one", "other"),
    [("億利僱傭中心", "千億僱傭中心"), ("ไทยเจริญ จัดหางาน", "ไทยสมบูรณ์ จัดหางาน"), ("領賢人事顧問", "卓領人事顧問")],
)
def test_what_only_says_the_trade_tells_nothing_in_scripts_without_blanks(one, other):
    assert likeness(Known((fold_name(one),)), Known((fold_name(other),))).score < THRESHOLD


names = st.text("abcdefghij ", min_size=1, max_size=30).filter(str.strip)


@given(names, names)
def test_likeness_is_symmetric_within_bounds_and_whole_for_itself(one, other):
    a, b = Known((one,), "MM"), Known((other,), "MM")
    assert likeness(a, b).score == likeness(b, a).score
    assert 0 <= likeness(a, b).score <= 100
    assert likeness(a, a).score == 100


@given(names, names, st.sampled_from(["phones", "holders"]))
def test_a_shared_fact_never_makes_two_less_alike(one, other, fact):
    shared = {fact: frozenset({"995551234"})}
    apart = likeness(Known((one,), "MM"), Known((other,), "MM")).score
    assert likeness(Known((one,), "MM", **shared), Known((other,), "MM", **shared)).score >= apart
