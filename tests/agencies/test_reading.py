"""What the registry says today: stored verdicts, live ones past their end, and few queries however many agencies."""

from datetime import date, timedelta

import pytest

from agencies import actions
from agencies.models import Agency, StandingChange
from agencies.reading import (
    all_standings,
    facts_of,
    headline,
    ids_with_standing,
    standing_of,
    standings,
    vetted_pairs,
)
from agencies.rules import RULES_VERSION, Standing, Verdict, judge
from tests.make import TODAY, make_corridor, make_vetted_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return make_corridor("MM-TH-MOU")


@pytest.fixture
def agencies(corridor):
    return [make_vetted_agency(corridor) for _ in range(6)]


def test_the_stored_verdict_is_what_judging_live_gives(agencies, corridor):
    for agency in agencies:
        assert standing_of(agency, corridor, TODAY) == judge(facts_of(agency, corridor, TODAY), TODAY)


def test_past_its_end_a_stored_verdict_is_not_believed(corridor):
    agency = make_vetted_agency(corridor, until=TODAY + timedelta(days=3))
    fallen = TODAY + timedelta(days=4)
    assert StandingChange.objects.current().get(agency=agency, corridor=corridor).standing == "vetted"
    assert standing_of(agency, corridor, fallen).standing is Standing.NOT_VETTED
    assert standings([agency], corridor, fallen)[agency.pk].standing is Standing.NOT_VETTED
    assert vetted_pairs(fallen) == set()
    assert ids_with_standing(Standing.VETTED, None, fallen) == set()


def test_a_verdict_that_could_not_know_of_an_earlier_day_is_judged_for_that_day(corridor):
    agency = make_vetted_agency(corridor)
    before_the_vouches = TODAY - timedelta(days=25)
    assert standing_of(agency, corridor, before_the_vouches).standing is Standing.CONDITIONAL
    assert vetted_pairs(before_the_vouches) == set()


def test_a_pair_that_becomes_vetted_with_time_alone_is_found_without_being_written(corridor):
    agency = make_vetted_agency(corridor)
    vouch = agency.vouches.first()
    vouch.given = TODAY
    vouch.save()
    actions.reassess(agency)
    assert vetted_pairs(TODAY) == set()
    assert vetted_pairs(date(2026, 11, 23)) == {(agency.pk, corridor.pk)}


def test_verdicts_of_older_rules_are_judged_again(agencies, corridor):
    StandingChange.objects.update(rules_version=RULES_VERSION - 1, standing="vetted", reasons=[])
    actions.impose_sanction(agencies[0], by="regulator", reason="x", starts=TODAY)
    StandingChange.objects.update(rules_version=RULES_VERSION - 1, standing="vetted", reasons=[])
    assert standing_of(agencies[0], corridor, TODAY).standing is Standing.SUSPENDED
    assert (agencies[0].pk, corridor.pk) not in vetted_pairs(TODAY)


def test_a_reason_that_the_rules_no_longer_know_is_judged_again(agencies, corridor):
    StandingChange.objects.update(reasons=[{"code": "gone", "evidence": "", "day": None}])
    assert standing_of(agencies[0], corridor, TODAY) == judge(facts_of(agencies[0], corridor, TODAY), TODAY)


def test_many_stored_standings_take_one_query(agencies, corridor, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert len(standings(agencies, corridor, TODAY)) == 6
    with django_assert_max_num_queries(1):
        assert set(all_standings(agencies, TODAY)) == {agency.pk for agency in agencies}


def test_judging_many_live_takes_as_many_queries_as_judging_one(agencies, corridor, django_assert_max_num_queries):
    fallen = TODAY + timedelta(days=301)
    with django_assert_max_num_queries(16):
        assert len(standings(agencies, corridor, fallen)) == 6
    with django_assert_max_num_queries(18):
        vetted_pairs(TODAY + timedelta(days=150))


def test_vetted_pairs_take_few_queries_when_all_are_stored(agencies, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert len(vetted_pairs(TODAY)) == 6


def test_many_are_judged_and_recorded_in_a_bounded_number_of_queries(agencies, django_assert_max_num_queries):
    StandingChange.objects.all().delete()
    with django_assert_max_num_queries(26):
        assert actions.reassess_many([agency.pk for agency in agencies]) == 6
    assert StandingChange.objects.current().count() == 12


def test_the_headline_is_the_best_route_unless_all_are_suspended():
    vetted, suspended = Verdict(Standing.VETTED, ()), Verdict(Standing.SUSPENDED, ())
    conditional = Verdict(Standing.CONDITIONAL, ())
    assert headline({None: conditional}).verdict is conditional
    first = headline({None: conditional, 1: suspended, 2: vetted, 3: vetted})
    assert (first.verdict, first.corridors) == (vetted, (2, 3))
    assert headline({None: suspended, 1: vetted}).verdict is suspended


def test_the_headline_of_several_vetted_routes_ends_with_the_first_of_them():
    early, late = (Verdict(Standing.VETTED, (), TODAY + timedelta(days=days)) for days in (5, 9))
    first = headline({None: Verdict(Standing.CONDITIONAL, ()), 1: late, 2: early, 3: Verdict(Standing.VETTED, ())})
    assert (first.verdict, first.corridors) == (early, (1, 2, 3))


def test_filtering_by_standing_means_the_route_when_one_is_named(agencies, corridor):
    other = make_corridor("MM-MY-AGENCY")
    assert ids_with_standing(Standing.VETTED, corridor, TODAY) == {agency.pk for agency in agencies}
    assert ids_with_standing(Standing.VETTED, other, TODAY) == set()
    assert ids_with_standing(None, other, TODAY) == set()
    assert ids_with_standing(Standing.VETTED, None, TODAY) == set(Agency.objects.values_list("pk", flat=True))
