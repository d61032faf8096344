"""Publishes pages on the moment that their editors chose, and takes down those whose time is over; `publish_pages` calls it.

Wagtail's own command stops at the first page that may not be published, and every later one waits behind it.
"""

import logging
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from cms.models import EditedPage
from cms.translation.drift import still_english
from foundation import clock, trail

logger = logging.getLogger(__name__)
REFUSED = trail.declare("cms.page_not_published", _("A page could not be published on its day"))


@dataclass
class Done:
    """Numbers of pages."""

    published: list[int] = field(default_factory=list)
    taken_down: list[int] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def publish_due() -> Done:
    """Each page in a transaction of its own. What may not be published stays a draft without a moment, and is told in the trail."""
    now, done = clock.now(), Done()
    for page in Page.objects.live().filter(expire_at__lt=now).specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        done.taken_down.append(page.pk)
    due = Revision.page_revisions.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        _publish(pk, done)
    return done


def _publish(pk: int, done: Done) -> None:
    with transaction.atomic():
        revision = Revision.page_revisions.select_for_update().filter(pk=pk).exclude(approved_go_live_at=None).first()
        if revision is None:
            return
        page = revision.as_object()
        try:
            with transaction.atomic():
                if isinstance(page, EditedPage) and (left := still_english(page)):
                    raise ValidationError(_("“%(name)s” is still in English.") % {"name": left[0].name})
                revision.publish(log_action="wagtail.publish.scheduled")
            done.published.append(page.pk)
        except ValidationError as why:
            Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
            trail.record(REFUSED, Page.objects.get(pk=page.pk), None, why=" ".join(why.messages)[:300])
            logger.warning("Page %s was not published on its day: it breaks a rule of pages.", page.pk)
            done.refused.append(page.pk)
