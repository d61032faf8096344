"""Facts published by themselves, and people who look after facts: in the groups that plant_fact_groups makes, with a
second factor. For tests.
"""

from decimal import Decimal

from django.db import transaction

from cms.facts.groups import APPROVERS, EDITORS, plant_groups
from corridors import actions
from corridors.models import CostItem
from tests.make import make_membership, make_organisation, make_second_factor, make_user


def publish(model, told):
    """The fact as it is now, without two people's proposal."""
    with transaction.atomic():
        actions.announce(actions.publish_facts(model, [told]))
        return model.objects.current().get(key=told.key)


def publish_amount(row: CostItem, amount: int):
    """The same cost with another amount, told by a new notice."""
    left = actions.NOT_TOLD - {"corridor"} | {"id", "key"}
    values = {
        field.name: getattr(row, field.name) for field in CostItem._meta.concrete_fields if field.name not in left
    }
    values |= {"amount_min": Decimal(amount), "amount_max": Decimal(amount)}
    return publish(CostItem, actions.Told(row.key, values, ("New notice", "https://example.org/", "2026-11")))


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
