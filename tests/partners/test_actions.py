"""Writers of CSOs: each tells the floors above once, and does nothing twice."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from partners import actions
from partners.models import CSO
from partners.reading import cso_facts
from partners.signals import cso_changed
from tests.make import TODAY, make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    told = []

    def hear(sender, cso, **kwargs):
        told.append(cso.pk)

    cso_changed.connect(hear)
    yield told
    cso_changed.disconnect(hear)


@pytest.fixture
def cso():
    return actions.register_cso("Workers' House", "trade_union", "MM", organisation=make_organisation())


def test_the_same_cso_is_registered_once(cso):
    assert actions.register_cso("Workers' House", "trade_union", "MM").pk == cso.pk


def test_accreditation_holds_until_the_day_before_its_end(cso, heard):
    actions.accredit_cso(cso, date(2026, 1, 1), TODAY)
    actions.accredit_cso(cso, date(2026, 1, 1), TODAY)
    assert heard == [cso.pk]
    assert not CSO.objects.accredited(TODAY).exists()
    assert CSO.objects.accredited(date(2026, 11, 21)).get() == cso


def test_accreditation_ends_once_and_one_that_never_began_is_taken_away(cso, heard):
    actions.accredit_cso(cso, date(2027, 1, 1), None)
    assert actions.end_accreditation(cso, TODAY).accredited_from is None
    actions.end_accreditation(cso, TODAY)
    assert heard == [cso.pk, cso.pk]


def test_accreditation_must_end_after_it_starts(cso):
    with pytest.raises(ValueError, match="ends after"):
        actions.accredit_cso(cso, TODAY, TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        CSO.objects.filter(pk=cso.pk).update(accredited_from=TODAY, accredited_until=TODAY)


def test_nobody_stands_under_itself(cso):
    branch = actions.place_under(actions.register_cso("Branch", "faith"), cso)
    with pytest.raises(ValueError, match="under itself"):
        actions.place_under(cso, branch)
    facts = cso_facts([cso.pk, branch.pk])
    assert facts[branch.pk].root == facts[cso.pk].root == cso.pk


def test_members_and_ties_become_facts_and_can_end(cso, heard):
    user = make_user()
    actions.admit_member(cso, user, "officer", date(2026, 1, 1))
    actions.record_tie(cso, "12345611", "declared", date(2026, 1, 1))
    actions.record_tie(cso, "12345611", "declared", date(2026, 1, 1))
    facts = cso_facts([cso.pk])[cso.pk]
    assert {(member.key, member.until) for member in facts.members} == {(str(user.pk), None)}
    assert {(tie.key, tie.until) for tie in facts.ties} == {("12345611", None)}
    actions.release_member(cso, user, TODAY)
    actions.end_tie(cso, "12345611", TODAY)
    facts = cso_facts([cso.pk])[cso.pk]
    assert {member.until for member in facts.members} == {tie.until for tie in facts.ties} == {TODAY}
    assert heard == [cso.pk] * 4


def test_many_csos_take_as_many_queries_as_one(cso, django_assert_max_num_queries):
    ids = [cso.pk, *(actions.register_cso(f"Other {number}", "faith").pk for number in range(5))]
    with django_assert_max_num_queries(4):
        assert len(cso_facts(ids)) == 6
