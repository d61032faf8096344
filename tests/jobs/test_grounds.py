"""What is remembered of who is vetted: never longer than until a standing is committed or the day turns."""

import pytest
from django.db import transaction
from django.utils import timezone

from agencies.models import StandingChange
from jobs.grounds import grounds_on
from tests.make import TODAY, make_corridor, make_opening, make_vetted_agency


def fall(agency, corridor, number):
    """The agency is suspended by a row of that number."""
    StandingChange.objects.current().filter(agency=agency, corridor=corridor).update(replaced_at=timezone.now())
    StandingChange.objects.create(
        pk=number,
        agency=agency,
        corridor=corridor,
        standing="suspended",
        rules_version=StandingChange.objects.first().rules_version,
        on=TODAY,
        known_at=timezone.now(),
    )


@pytest.fixture
def two():
    corridor = make_corridor("MM-TH-MOU")
    first, second = (make_vetted_agency(corridor) for _ in range(2))
    for agency in (first, second):
        make_opening(agency=agency, corridor=corridor)
    return corridor, first, second


@pytest.mark.django_db(transaction=True)
def test_nothing_is_read_twice_while_no_standing_is_written(two, django_assert_max_num_queries):
    before = grounds_on(TODAY)
    # What standings there are, and the routes: the rest is remembered.
    with django_assert_max_num_queries(2):
        assert grounds_on(TODAY) == before


@pytest.mark.django_db(transaction=True)
def test_an_agency_falls_at_once_even_when_a_later_number_was_committed_before(two):
    """A long import takes its numbers early and commits them late."""
    corridor, first, second = two
    highest = StandingChange.objects.order_by("-pk").first().pk
    fall(second, corridor, highest + 1000)
    assert set(grounds_on(TODAY).vetted) == {(first.pk, corridor.pk)}
    fall(first, corridor, highest + 10)
    assert grounds_on(TODAY).vetted == {}
    assert grounds_on(TODAY).barred == {first.public_id, second.public_id}


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_takes_back_is_not_remembered(two):
    corridor, first, _second = two
    before = grounds_on(TODAY)
    highest = StandingChange.objects.order_by("-pk").first().pk
    with pytest.raises(RuntimeError), transaction.atomic():
        fall(first, corridor, highest + 1)
        assert (first.pk, corridor.pk) not in grounds_on(TODAY).vetted
        raise RuntimeError
    assert grounds_on(TODAY) == before


@pytest.mark.django_db(transaction=True)
def test_a_first_opening_of_a_vetted_agency_is_seen_though_its_agency_was_remembered(two):
    corridor, *_ = two
    grounds_on(TODAY)
    newcomer = make_vetted_agency(corridor)
    grounds_on(TODAY)
    make_opening(agency=newcomer, corridor=corridor)
    assert (newcomer.pk, corridor.pk) in grounds_on(TODAY).vetted
