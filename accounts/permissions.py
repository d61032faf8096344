"""Who acts for whom: django-rules predicates that the upper floors build on."""

from functools import wraps

import rules
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q

from accounts.models import Membership, Organisation, User
from foundation import clock


def acts_for(user, organisation: Organisation | None, *, officer: bool = True) -> bool:
    """Whether this active user is an officer (a member of any role, if told so) of the organisation today."""
    if organisation is None or not user.is_authenticated or not user.is_active:
        return False
    held = user.memberships.live(clock.today()).filter(organisation=organisation)
    return held.filter(role=Membership.Role.OFFICER).exists() if officer else held.exists()


def looks_at(user, organisation: Organisation | None) -> bool:
    """Whether this active user may see today what the organisation does: as its officer or reader, not as case worker."""
    if organisation is None or not user.is_authenticated or not user.is_active:
        return False
    return user.memberships.looking(clock.today()).filter(organisation=organisation).exists()


@rules.predicate
def needs_second_factor(user) -> bool:
    """Staff and everyone who acts for an organisation must have a second factor."""
    return user.is_active and (user.is_staff or user.is_superuser or user.memberships.live(clock.today()).exists())


@rules.predicate
def is_registrar(user) -> bool:
    """An officer of a desk of this site today, or a superuser."""
    if not user.is_authenticated or not user.is_active:
        return False
    held = user.memberships.live(clock.today()).filter(role=Membership.Role.OFFICER)
    return user.is_superuser or held.filter(organisation__kind=Organisation.Kind.DESK).exists()


def registrars_only(view):
    """For a view behind login_required: 403 for everybody but registrars."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_registrar(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@rules.predicate
def manages_members(user, organisation: Organisation | None) -> bool:
    """Whether the user looks after its members and may end memberships: its own officers, and every registrar."""
    return organisation is not None and (acts_for(user, organisation) or is_registrar(user))


def may_invite(user, organisation: Organisation) -> bool:
    """Whether the user may invite to the organisation. To a CSO only its officers may, once it has one."""
    if acts_for(user, organisation):
        return True
    held = Membership.objects.live(clock.today()).filter(organisation=organisation, role=Membership.Role.OFFICER)
    return is_registrar(user) and (organisation.kind != Organisation.Kind.CSO or not held.exists())


def needs_a_second(user, organisation: Organisation) -> bool:
    """Whether an invitation by this user takes a second registrar: who accredits CSOs could else fill them alone."""
    return organisation.kind == Organisation.Kind.CSO and not acts_for(user, organisation)


def is_kept_apart(user, organisation: Organisation) -> bool:
    """Whether joining would make one person serve a desk of this site and act for a CSO, today or later."""
    kinds = {Organisation.Kind.CSO: Organisation.Kind.DESK, Organisation.Kind.DESK: Organisation.Kind.CSO}
    other = kinds.get(organisation.kind)
    held = user.memberships.filter(Q(until=None) | Q(until__gt=clock.today()), organisation__kind=other)
    return held.exists() or (user.is_superuser and organisation.kind == Organisation.Kind.CSO)


def may_reset_second_factor(user, member: User) -> bool:
    """A registrar, for somebody else; a superuser's only by a superuser."""
    return is_registrar(user) and may_be_reset(user, member)


def may_be_reset(user, member: User) -> bool:
    """What is asked beyond being a registrar, which a list of many asks once."""
    return member.pk != user.pk and (user.is_superuser or not member.is_superuser)


def who_may_be_mailed():
    """The users to whose address letters may go: active, with an address, confirmed where that is asked for."""
    users = User.objects.filter(is_active=True).exclude(email="")
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        return users
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email__iexact=OuterRef("email"), verified=True)
    return users.filter(Exists(confirmed))


def may_be_mailed(user) -> bool:
    """Whether letters may go to this user's address."""
    return who_may_be_mailed().filter(pk=user.pk).exists()
