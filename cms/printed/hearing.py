"""Marks printed guides to be looked at again when a fact of theirs or an editor's page moves, inside the same transaction.

A mark only hurries the worker. What it does not listen to (rights, helplines) and a day that passes are found by its round
of every hour, and by each reading, which holds the file against the facts.
"""

from wagtail.signals import page_published, page_unpublished

from cms.models import CorridorGuidePage
from cms.printed.making import mark_stale
from corridors.signals import corridor_changed


def connect() -> None:
    """Called once, when Django starts."""
    corridor_changed.connect(_hear_corridor, dispatch_uid="cms.printed.corridor")
    page_published.connect(_hear_page, sender=CorridorGuidePage, dispatch_uid="cms.printed.published")
    page_unpublished.connect(_hear_page, sender=CorridorGuidePage, dispatch_uid="cms.printed.unpublished")


def _hear_corridor(sender, corridor=None, **kwargs) -> None:
    mark_stale(corridor)


def _hear_page(sender, instance, **kwargs) -> None:
    mark_stale(instance.corridor)
