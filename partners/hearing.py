"""What partners/ does when accounts/ says that people came or went. Connected in partners.apps, nowhere else."""

from accounts.signals import members_changed
from partners.models import CSO
from partners.signals import cso_changed


def connect() -> None:
    """Listen to the floor below."""
    members_changed.connect(_hear_members, dispatch_uid="partners.members_changed")


def _hear_members(sender, organisation, **kwargs) -> None:
    """CSOs that share a member do not count as independent: who comes or goes may change a quorum."""
    for cso in CSO.objects.filter(organisation=organisation):
        cso_changed.send(CSO, cso=cso)
