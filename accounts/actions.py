"""The only writers of users, organisations and memberships; accounts.invitations writes invitations."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import Membership, Organisation, User
from accounts.permissions import is_kept_apart
from accounts.sessions import handle
from accounts.signals import members_changed
from foundation import trail


@transaction.atomic
def found_organisation(
    name: str, kind: str, country: str = "", example: bool = False, actor: User | None = None
) -> Organisation:
    """Record an organisation; its members come by join_organisation."""
    organisation = Organisation.objects.create(name=name, kind=kind, country=country, example=example)
    trail.record("accounts.organisation_founded", organisation, actor=actor, kind=kind)
    return organisation


@transaction.atomic
def enrol_agency(name: str, actor: User) -> tuple[Organisation, bool]:
    """(organisation, whether it is new): of an agency whose first officer is to be invited; it acts for no record yet."""
    held = Organisation.objects.filter(name__iexact=name, kind=Organisation.Kind.AGENCY).order_by("pk").first()
    return (held, False) if held else (found_organisation(name, Organisation.Kind.AGENCY, actor=actor), True)


@transaction.atomic
def join_organisation(
    user: User, organisation: Organisation, role: str, since: date, actor: User | None = None
) -> Membership:
    """Make the user a member from that day on; an open membership gets the new role instead of a twin.

    Raises ValueError for who serves a desk of this site and would act for a CSO, or the other way round.
    """
    if is_kept_apart(user, organisation):
        raise ValueError("Nobody serves a desk of this site and acts for a CSO.")
    membership, created = Membership.objects.get_or_create(
        user=user, organisation=organisation, until=None, defaults={"role": role, "since": since}
    )
    if not created and membership.role != role:
        membership.role = role
        membership.save(update_fields=["role"])
    trail.record("accounts.member_joined", membership, actor=actor, organisation=organisation.pk, role=role)
    members_changed.send(Organisation, organisation=organisation)
    return membership


@transaction.atomic
def leave_organisation(membership: Membership, until: date, actor: User | None = None) -> None:
    """End a membership (until is exclusive); one that never began is deleted, one that has ended stays as it is."""
    membership = Membership.objects.select_for_update(of=("self",)).filter(pk=membership.pk).first()
    if membership is None or (membership.until is not None and membership.until <= until):
        return
    trail.record("accounts.member_left", membership, actor=actor, organisation=membership.organisation_id)
    if until <= membership.since:
        membership.delete()
    else:
        membership.until = until
        membership.save(update_fields=["until"])
    members_changed.send(Organisation, organisation=membership.organisation)


@transaction.atomic
def reset_second_factor(user: User, checked_how: str, actor: User) -> int:
    """Take away all second factors of a member who lost theirs, and end all their sessions: how many factors went.

    `checked_how` is one of accounts.forms.IDENTITY_CHECKS: a word for the trail, never a person's own words.
    """
    User.objects.select_for_update().get(pk=user.pk)
    taken, _ = Authenticator.objects.filter(user=user).delete()
    user.sessions.all().delete()
    trail.record("accounts.second_factor_reset", user, actor=actor, checked=checked_how, taken=taken)
    return taken


@transaction.atomic
def end_sessions(user: User, here: str | None, only: str = "") -> int:
    """End the person's sessions but the one they are in, or `only` the one with that handle: how many ended."""
    others = user.sessions.exclude(session_key=here or "")
    keys = [key for key in others.values_list("session_key", flat=True) if not only or handle(key) == only]
    if keys:
        user.sessions.filter(session_key__in=keys).delete()
        trail.record("accounts.sessions_ended", user, actor=user, number=len(keys))
    return len(keys)
