"""What waits at the desk from support/: cases whose answer is due, and exports that need a second person."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.permissions import is_registrar
from accounts.waiting import Waiting
from support.models import Case, CaseExport
from support.permissions import cases_for, helping_organisations

MOST = 50


def waiting(user, today: date) -> list[Waiting]:
    """Cases that wait for this helper, oldest first, urgent once their day has passed; and complaints without a desk."""
    helping = helping_organisations(user, today)
    if not helping:
        return _homeless(today) if is_registrar(user) else []
    rows = cases_for(user, today, helping).open().exclude(due=None).defer("letter").order_by("received", "id")[:MOST]
    found = [
        Waiting(
            title=_("Case %(number)s: %(about)s") % {"number": case.number, "about": case.title},
            since=case.received,
            url=reverse("case", args=[case.pk]),
            urgency=2 if case.due < today else 1 if case.due == today else 0,
        )
        for case in rows
    ]
    exports = CaseExport.objects.filter(organisation__in=helping, state=CaseExport.State.WAITING)
    return found + [
        Waiting(title=_("Allow or refuse an export of cases"), since=export.asked, url=reverse("case_exports"))
        for export in exports.exclude(asked_by=user)[:MOST]
    ]


def _homeless(today: date) -> list[Waiting]:
    """For the registrar, who reads no case: that complaints wait which no other desk can take."""
    desks = set(
        Organisation.objects.filter(kind=Organisation.Kind.DESK, memberships__role="case_worker").values_list(
            "pk", flat=True
        )
    )
    complaints = Case.objects.kept(today).open().filter(origin=Case.Origin.COMPLAINT, organisation=None)
    alone = [case for case in complaints.only("about", "received") if not desks - {case.about_id}]
    if not alone:
        return []
    title = _("A complaint about a helper waits, and there is no other desk. Invite case workers to a second one.")
    return [Waiting(title=title, since=min(case.received for case in alone), url=reverse("organisations"), urgency=2)]
