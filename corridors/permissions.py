"""Who may publish a fact of migration: staff with the permission, never somebody who acts for an agency."""

import rules

from accounts.models import Organisation
from foundation import clock


@rules.predicate
def acts_for_an_agency(user) -> bool:
    """Whether this user is a member of any agency today: such a user has an interest in what may be charged."""
    if not user.is_authenticated:
        return False
    return user.live_memberships(clock.today()).filter(organisation__kind=Organisation.Kind.AGENCY).exists()


@rules.predicate
def is_registrar(user) -> bool:
    """Active staff: registrars and editors."""
    return user.is_active and user.is_staff


rules.add_perm("corridors.publish_fact", is_registrar & ~acts_for_an_agency)
