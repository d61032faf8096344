"""OS IDs, likeness of sites, coverage, canonical JSON: judgement without a database."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.rules import Standing
from audits.finding import find, site_of
from audits.rules.coverage import Finding, Recruiter, cover
from audits.rules.matching import Sign, match
from audits.rules.os_ids import check_sign, is_os_id, plain_os_id
from foundation.canonical import canonical, digest_of

PAIRS = Path(__file__).parents[1] / "data" / "suppliers" / "osh_match_pairs.csv"


def test_an_os_id_has_a_day_and_a_check_sign():
    front = "TH2021064" + "A1B2C"
    good = front + check_sign(front)
    assert is_os_id(good)
    assert is_os_id(plain_os_id(f"th-2021064-a1b2c-{check_sign(front)}"))
    assert not is_os_id("TH2021367A1B2C" + check_sign("TH2021367A1B2C"))
    assert not is_os_id("TH2021366A1B2C" + check_sign("TH2021366A1B2C"))  # no leap year
    assert not any(is_os_id(front + sign) for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZU" if sign != good[-1])


@given(st.text(max_size=20))
def test_no_text_breaks_the_check_of_an_os_id(text):
    is_os_id(plain_os_id(text))


def test_the_same_os_id_is_certain_and_another_never_is():
    one = site_of(["Golden Kite Garment"], "TH", "12 Rama Rd, Samut Sakhon", os_id="TH2021064A1B2C0")
    assert match(one, site_of(["Any other name"], "TH", os_id="TH2021064A1B2C0")).certain
    other = match(one, site_of(["Golden Kite Garment"], "TH", "12 Rama Rd, Samut Sakhon", os_id="TH2021064ZZZZZ0"))
    assert not other.certain and Sign.OTHER_ID in other.reasons


def test_name_and_town_together_are_certain_and_a_name_alone_is_not():
    one = site_of(["Golden Kite Garment Co., Ltd."], "TH", "99 Moo 3, Samut Sakhon 74000")
    assert match(one, site_of(["Golden Kite Garment"], "TH", towns=["Samut Sakhon"])).certain
    assert not match(one, site_of(["Golden Kite Garment"], "TH", towns=["Chiang Mai"])).certain
    assert not match(one, site_of(["Golden Kite Garment"], "TH")).certain


def test_one_os_id_in_two_countries_is_a_contradiction_and_never_certain():
    one = site_of(["Golden Kite Garment"], "TH", os_id="TH2021064A1B2C0")
    found = match(one, site_of(["Golden Kite Garment"], "VN", os_id="th-2021064-a1b2c0"))
    assert not found.certain and set(found.reasons) == {Sign.SAME_ID, Sign.OTHER_COUNTRY}


def test_a_town_is_found_under_its_name_in_the_script_of_the_address():
    employer = site_of(["โรงงานว่าวทอง", "Golden Kite"], "TH", towns=["Samut Sakhon", "สมุทรสาคร"])
    assert match(site_of(["โรงงานว่าวทอง"], "TH", "99 หมู่ 3 ต.ท่าทราย จ.สมุทรสาคร 74000"), employer).certain
    assert not match(site_of(["โรงงานว่าวทอง"], "TH", "99 หมู่ 3 จ.เชียงใหม่"), employer).certain


def test_a_short_town_is_a_word_of_the_address_and_not_a_piece_of_one():
    employer = site_of(["Golden Kite"], "TH", towns=["Nan"])
    assert not match(site_of(["Golden Kite"], "TH", "Sunanthaland Rd, Bangkok"), employer).certain
    assert match(site_of(["Golden Kite"], "TH", "12 River Rd, Nan"), employer).certain


def test_two_units_of_one_firm_are_not_certain():
    one = site_of(["Soorty Enterprises unit 10"], "PK", "plot 42 sector 15 Korangi industrial area Karachi")
    other = site_of(["Soorty Enterprises unit 6"], "PK", "plot 44 sector 15 Korangi industrial area Karachi")
    assert not match(one, other).certain


def test_a_name_in_another_script_is_found_by_its_latin_reading_or_its_own():
    employers = {
        1: site_of(["ဗျိုင်းပြာ အထည်ချုပ်", "Blue Heron Sewing"], "MM", towns=["Yangon"]),
        2: site_of(["Round Table"], "MM"),
    }
    suppliers = {
        "a": site_of(["ဗျိုင်းပြာအထည်ချုပ်"], "MM", "Yangon"),
        "b": site_of(["BLUE HERON SEWING CO LTD"], "MM", "Hlaing, Yangon"),
    }
    assert {(key, pk) for key, pk, _found in find(suppliers, employers)} == {("a", 1), ("b", 1)}


def test_what_is_called_certain_is_right_on_labelled_pairs():
    rows = list(csv.DictReader(PAIRS.open(encoding="utf-8")))
    said = [
        row["label"] == "match"
        for row in rows
        if match(
            site_of([row["name_a"]], row["country_a"].upper(), row["address_a"]),
            site_of([row["name_b"]], row["country_b"].upper(), row["address_b"]),
        ).certain
    ]
    assert len(rows) == 75 and len(said) >= 15
    assert sum(said) / len(said) >= 0.9


@pytest.mark.parametrize(
    ("matched", "workers", "recruiters", "finding"),
    [
        (False, 100, [], Finding.NOT_MATCHED),
        (True, 100, [], Finding.NO_AGENCY),
        (True, 100, [Recruiter(Standing.SUSPENDED, 50)], Finding.TROUBLE),
        (True, 100, [Recruiter(Standing.VETTED, 50), Recruiter(Standing.NOT_VETTED, 0)], Finding.TROUBLE),
        (True, None, [Recruiter(Standing.VETTED, 50)], Finding.INSUFFICIENT),
        (True, 0, [Recruiter(Standing.VETTED, 50)], Finding.INSUFFICIENT),
        (True, 1000, [Recruiter(Standing.VETTED, 50)], Finding.INSUFFICIENT),
        (True, 100, [Recruiter(Standing.VETTED, 50), Recruiter(Standing.VETTED, 0)], Finding.INSUFFICIENT),
        (True, 100, [Recruiter(None, 50)], Finding.INSUFFICIENT),
        (True, 100, [Recruiter(Standing.CONDITIONAL, 50)], Finding.INSUFFICIENT),
        (True, 100, [Recruiter(Standing.VETTED, 50)], Finding.SUPPORTED),
    ],
)
def test_nothing_good_is_said_without_enough_evidence(matched, workers, recruiters, finding):
    assert cover(matched, workers, recruiters).finding is finding


def test_canonical_json_is_one_text_whatever_order_spelling_or_zeros():
    one = {"b": Decimal("12000.00"), "a": "e\u0301", "\u20ac": None, "\U0001f600": [True, 3]}
    other = {"\U0001f600": [True, 3], "a": "\u00e9", "\u20ac": None, "b": Decimal("1.2E4")}
    assert canonical(one) == canonical(other) == '{"a":"é","b":"12000","€":null,"😀":[true,3]}'.encode()
    assert digest_of(one) == digest_of(other)


@pytest.mark.parametrize("value", [1.5, {1: 2}, object(), b"x", {"e\u0301": 1, "\u00e9": 2}])
def test_what_machines_write_differently_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical({"value": value} if not isinstance(value, dict) else value)
