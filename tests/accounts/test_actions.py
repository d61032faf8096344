"""Members come and go by actions; the trail remembers."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts import actions
from accounts.models import Membership, User
from accounts.permissions import acts_for, needs_second_factor
from foundation.models import TrailEntry
from tests.make import TODAY, make_membership, make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_joining_twice_keeps_one_membership_with_the_new_role():
    user, organisation = make_user(), make_organisation()
    first = actions.join_organisation(user, organisation, "reader", TODAY)
    second = actions.join_organisation(user, organisation, "officer", TODAY)
    assert first.pk == second.pk
    assert Membership.objects.get().role == "officer"
    assert TrailEntry.objects.count() == 2


def test_a_member_who_left_no_longer_acts_for_the_organisation():
    membership = make_membership()
    assert acts_for(membership.user, membership.organisation)
    actions.leave_organisation(membership, TODAY)
    assert not acts_for(membership.user, membership.organisation)
    assert not needs_second_factor(membership.user)


def test_leaving_before_the_first_day_removes_the_membership():
    membership = make_membership(since=TODAY + timedelta(days=3))
    actions.leave_organisation(membership, TODAY)
    assert not Membership.objects.exists()


def test_a_reader_does_not_act_as_an_officer():
    membership = make_membership(role="reader")
    assert not acts_for(membership.user, membership.organisation)
    assert acts_for(membership.user, membership.organisation, officer=False)


def test_a_switched_off_account_acts_for_nobody():
    membership = make_membership(user=make_user(is_active=False))
    assert not acts_for(membership.user, membership.organisation)


@pytest.mark.parametrize("field", ["since"])
def test_a_membership_cannot_end_before_it_starts(field):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(since=date(2026, 5, 1), until=date(2026, 5, 1))


def test_one_email_is_one_user_whatever_its_case():
    make_user(email="May@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(email="may@example.org")


def test_users_without_email_do_not_collide():
    make_user(email="")
    make_user(email="")
    assert User.objects.filter(email="").count() == 2
