"""The two groups of people who look after facts: those who draft and those who approve. Planted by a command."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

EDITORS, APPROVERS = "Fact editors", "Fact approvers"
_MAY = {EDITORS: "draft_facts", APPROVERS: "approve_facts"}


@transaction.atomic
def plant_groups() -> dict[str, Group]:
    """Make what is missing; what an administrator has given a group besides stays. {name: group}."""
    door = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    planted = {}
    for name, codename in _MAY.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.add(door, Permission.objects.get(content_type__app_label="corridors", codename=codename))
        planted[name] = group
    return planted
