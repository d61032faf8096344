"""What waits at the desk from support/: cases whose answer is due, referrals, and exports that need a second person."""

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, Organisation, User
from accounts.permissions import is_registrar
from accounts.waiting import About, Waiting
from support.models import Case, CaseExport, Referral
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
            about=About.CASES,
        )
        for case in rows
    ]
    found += _referrals(cases_for(user, today, helping).open(), today)
    exports = CaseExport.objects.filter(organisation__in=helping, state=CaseExport.State.WAITING)
    return found + [
        Waiting(title=_("Allow or refuse an export of cases"), since=export.asked, url=reverse("case_exports"))
        for export in exports.exclude(asked_by=user)[:MOST]
    ]


def _referrals(cases, today: date) -> list[Waiting]:
    """The client agreed and nobody has handed it over, or the link ran out; or a service took it and is not done yet."""
    running = Referral.objects.filter(case__in=cases.values("pk")).select_related("case", "service")
    no_link = Q(secret=None) | Q(link_until__lte=today)
    to_hand = running.filter(no_link, state=Referral.State.IN_PROGRESS, consent_until__gt=today)
    taken = running.filter(state=Referral.State.ACCEPTED)
    return [
        Waiting(
            title=words % {"service": one.service.name, "number": one.case.number},
            since=since(one),
            url=reverse("case", args=[one.case_id]),
            urgency=urgency,
            about=About.REFERRALS,
        )
        for words, rows, since, urgency in (
            (_("Hand over the referral to %(service)s (case %(number)s)"), to_hand, lambda one: one.consented, 1),
            (_("Is the help of %(service)s given? (case %(number)s)"), taken, lambda one: one.answered or one.asked, 0),
        )
        for one in rows.order_by("asked", "pk")[:MOST]
    ]


def _homeless(today: date) -> list[Waiting]:
    """For the registrar, who reads no case: that complaints wait which no case worker of a desk may see."""
    alone = dict(
        Case.objects.kept(today)
        .open()
        .filter(origin=Case.Origin.COMPLAINT, organisation=None)
        .values_list("pk", "received")
    )
    at_desks = Membership.objects.live(today).filter(organisation__kind=Organisation.Kind.DESK, role="case_worker")
    for worker in User.objects.filter(is_active=True, memberships__in=at_desks).distinct() if alone else ():
        for seen in cases_for(worker, today).filter(pk__in=list(alone)).values_list("pk", flat=True):
            del alone[seen]
    if not alone:
        return []
    title = _("A complaint about a helper waits, and there is no other desk. Invite case workers to a second one.")
    return [Waiting(title=title, since=min(alone.values()), url=reverse("organisations"), urgency=2)]
