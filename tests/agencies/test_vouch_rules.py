"""What a vouch must rest on, and when it counts: rules by table and by hypothesis, without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.rules.facts import VouchFact
from agencies.rules.standing import batch_of, counts_in_batch
from agencies.rules.vouching import (
    MUST_BE_SEEN,
    OLDEST_VISIT,
    Answer,
    Looked,
    Principle,
    Refusal,
    counts_from,
    counts_until,
    looked_refusals,
)
from partners.rules import CSOFacts

DAY = date(2026, 11, 22)
IN_A_YEAR = DAY + timedelta(days=365)
GOOD = Looked(dict.fromkeys(Principle, Answer.SEEN), DAY - timedelta(days=3), 4, "")
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def answered(**changes) -> Looked:
    return replace(GOOD, answers={**GOOD.answers, **{Principle(key[1:]): value for key, value in changes.items()}})


def without(principle: Principle) -> Looked:
    return replace(GOOD, answers={one: answer for one, answer in GOOD.answers.items() if one is not principle})


TABLE = [
    (GOOD, ()),
    (answered(_B=Answer.NOT_LOOKED, _4=Answer.NOT_LOOKED), ()),
    (answered(_1=Answer.NOT_LOOKED), (Refusal.PRINCIPLE_NOT_LOOKED_AT,)),
    (answered(_4=Answer.NOT_SEEN), (Refusal.PRINCIPLE_NOT_KEPT,)),
    (without(Principle.PRIVACY), (Refusal.PRINCIPLE_UNANSWERED,)),
    (Looked(), (Refusal.PRINCIPLE_UNANSWERED, Refusal.NO_VISIT, Refusal.INTERVIEWS_UNKNOWN)),
    (replace(GOOD, visited=None), (Refusal.NO_VISIT,)),
    (replace(GOOD, visited=DAY), ()),
    (replace(GOOD, visited=DAY + timedelta(days=1)), (Refusal.VISIT_AHEAD,)),
    (replace(GOOD, visited=DAY - OLDEST_VISIT), ()),
    (replace(GOOD, visited=DAY - OLDEST_VISIT - timedelta(days=1)), (Refusal.VISIT_LONG_AGO,)),
    (replace(GOOD, interviewed=0), (Refusal.RESTS_ON_NOTHING,)),
    (replace(GOOD, interviewed=0, documents=" \n"), (Refusal.RESTS_ON_NOTHING,)),
    (replace(GOOD, interviewed=0, documents="Twelve contracts"), ()),
    (replace(GOOD, interviewed=-1), (Refusal.INTERVIEWS_UNKNOWN,)),
    (replace(GOOD, interviewed=None, documents="x"), (Refusal.INTERVIEWS_UNKNOWN,)),
]


@pytest.mark.parametrize(("looked", "why"), TABLE)
def test_what_a_vouch_must_rest_on(looked, why):
    assert looked_refusals(looked, DAY, IN_A_YEAR) == why


@given(st.dictionaries(st.sampled_from(Principle), st.sampled_from(Answer)))
def test_a_checklist_passes_just_when_all_is_answered_nothing_is_broken_and_the_five_are_seen(answers):
    passes = not looked_refusals(replace(GOOD, answers=answers), DAY, IN_A_YEAR)
    assert passes == (
        set(answers) == set(Principle)
        and Answer.NOT_SEEN not in answers.values()
        and all(answers[one] is Answer.SEEN for one in MUST_BE_SEEN)
    )


@given(days, st.integers(1, 366), st.none() | st.integers(0, 400), days)
def test_the_days_told_to_the_officer_are_those_the_standing_counts(start, lasts, withdrawn_after, day):
    """On each day: within the told span just when the rule of standings takes the vouch for live."""
    expires = start + timedelta(days=lasts)
    withdrawn = None if withdrawn_after is None else start + timedelta(days=withdrawn_after)
    fact = VouchFact(CSOFacts(1, 1), start, expires, withdrawn)
    ends = counts_until(expires) if withdrawn is None else min(counts_until(expires), counts_from(withdrawn))
    assert counts_in_batch(fact, batch_of(day)) == (counts_from(start) <= day < ends)


@given(days, st.integers(1, 366))
def test_a_vouch_that_would_never_count_is_refused(start, lasts):
    expires = start + timedelta(days=lasts)
    looked = replace(GOOD, visited=start)
    fact = VouchFact(CSOFacts(1, 1), start, expires)
    ever = any(counts_in_batch(fact, batch_of(start + timedelta(weeks=week))) for week in range(60))
    assert (Refusal.ENDS_BEFORE_IT_COUNTS in looked_refusals(looked, start, expires)) == (not ever)


@pytest.mark.parametrize(
    ("told", "counts"),
    [(date(2026, 11, 22), date(2026, 11, 23)), (date(2026, 11, 23), date(2026, 11, 30))],
    ids=["Sunday, the next day", "Monday, in a week"],
)
def test_it_takes_effect_on_the_next_monday(told, counts):
    assert counts_from(told) == counts
