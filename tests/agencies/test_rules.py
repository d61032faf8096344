"""The rule of standing, one reason at a time. No database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from agencies.rules import (
    GRADE,
    Code,
    ConcernFact,
    ItemFact,
    SanctionFact,
    Standing,
    WageSpan,
    batch_of,
    judge,
    worker_pays,
)
from corridors.rules import CeilingKind, Covers, Evidence
from foundation.money import Money
from partners.rules import Span
from tests.agencies.facts import GOOD, LICENCE, TODAY, ceiling, cso, disclosure, figure, item, thb, vouch


def told(**changes):
    return replace(GOOD, **changes)


def licensed(**changes):
    return told(licences=(replace(LICENCE, **changes),))


def test_an_agency_with_everything_in_order_is_vetted_until_its_licence_ends():
    verdict = judge(GOOD, TODAY)
    assert verdict.standing is Standing.VETTED
    assert verdict.codes == {Code.LICENCE_VALID, Code.QUORUM_HOLDS, Code.FEES_WITHIN_CEILING}
    assert verdict.until == date(2027, 5, 3)
    assert judge(GOOD, date(2027, 5, 2)).standing is Standing.VETTED
    assert judge(GOOD, date(2027, 5, 3)).standing is Standing.NOT_VETTED


CASES = {
    Code.SANCTION_BY_REGULATOR: told(sanctions=(SanctionFact(True, "DOE", date(2026, 11, 1)),)),
    Code.SUSPENDED_HERE: told(sanctions=(SanctionFact(False, "", TODAY, None, "MM-TH-MOU"),)),
    Code.LICENCE_SUSPENDED: licensed(status="suspended"),
    Code.LICENCE_EXPIRED: licensed(last_day=date(2026, 11, 21)),
    Code.LICENCE_REVOKED: licensed(status="revoked"),
    Code.LICENCE_SURRENDERED: licensed(status="surrendered"),
    Code.LICENCE_NOT_LISTED: licensed(status="not_listed"),
    Code.LICENCE_NOT_YET_VALID: licensed(issued=date(2026, 11, 23)),
    Code.LICENCE_DOES_NOT_COVER: licensed(covers=("MM-MY-*",)),
    Code.FEES_ABOVE_CEILING: told(ceilings=(ceiling(999),)),
    Code.PAID_MORE_THAN_SAID: told(payments=(figure(1101),)),
    Code.NO_LICENCE: told(licences=()),
    Code.LIST_OVERDUE: licensed(next_check=TODAY),
    Code.NO_VOUCH: told(vouches=()),
    Code.QUORUM_MISSING: told(vouches=(vouch(1),)),
    Code.NO_DISCLOSURE: told(disclosures=()),
    Code.DISCLOSURE_INCOMPLETE: told(disclosures=(disclosure(item(1000), item(None)),)),
    Code.CEILING_CONTESTED: told(ceilings=(ceiling(500), ceiling(1500))),
    Code.CEILING_NOT_COMPARABLE: told(ceilings=(ceiling(1, kind=CeilingKind.MONTHS, currency=""),)),
    Code.PAYMENTS_NOT_COMPARABLE: told(payments=(replace(figure(1), median=Money(Decimal(1), "MMK")),)),
    Code.ONLY_FOR_ROUTES: told(corridor=""),
    Code.LICENCE_VALID: GOOD,
    Code.QUORUM_HOLDS: GOOD,
    Code.FEES_WITHIN_CEILING: GOOD,
    Code.NO_CEILING_KNOWN: told(ceilings=()),
    Code.PAYMENTS_AS_SAID: told(payments=(figure(1100),)),
    Code.LICENCE_WITHOUT_END: licensed(last_day=None),
    Code.ABOVE_UNCHECKED_CEILING: told(ceilings=(ceiling(1500), ceiling(10, evidence=Evidence.RECALLED))),
    Code.ABOVE_CEILING_FOR_SOME: told(ceilings=(ceiling(1500), ceiling(900, some_only=("MOU",), group="returning"))),
}


def test_an_open_concern_is_judged_like_a_missing_vouch_whatever_else_there_is():
    concern = (ConcernFact(TODAY),)
    for other in ({}, {"disclosures": ()}, {"ceilings": ()}):
        one_vouch = judge(told(vouches=(vouch(1),), **other), TODAY)
        looked_into = judge(told(concerns=concern, **other), TODAY)
        assert (looked_into.standing, looked_into.reasons) == (one_vouch.standing, one_vouch.reasons)
    assert judge(told(vouches=(), concerns=concern), TODAY) == judge(told(vouches=()), TODAY)


def test_every_reason_has_its_case():
    assert set(CASES) == set(Code)


@pytest.mark.parametrize("code", list(Code))
def test_each_reason_is_given_and_sets_the_standing(code):
    verdict = judge(CASES[code], TODAY)
    assert code in verdict.codes
    assert verdict.standing is GRADE[code]


def test_a_ceiling_for_some_workers_warns_only_when_the_fees_are_above_it_and_never_condemns():
    def codes(amount, **given):
        some = ceiling(amount, some_only=("MOU",), group="returning workers", **given)
        return judge(told(ceilings=(ceiling(1500), some)), TODAY).codes

    assert Code.ABOVE_CEILING_FOR_SOME in codes(999)
    assert Code.FEES_WITHIN_CEILING in codes(999)
    assert Code.ABOVE_CEILING_FOR_SOME not in codes(1000)
    assert Code.ABOVE_CEILING_FOR_SOME in codes(0, kind=CeilingKind.ZERO)


def test_standings_come_in_the_decided_order():
    bad = told(
        sanctions=(SanctionFact(True, "DOE", TODAY, date(2026, 11, 25)),),
        licences=(replace(LICENCE, last_day=date(2026, 11, 1), next_check=TODAY),),
        vouches=(),
    )
    assert judge(bad, TODAY).standing is Standing.SUSPENDED
    assert judge(bad, date(2026, 11, 25)).standing is Standing.NOT_VETTED
    overdue = told(licences=(replace(LICENCE, next_check=TODAY),), vouches=())
    assert judge(overdue, TODAY).standing is Standing.UNKNOWN


def test_a_sanction_on_another_corridor_does_not_count_here():
    facts = told(sanctions=(SanctionFact(True, "DOE", date(2026, 1, 1), None, "MM-MY-AGENCY"),))
    assert judge(facts, TODAY).standing is Standing.VETTED


def test_a_sanction_that_will_start_ends_the_verdict_on_that_day():
    facts = told(sanctions=(SanctionFact(True, "DOE", date(2026, 12, 9), date(2026, 12, 11)),))
    assert judge(facts, TODAY).until == date(2026, 12, 9)
    assert judge(facts, date(2026, 12, 9)).until == date(2026, 12, 11)
    assert judge(facts, date(2026, 12, 11)).standing is Standing.VETTED


def test_a_second_licence_carries_the_agency_over_the_end_of_the_first():
    later = replace(LICENCE, number="L-2", last_day=date(2028, 1, 1))
    verdict = judge(told(licences=(LICENCE, later)), TODAY)
    assert verdict.standing is Standing.VETTED
    assert verdict.until == date(2027, 8, 30)  # the vouches' last batch: the second licence lasts longer


def test_one_suspended_licence_suspends_although_another_is_valid():
    other = replace(LICENCE, number="L-2", status="suspended")
    assert judge(told(licences=(LICENCE, other)), TODAY).standing is Standing.SUSPENDED


def test_an_older_licence_that_was_revoked_does_not_count_beside_a_valid_one():
    older = replace(LICENCE, number="L-0", status="revoked")
    assert judge(told(licences=(LICENCE, older)), TODAY).standing is Standing.VETTED


def test_a_vouch_counts_from_the_monday_after_it_was_given():
    fresh = told(vouches=(vouch(1), vouch(2, given=date(2026, 11, 23))))
    assert judge(fresh, date(2026, 11, 29)).standing is Standing.CONDITIONAL
    assert judge(fresh, date(2026, 11, 29)).until == date(2026, 11, 30)
    assert judge(fresh, date(2026, 11, 30)).standing is Standing.VETTED


def test_a_withdrawal_takes_effect_with_the_next_batch():
    facts = told(vouches=(vouch(1), vouch(2, withdrawn=date(2026, 11, 25))))
    assert judge(facts, date(2026, 11, 29)).standing is Standing.VETTED
    assert judge(facts, date(2026, 11, 29)).until == date(2026, 11, 30)
    assert judge(facts, date(2026, 11, 30)).standing is Standing.CONDITIONAL


def test_until_is_rounded_down_to_the_batch_when_a_vouch_runs_out():
    facts = told(vouches=(vouch(1), vouch(2, expires=date(2027, 2, 4))))  # a Thursday
    assert judge(facts, TODAY).until == date(2027, 2, 1) == batch_of(date(2027, 2, 4))


def test_until_is_the_day_on_which_the_last_independent_pair_breaks():
    family = [vouch(cso(1, root=9), expires=date(2027, 3, 1)), vouch(cso(2, root=9), expires=date(2027, 4, 5))]
    facts = told(vouches=(*family, vouch(cso(3), expires=date(2027, 2, 1)), vouch(cso(4), expires=date(2027, 1, 4))))
    # 4 goes first, then 3; from then on only one family is left, though two of its vouches still live.
    assert judge(facts, TODAY).until == date(2027, 2, 1)


def test_the_end_of_an_accreditation_ends_quorum_by_the_batch_before():
    leaving = cso(2, accreditation=Span("", date(2020, 1, 1), date(2026, 12, 16)))
    assert judge(told(vouches=(vouch(1), vouch(leaving))), TODAY).until == date(2026, 12, 14)


def test_swapping_a_voucher_leaves_the_verdict_unchanged():
    assert judge(GOOD, TODAY) == judge(told(vouches=(vouch(3), vouch(4))), TODAY)


def test_a_vouch_with_a_declared_tie_does_not_count():
    facts = told(vouches=(vouch(1), vouch(2, tie_declared=True)))
    assert judge(facts, TODAY).standing is Standing.CONDITIONAL


def test_a_ceiling_that_starts_later_ends_the_verdict_that_day():
    facts = told(ceilings=(ceiling(1500), ceiling(900, starts=date(2027, 1, 1))))
    assert judge(facts, TODAY).until == date(2027, 1, 1)
    assert judge(facts, date(2027, 1, 1)).standing is Standing.CONDITIONAL


def test_a_package_is_compared_with_package_ceilings_only():
    lines = disclosure(item(1000), item(4000, category="travel_lodging"))
    assert judge(told(disclosures=(lines,)), TODAY).standing is Standing.VETTED
    limited = told(disclosures=(lines,), ceilings=(ceiling(1500), ceiling(4999, covers=Covers.PACKAGE)))
    assert judge(limited, TODAY).standing is Standing.NOT_VETTED


def test_a_ceiling_of_another_countrys_law_does_not_bind_this_agency():
    facts = told(ceilings=(ceiling(1500), ceiling(0, country="TH")))
    assert judge(facts, TODAY).standing is Standing.VETTED


def test_a_ceiling_in_months_counts_the_wage_of_the_day():
    monthly = ceiling(1, kind=CeilingKind.MONTHS, currency="")
    wages = (WageSpan(thb(900), None, date(2027, 1, 1)), WageSpan(thb(1100), date(2027, 1, 1)))
    facts = told(ceilings=(monthly,), wages=wages)
    assert judge(facts, TODAY).standing is Standing.NOT_VETTED
    assert judge(facts, TODAY).until == date(2027, 1, 1)
    assert judge(facts, date(2027, 1, 1)).standing is Standing.VETTED


def test_the_newest_disclosure_in_force_speaks_and_each_occupation_must_stay_within():
    newer = disclosure(item(2000), version=2, valid_from=date(2026, 12, 1))
    facts = told(disclosures=(disclosure(), newer))
    assert judge(facts, TODAY).until == date(2026, 12, 1)
    assert judge(facts, date(2026, 12, 1)).standing is Standing.NOT_VETTED
    special = disclosure(item(2000), occupation="5311")
    assert judge(told(disclosures=(disclosure(), special)), TODAY).standing is Standing.NOT_VETTED


def test_fewer_than_five_reports_say_nothing():
    assert judge(told(payments=(figure(99999, reports=4),)), TODAY).codes == judge(GOOD, TODAY).codes


def test_only_the_latest_period_of_reports_counts():
    before = figure(9000, period_from=date(2025, 1, 1), period_until=date(2026, 1, 1))
    assert judge(told(payments=(before, figure(1000))), TODAY).standing is Standing.VETTED


@pytest.mark.parametrize(
    ("items", "paid"),
    [
        ((), None),
        ((item(1000), item(500, "employer")), thb(1000)),
        ((item(1000, "employer"),), thb(0)),
        ((item(1000), item(None, "employer")), thb(1000)),
        ((item(1000), item(None)), thb(None)),
        ((item(1000), item(10, "shared")), thb(None)),
        ((item(1000), item(0, "unclear")), thb(1000)),
    ],
)
def test_what_a_worker_pays_is_added_up_and_unknown_stays_unknown(items, paid):
    assert worker_pays(items, {}) == paid


def test_amounts_in_two_currencies_need_a_rate():
    items = (item(1000), ItemFact("medical", Money(Decimal(2), "USD"), "worker"))
    assert not worker_pays(items, {}).is_known
    assert worker_pays(items, {"THB": Decimal(30)}) == thb(1060)


def test_a_batch_begins_on_monday():
    days = [date(2026, 11, 23) + timedelta(days=step) for step in (-1, 0, 6, 7)]
    mondays = [date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 30)]
    assert [batch_of(day) for day in days] == mondays


def test_an_ended_licence_on_an_overdue_list_says_both():
    verdict = judge(licensed(last_day=date(2026, 11, 1), next_check=TODAY), TODAY)
    assert verdict.standing is Standing.NOT_VETTED
    assert {Code.LICENCE_EXPIRED, Code.LIST_OVERDUE} <= verdict.codes
