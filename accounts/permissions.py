"""Who acts for whom: django-rules predicates that the upper floors build on."""

import rules
from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import Membership, Organisation
from foundation import clock


def acts_for(user, organisation: Organisation | None, *, officer: bool = True) -> bool:
    """Whether this active user is a member (an officer, unless told otherwise) of the organisation today."""
    if organisation is None or not user.is_authenticated or not user.is_active:
        return False
    held = user.memberships.live(clock.today()).filter(organisation=organisation)
    return held.filter(role=Membership.Role.OFFICER).exists() if officer else held.exists()


@rules.predicate
def needs_second_factor(user) -> bool:
    """Staff and everyone who acts for an organisation must have a second factor."""
    return user.is_active and (user.is_staff or user.is_superuser or user.memberships.live(clock.today()).exists())


def may_be_mailed(user) -> bool:
    """Whether letters may go to this user's address: active, with an address, confirmed where that is asked for."""
    if not user.is_active or not user.email:
        return False
    if settings.ACCOUNT_EMAIL_VERIFICATION != "mandatory":
        return True
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
