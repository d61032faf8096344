"""The desk: what waits for this member, oldest first, joined from each app's waiting(member, today)."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from accounts.permissions import is_registrar
from accounts.waiting import About, Waiting
from accounts.waiting import waiting as accounts_waiting
from agencies.desk_doors import officer_of
from agencies.waiting import waiting as agencies_waiting
from audits.desk_doors import brands_of
from audits.waiting import waiting as audits_waiting
from cms.waiting import waiting as cms_waiting
from foundation import clock
from jobs.waiting import waiting as jobs_waiting
from partners.permissions import network_csos
from partners.waiting import waiting as partners_waiting
from support.permissions import is_helper
from support.waiting import waiting as support_waiting

SOURCES = (
    accounts_waiting,
    partners_waiting,
    agencies_waiting,
    jobs_waiting,
    audits_waiting,
    support_waiting,
    cms_waiting,
)


@login_required
def show_desk(request):
    """One page for every kind of member: their organisations and all that waits for them."""
    today = clock.today()
    items: list[Waiting] = [item for source in SOURCES for item in source(request.user, today)]
    items.sort(key=lambda item: item.since)
    counted = Counter(item.about for item in items)
    about = request.GET.get("about", "")
    if about in About.values:
        items = [item for item in items if item.about == about]
    memberships = list(request.user.live_memberships(today))
    context = {
        "items": items,
        "kinds": [(kind, counted[kind]) for kind in About if kind in counted or kind == about],
        "about": about,
        "all": counted.total(),
        "memberships": memberships,
        "helps": is_helper(request.user),
        "is_registrar": is_registrar(request.user),
        "officer": any(one.role == one.Role.OFFICER for one in memberships),
        "vouches": any(one.organisation.kind == "cso" and one.role in one.LOOKING for one in memberships),
        "networks": is_registrar(request.user) or network_csos(request.user).exists(),
        "acts_for_brand": brands_of(request.user).exists(),
        "acts_for_agency": officer_of(request.user).exists(),
    }
    return render(request, "portal/desk.html", context)
