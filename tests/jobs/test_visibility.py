"""One rule, two forms: what jobs.rules says of an opening, Opening.objects.visible says in SQL."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import StandingChange
from corridors.models import CorridorStatus
from foundation import clock
from jobs.grounds import grounds_on
from jobs.judging import verdict_on
from jobs.models import Opening
from jobs.rules import Hidden, OpeningFacts, visibility
from tests.make import TODAY, make_corridor, make_employer, make_opening, make_vetted_agency

DAY = timedelta(days=1)
DAYS = (None, TODAY - 2 * DAY, TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY)


def order(**given) -> OpeningFacts:
    """A certified order in force today, until told otherwise."""
    told = {
        "state": "published",
        "basis": "certified_order",
        "published_on": TODAY - DAY,
        "order_number": "JO-1",
        "order_status": "certified",
        "order_from": TODAY - DAY,
        "order_until": TODAY + DAY,
    }
    return OpeningFacts(**{**told, **given})


def agency_opening(**given) -> OpeningFacts:
    """An opening of a vetted agency, until told otherwise."""
    told = {"state": "published", "basis": "vetted_agency", "published_on": TODAY, "vetted": True}
    return OpeningFacts(**{**told, **given})


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (order(state="draft"), Hidden.DRAFT),
        (order(state="closed"), Hidden.CLOSED),
        (order(published_on=TODAY + DAY), Hidden.NOT_YET_PUBLISHED),
        (order(apply_by=TODAY - DAY), Hidden.TOO_LATE_TO_APPLY),
        (order(order_number=""), Hidden.ORDER_MISSING),
        (order(order_status="none"), Hidden.ORDER_NOT_CERTIFIED),
        (order(order_status="denied"), Hidden.ORDER_DENIED),
        (order(order_status="withdrawn"), Hidden.ORDER_WITHDRAWN),
        (order(order_from=None), Hidden.ORDER_START_UNKNOWN),
        (order(order_from=TODAY + DAY), Hidden.ORDER_NOT_YET),
        (order(order_until=None), Hidden.ORDER_END_UNKNOWN),
        (order(order_until=TODAY - DAY), Hidden.ORDER_ENDED),
        (order(names_foreign_recruiter=True), Hidden.RECRUITER_NOT_VETTED),
        (order(route_closed=True), Hidden.ROUTE_CLOSED),
        (agency_opening(vetted=False), Hidden.AGENCY_NOT_VETTED),
        (agency_opening(channel="MOU", order_until=TODAY), Hidden.ORDER_MISSING),
        (agency_opening(channel="MOU", order_number="D1"), Hidden.ORDER_END_UNKNOWN),
        (agency_opening(channel="EPS", order_number="D1", order_until=TODAY - DAY), Hidden.ORDER_ENDED),
        (agency_opening(order_status="denied"), Hidden.ORDER_DENIED),
        (agency_opening(order_until=TODAY - DAY), Hidden.ORDER_ENDED),
    ],
)
def test_each_condition_alone_hides_an_opening_and_says_why(facts, reason):
    verdict = visibility(facts, TODAY)
    assert not verdict.visible
    assert verdict.reasons == (reason,)


@pytest.mark.parametrize(
    "facts",
    [
        order(),
        order(order_status="partly_certified"),
        order(order_from=TODAY, order_until=TODAY, apply_by=TODAY),
        order(names_foreign_recruiter=True, vetted=True),
        agency_opening(),
        agency_opening(channel="MOU", order_number="D1", order_until=TODAY),
        agency_opening(channel="SSW"),
    ],
)
def test_an_opening_whose_basis_holds_is_shown(facts):
    assert visibility(facts, TODAY).visible


def test_the_end_is_the_earliest_day_on_which_anything_lapses():
    facts = agency_opening(
        apply_by=TODAY + 5 * DAY,
        order_until=TODAY + 9 * DAY,
        vetted_until=TODAY + 4 * DAY,
        route_until=TODAY + 8 * DAY,
    )
    assert visibility(facts, TODAY).until == TODAY + 4 * DAY


def test_a_direct_order_does_not_depend_on_a_standing():
    assert visibility(order(vetted_until=TODAY), TODAY).until == TODAY + 2 * DAY


days = st.sampled_from(DAYS)
all_facts = st.builds(
    OpeningFacts,
    state=st.sampled_from(["draft", "published", "published", "published", "closed"]),
    basis=st.sampled_from(["vetted_agency", "certified_order"]),
    published_on=days,
    apply_by=days,
    channel=st.sampled_from(["", "MOU", "EPS", "SSW", "H2A"]),
    order_number=st.sampled_from(["", "JO-1"]),
    order_status=st.sampled_from(["none", "certified", "partly_certified", "denied", "withdrawn"]),
    order_from=days,
    order_until=days,
    names_foreign_recruiter=st.booleans(),
    vetted=st.booleans(),
    vetted_until=st.sampled_from([None, TODAY + DAY, TODAY + 2 * DAY]),
    route_closed=st.booleans(),
    route_until=st.sampled_from([None, TODAY + DAY]),
)


@given(all_facts)
def test_an_opening_is_hidden_if_and_only_if_there_is_a_reason(facts):
    verdict = visibility(facts, TODAY)
    assert verdict.visible is (not verdict.reasons)


@given(all_facts)
def test_between_since_and_until_only_an_event_hides_it(facts):
    verdict = visibility(facts, TODAY)
    if verdict.since is None:
        assert not verdict.visible
        return
    for day in (TODAY + ahead * DAY for ahead in range(5)):
        if verdict.until is None or day < verdict.until:
            assert visibility(facts, day).visible is (day >= verdict.since)


@given(all_facts)
def test_from_the_end_on_it_is_not_shown_unless_a_standing_or_route_says_so_anew(facts):
    verdict = visibility(facts, TODAY)
    if verdict.visible and verdict.until is not None and verdict.until not in (facts.vetted_until, facts.route_until):
        assert not visibility(facts, verdict.until).visible


def close_for_everyone(corridor, since=TODAY):
    """A notice that the route is shut."""
    return CorridorStatus.objects.create(
        corridor=corridor,
        key=f"{corridor.code} closed",
        digest="0" * 64,
        collection="test",
        known_from=clock.now(),
        first_day=since,
        effective_from=since.isoformat(),
        evidence="read",
        status="closed",
        affected_group="all",
        for_everyone=True,
    )


@pytest.mark.django_db
def test_sql_and_the_rule_agree_on_every_opening():
    vetted, shut, never = make_corridor("MM-TH-MOU"), make_corridor("MM-JP-SSW"), make_corridor("KH-KR-EPS")
    agency = make_vetted_agency(vetted)
    # A verdict that ended yesterday is judged live, and fails.
    StandingChange.objects.create(
        agency=agency,
        corridor=never,
        standing="vetted",
        until=TODAY,
        rules_version=1,
        on=TODAY - DAY,
        known_at=clock.now(),
    )
    close_for_everyone(shut)
    employer = make_employer()
    statuses = ("none", "certified", "partly_certified", "denied", "withdrawn")
    columns = (("draft", "published", "closed"), DAYS[1:], DAYS[::2], statuses, DAYS[::2], DAYS)
    rows = []
    for number, (state, published, apply_by, status, start, end) in enumerate(itertools.product(*columns)):
        # The other columns go round in steps that share no factor with the product's.
        corridor = (None, vetted, shut, never, vetted, None, vetted)[number % 7]
        through_agency = corridor is not None and number % 11 < 6
        recruiter = number % 13 < 4
        rows.append(
            Opening(
                public_id=f"{number:010d}",
                title="Opening",
                employer=employer,
                state=state,
                basis="vetted_agency" if through_agency else "certified_order",
                agency=agency if corridor and (through_agency or recruiter) else None,
                corridor=corridor,
                destination="TH",
                channel=corridor.channel if corridor else ("H2A", "EPS")[number % 2],
                published_on=published,
                apply_by=apply_by,
                job_order_number="" if through_agency and number % 17 < 4 else "JO-1",
                order_status=status,
                order_from=start,
                order_until=end,
                names_foreign_recruiter=recruiter,
            )
        )
    Opening.objects.bulk_create(rows)
    for day in (TODAY, TODAY + DAY):
        grounds = grounds_on(day)
        by_rule = {row.public_id for row in Opening.objects.all() if verdict_on(row, day, grounds).visible}
        by_sql = set(Opening.objects.visible(day).values_list("public_id", flat=True))
        assert by_sql == by_rule
        kinds = set(Opening.objects.filter(public_id__in=by_sql).values_list("basis", "corridor__code"))
        assert kinds >= {
            ("vetted_agency", "MM-TH-MOU"),
            ("certified_order", None),
            ("certified_order", "MM-TH-MOU"),
            ("certified_order", "KH-KR-EPS"),
        }
        assert "MM-JP-SSW" not in {corridor for _, corridor in kinds}


@pytest.mark.django_db
def test_a_route_closed_for_everyone_hides_its_openings_and_those_of_no_other():
    corridor, other = make_corridor("MM-JP-SSW"), make_corridor("KH-JP-SSW")
    hidden = make_opening(agency=make_vetted_agency(corridor), corridor=corridor)
    shown = make_opening(agency=make_vetted_agency(other), corridor=other)
    assert set(Opening.objects.visible(TODAY)) == {hidden, shown}
    close_for_everyone(corridor)
    assert set(Opening.objects.visible(TODAY)) == {shown}
    assert verdict_on(hidden, TODAY).reasons == (Hidden.ROUTE_CLOSED,)


@pytest.mark.django_db
def test_a_route_that_will_close_tells_until_when_its_openings_are_shown():
    corridor = make_corridor("MM-JP-SSW")
    opening = make_opening(agency=make_vetted_agency(corridor), corridor=corridor)
    close_for_everyone(corridor, since=TODAY + 3 * DAY)
    verdict = verdict_on(opening, TODAY)
    assert verdict.visible
    assert verdict.until == TODAY + 3 * DAY
    assert set(Opening.objects.visible(TODAY + 2 * DAY)) == {opening}
    assert not Opening.objects.visible(TODAY + 3 * DAY).exists()
