"""One line of a desk: what waits, since when, where to go. Each app's waiting(user, today) returns these.

Of accounts/ itself: invitations that wait for a second registrar.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import InvitationProposal
from accounts.permissions import is_registrar
from foundation import clock

MOST = 50


class About(models.TextChoices):
    """What a line is about, for a desk with many: a CSO's own five kinds of work, and the rest."""

    VOUCHES = "vouches", gettext_lazy("Vouches")
    CASES = "cases", gettext_lazy("Cases")
    REFERRALS = "referrals", gettext_lazy("Referrals")
    CARDS = "cards", gettext_lazy("Review cards")
    SESSIONS = "sessions", gettext_lazy("Education sessions")
    REST = "rest", gettext_lazy("Everything else")


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a member: translated title, the day since when, the link, how urgent (0 to 2), and what about."""

    title: str
    since: date
    url: str
    urgency: int = 0
    about: About = About.REST


def waiting(user, today: date) -> list[Waiting]:
    """Invitations to CSOs that another registrar asked for."""
    if not is_registrar(user):
        return []
    proposals = InvitationProposal.objects.exclude(proposed_by=user).select_related("organisation")
    return [
        Waiting(
            title=_("Confirm or refuse an invitation to %(organisation)s") % {"organisation": one.organisation.name},
            since=one.proposed_at.astimezone(clock.BANGKOK).date(),
            url=reverse("decide_invitation", args=[one.pk]),
            urgency=1,
        )
        for one in proposals[:MOST]
    ]
