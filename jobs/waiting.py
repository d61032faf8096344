"""What waits at the desk from jobs/: introductions that nobody answered yet."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.waiting import Waiting
from jobs.introduction_models import Introduction

MOST = 50


def introductions_for(user, today: date):
    """The introductions this user may handle today, as officer of the agencies they were sent to."""
    organisations = user.live_memberships(today).filter(role=Membership.Role.OFFICER).values("organisation")
    kept = Introduction.objects.kept(today).filter(agency__organisation__in=organisations)
    return kept.select_related("opening", "agency", "agency__organisation")


def waiting(user, today: date) -> list[Waiting]:
    """Unanswered introductions, oldest first; urgent after a week."""
    waits = introductions_for(user, today).unanswered(today)[:MOST]
    return [
        Waiting(
            title=_("Answer an introduction: %(job)s") % {"job": introduction.opening.title},
            since=introduction.sent,
            url=reverse("introduction", args=[introduction.pk]),
            urgency=2 if introduction.is_urgent(today) else 0,
        )
        for introduction in waits
    ]
