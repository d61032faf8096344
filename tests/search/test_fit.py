"""Points and reasons: every component by itself, ties, and rounding."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from search import fields
from search.fit import COLUMNS, Fit, ReasonCode, nearness, rank
from search.query import OpeningQuery, ProblemCode, Sort
from search.trades import TRADES, same_trade
from search.wording import PROBLEMS, REASONS, SORTS, say_reason

TODAY = date(2026, 11, 22)
PLAIN = {
    "isco": fields.UNKNOWN,
    "languages": 0,
    "needed": 0,
    "cost": fields.UNKNOWN,
    "wage": fields.UNKNOWN,
    "start": fields.UNKNOWN,
    "named": 0,
    "published": (TODAY - timedelta(days=400)).toordinal(),
}


def judge(query=None, text_score=0.0, near=False, **row):
    """(total, {code: (points, values)}) of one candidate."""
    fit = Fit(query or OpeningQuery(), TODAY)
    columns = {name: [{**PLAIN, **row}[name]] for name in COLUMNS}
    points = fit.points([text_score], columns, [near])
    reasons = fit.reasons(0, points, columns)
    return fit.scores(points)[0], {reason.code: (reason.points, dict(reason.values)) for reason in reasons}


def test_an_opening_of_which_nothing_is_known_gets_no_points_and_no_reasons():
    assert judge() == (0, {})


@pytest.mark.parametrize(
    ("query", "row", "code", "points", "values"),
    [
        (OpeningQuery(words="cook"), {"text_score": 7.5}, "text", 10, {"words": "cook"}),
        (OpeningQuery(occupation=("51",)), {"isco": 15120}, "occupation_same", 4, {"occupation": "5120"}),
        (
            OpeningQuery(preferences=(("occupation", ("5131",)),)),
            {"isco": 15120},
            "occupation_near",
            2,
            {"occupation": "5120"},
        ),
        (
            OpeningQuery(language="my"),
            {"languages": fields.language_bits(("my", "th"))},
            "language",
            1,
            {"language": "my"},
        ),
        (
            OpeningQuery(preferences=(("language", ("ko", "th")),)),
            {"needed": fields.language_bits(("th",))},
            "spoken",
            2,
            {"languages": "th"},
        ),
        (OpeningQuery(preferences=(("language", ("th",)),)), {}, "none_needed", 1, {}),
        (OpeningQuery(), {"cost": 0}, "no_cost", 3, {}),
        (OpeningQuery(), {"cost": 1_500_000}, "cost", 1.5, {"months": "1.5"}),
        (OpeningQuery(preferences=(("cost", ("5",)),)), {"cost": 2_500_000}, "cost", 1.5, {"months": "2.5"}),
        (OpeningQuery(preferences=(("cost", ("0",)),)), {"cost": 0}, "no_cost", 3, {}),
        (OpeningQuery(wage_from=Decimal(400)), {"wage": 400_000_000}, "wage", 1, {"usd": "400"}),
        (OpeningQuery(), {"start": TODAY.toordinal()}, "start", 1, {"start": "2026-11-22"}),
        (
            OpeningQuery(start_from=date(2027, 5, 21)),
            {"start": date(2027, 2, 20).toordinal()},
            "start",
            0.5,
            {"start": "2027-02-20"},
        ),
        (OpeningQuery(origin=("MM",)), {"named": 1}, "origin", 25, {"origin": "MM"}),
        (OpeningQuery(preferences=(("place", ("MMR003",)),)), {"near": True}, "place", 2, {"place": "MMR003"}),
        (OpeningQuery(), {"published": TODAY.toordinal()}, "recent", 1, {"published": "2026-11-22"}),
    ],
)
def test_each_component_gives_its_points_and_says_why(query, row, code, points, values):
    total, reasons = judge(query, **row)
    assert reasons == {code: (points, values)}
    assert total == pytest.approx(points, abs=0.005)


@pytest.mark.parametrize(
    "row",
    [
        {"needed": fields.language_bits(("ja",))},
        {"cost": 3_000_000},
        {"cost": 99_000_000},
        {"start": (TODAY + timedelta(days=500)).toordinal()},
        {"named": 1},
    ],
)
def test_what_helps_nobody_gives_nothing(row):
    assert judge(**row) == (0, {})


def test_an_unknown_cost_earns_less_than_any_known_cheaper_one():
    assert judge(cost=fields.UNKNOWN)[0] < judge(cost=2_900_000)[0] < judge(cost=1)[0] < judge(cost=0)[0]


@pytest.mark.parametrize(
    ("code", "wanted", "expected"),
    [
        ("5120", ("5120",), 1),
        ("5120", ("51",), 1),
        ("5120", ("5",), 1),
        ("5120", ("5121",), 0.75),
        ("5120", ("5131",), 0.5),
        ("5120", ("5320",), 0),
        ("9412", ("5120",), 0.4),
        ("6112", ("9211",), 0.4),
        ("921", ("6112",), 0.4),
        ("9412", ("51",), 0.4),
        ("9412", ("5", "9"), 1),
        ("9412", ("5",), 0),
        ("7212", ("9412", "8121"), 0.4),
        ("9329", ("", "8"), 0),
        ("5120", ("9111", "5129"), 0.75),
        ("51", ("5120",), 0.5),
        ("", ("5120",), 0),
        ("0110", ("01",), 1),
    ],
)
def test_nearness_counts_shared_levels_of_isco(code, wanted, expected):
    assert nearness(code, wanted) == expected


def test_equal_scores_are_cut_by_id():
    keys = [fields.pack_id(public_id) for public_id in ("0000000020", "0000000003", "0000000100")]
    high, low = zip(*keys, strict=True)
    assert rank([1.0, 1.0, 2.0], high, low) == [2, 1, 0]


@pytest.mark.parametrize("public_id", ["1", "0000000017", "H-300-21278-611573", "~" * 18, "!" * 9, "!" * 10])
def test_an_id_survives_packing(public_id):
    assert fields.unpack_id(*fields.pack_id(public_id)) == public_id


def test_packed_ids_sort_as_the_ids_do():
    ids = ["1", "10", "2", "A1", "a", "0000000001", "000000000100000001", "000000000100000000"]
    assert sorted(ids) == sorted(ids, key=fields.pack_id)


def test_every_code_has_words():
    assert set(REASONS) == set(ReasonCode)
    assert set(PROBLEMS) == set(ProblemCode)
    assert set(SORTS) == set(Sort)


def test_every_reason_can_be_said():
    query = OpeningQuery(words="cook", origin=("MM",), occupation=("5120",))
    fit = Fit(query, TODAY)
    row = {
        "isco": 15120,
        "languages": 1,
        "cost": 1_000_000,
        "wage": 300_000_000,
        "start": TODAY.toordinal(),
        "named": 1,
    }
    columns = {name: [{**PLAIN, **row, "published": TODAY.toordinal()}[name]] for name in COLUMNS}
    points = fit.points([1.0], columns, [True])
    said = [say_reason(reason) for reason in fit.reasons(0, points, columns)]
    assert len(said) == 9
    assert not any("%" in sentence for sentence in said)


def test_every_trade_is_made_of_groups_that_isco_knows():
    content = Path(__file__).parents[2] / "reference" / "content" / "isco08.csv"
    with content.open(encoding="utf-8", newline="") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert {part for trade in TRADES for part in trade} <= known
    assert not any(same_trade(digit, part) for digit in "0123456789" for trade in TRADES for part in trade)
