"""Who sees and who keeps what a CSO does in its townships: its officers keep it, its readers look, nobody else either."""

import rules

from accounts.models import Membership
from accounts.permissions import acts_for
from foundation import clock
from partners.models import CSO

# Case workers of a CSO work at cases and need no ambassadors.
ROLES = (Membership.Role.OFFICER, Membership.Role.READER)


def network_csos(user):
    """The CSOs whose ambassadors and sessions this user may see today."""
    if not user.is_authenticated or not user.is_active:
        return CSO.objects.none()
    held = user.memberships.live(clock.today()).filter(role__in=ROLES)
    return CSO.objects.filter(organisation__in=held.values("organisation")).order_by("name", "pk")


@rules.predicate
def keeps_network(user, cso: CSO | None) -> bool:
    """Whether the user may write of the CSO's townships, ambassadors and sessions: its officers of today."""
    return cso is not None and acts_for(user, cso.organisation)


rules.add_perm("partners.keep_network", keeps_network)
