"""People who look after facts, for tests: in the groups that plant_fact_groups makes, with a second factor."""

from cms.facts.groups import APPROVERS, EDITORS, plant_groups
from tests.make import make_membership, make_organisation, make_second_factor, make_user


def make_editor(**given):
    """Drafts, and approves nothing."""
    return _member(EDITORS, given)


def make_approver(**given):
    """Approves, and drafts nothing."""
    return _member(APPROVERS, given)


def make_both(**given):
    """Somebody in both groups."""
    user = _member(EDITORS, given)
    user.groups.add(plant_groups()[APPROVERS])
    return user


def sits_in_an_agency(user):
    """The same person, who now acts for an agency too."""
    make_membership(user=user, organisation=make_organisation(kind="agency"))
    return user


def _member(group: str, given: dict):
    user = make_user(is_staff=True, **given)
    user.groups.add(plant_groups()[group])
    make_second_factor(user)
    return user
