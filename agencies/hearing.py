"""What agencies/ does when a floor below says that something changed. Connected in agencies.apps, nowhere else."""

from agencies.actions.standing import reassess_many
from agencies.models import FeeDisclosure, Vouch
from corridors.signals import corridor_changed
from partners.signals import cso_changed


def connect() -> None:
    """Listen to the floors below."""
    cso_changed.connect(_hear_cso, dispatch_uid="agencies.cso_changed")
    corridor_changed.connect(_hear_corridor, dispatch_uid="agencies.corridor_changed")


def _hear_cso(sender, cso, **kwargs) -> None:
    """A CSO, or one it stands above, is no longer (or again) good for quorum."""
    family = [cso.pk, *cso.branches.values_list("pk", flat=True)]
    reassess_many(Vouch.objects.filter(cso__in=family).values_list("agency_id", flat=True).distinct())


def _hear_corridor(sender, corridor=None, **kwargs) -> None:
    """The law changed: only agencies that declared fees can be judged differently. None = on every corridor."""
    held = FeeDisclosure.objects.all() if corridor is None else FeeDisclosure.objects.filter(corridor=corridor)
    reassess_many(held.values_list("agency_id", flat=True).distinct())
