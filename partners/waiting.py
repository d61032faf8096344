"""What waits at the desk from partners/: sessions whose day has come and nobody has reported."""

from datetime import date

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.waiting import About, Waiting
from partners.models import EducationSession
from partners.places import place_names

MOST = 50


def waiting(user, today: date) -> list[Waiting]:
    """For the officers of a CSO, oldest first; urgent after two weeks, when memory fades."""
    officer = user.memberships.live(today).filter(role=Membership.Role.OFFICER)
    rows = EducationSession.objects.filter(cso__organisation__in=officer.values("organisation"))
    rows = list(rows.to_report(today)[:MOST])
    named = place_names({session.place_id for session in rows}, get_language() or "en") if rows else {}
    return [
        Waiting(
            title=_("Report the session: %(topic)s, %(place)s")
            % {"topic": session.get_topic_display(), "place": named[session.place_id]},
            since=session.day,
            url=reverse("session_held", args=[session.cso_id, session.pk]),
            urgency=1 if (today - session.day).days > 14 else 0,
            about=About.SESSIONS,
        )
        for session in rows
    ]
