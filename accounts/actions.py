"""The only writers of users, organisations and memberships."""

from datetime import date

from django.db import transaction

from accounts.models import Membership, Organisation, User
from foundation import trail


@transaction.atomic
def found_organisation(name: str, kind: str, country: str = "", example: bool = False) -> Organisation:
    """Record an organisation; its members come by join_organisation."""
    organisation = Organisation.objects.create(name=name, kind=kind, country=country, example=example)
    trail.record("accounts.organisation_founded", organisation, kind=kind)
    return organisation


@transaction.atomic
def join_organisation(
    user: User, organisation: Organisation, role: str, since: date, actor: User | None = None
) -> Membership:
    """Make the user a member from that day on; an open membership gets the new role instead of a twin."""
    membership, created = Membership.objects.get_or_create(
        user=user, organisation=organisation, until=None, defaults={"role": role, "since": since}
    )
    if not created and membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
    trail.record("accounts.member_joined", membership, actor=actor, organisation=organisation.pk, role=role)
    return membership


@transaction.atomic
def leave_organisation(membership: Membership, until: date, actor: User | None = None) -> None:
    """End a membership (until is exclusive); one that never began is deleted."""
    if until <= membership.since:
        trail.record("accounts.member_left", membership, actor=actor)
        membership.delete()
        return
    membership.until = until
    membership.save(update_fields=["until"])
    trail.record("accounts.member_left", membership, actor=actor)
