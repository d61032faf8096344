"""Who sees and who keeps what a CSO does in its townships: its officers keep it, its readers look, nobody else either."""

from django.db.models import Exists, OuterRef

from accounts.models import Membership
from foundation import clock
from partners.models import CSO


def network_csos(user):
    """The CSOs whose ambassadors and sessions this user may see today; `keeps` tells where they may write as well."""
    if not user.is_authenticated or not user.is_active:
        return CSO.objects.none()
    held = user.memberships.looking(clock.today())
    officer = held.filter(role=Membership.Role.OFFICER, organisation=OuterRef("organisation"))
    rows = CSO.objects.filter(organisation__in=held.values("organisation")).annotate(keeps=Exists(officer))
    return rows.order_by("name", "pk")
