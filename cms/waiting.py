"""What waits at the desk from cms/: printed copies that nobody has sent yet."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import is_registrar
from accounts.waiting import Waiting
from cms.models import PaperRequest

MOST = 50
DAYS_UNTIL_URGENT = 14


def waiting(user, today: date) -> list[Waiting]:
    """Requests for printed copies, oldest first; urgent after two weeks."""
    if not is_registrar(user):
        return []
    return [
        Waiting(
            title=_("Send printed copies: %(title)s") % {"title": one.publication.title},
            since=one.asked,
            url=reverse("paper_requests"),
            urgency=2 if one.asked <= today - timedelta(days=DAYS_UNTIL_URGENT) else 0,
        )
        for one in PaperRequest.objects.waiting(today).select_related("publication")[:MOST]
    ]
