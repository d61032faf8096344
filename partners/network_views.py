"""The CSO's desk for its network: figures against targets, the picture of its townships, ambassadors and sessions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import is_registrar
from foundation import clock
from partners import network
from partners.models import Ambassador, EducationSession
from partners.network_doors import for_its_keepers, for_its_members
from partners.network_forms import AmbassadorForm, CoverageForm, ReportForm, SessionForm
from partners.network_showing import figures_of, known_on, picture, progress
from partners.network_tables import ambassador_table, session_table, township_table
from partners.permissions import network_csos
from partners.places import grouped_places, place_names
from partners.wording import REFUSALS


@login_required
@never_cache
@require_safe
def network_desk(request):
    """To the one CSO of a member; for several, a choice; for a registrar the figures of the whole network."""
    own = list(network_csos(request.user))
    if len(own) == 1:
        return redirect("cso_network", own[0].pk)
    if not own and not is_registrar(request.user):
        raise PermissionDenied
    today = clock.today()
    context = {"own": own}
    if not own:
        known = known_on(today)
        context |= {"progress": progress(known, whole=True), "tiles": picture(known)}
    return render(request, "partners/network_desk.html", context)


@for_its_members
def cso_network(request, cso):
    """One CSO: what it does, the table of its townships, and whether its name may stand on the public page."""
    if request.method == "POST":
        network.decide_naming(cso, request.POST.get("public") == "1", request.user)
        messages.success(request, _("Kept. The public page follows at once."))
        return redirect("cso_network", cso.pk)
    today = clock.today()
    known = known_on(today)
    tiles = picture(known, cso)
    context = {
        "cso": cso,
        "keeps": request.keeps,
        "figures": figures_of(cso, known, today),
        "tiles": tiles,
        "progress": progress(known, whole=False),
    }
    return township_table(request, cso, today, [(one.code, one.name) for one in tiles]).answer(
        "partners/cso_network.html", context
    )


@for_its_keepers
def coverage(request, cso):
    """Which townships the CSO works in: all boxes on one page, by state."""
    today = clock.today()
    held = set(network.covered_on(today).filter(cso=cso).values_list("place_id", flat=True))
    groups = grouped_places(get_language() or "en")
    form = CoverageForm(request.POST if request.method == "POST" else None, places=groups)
    if form.is_valid():
        new, ended = network.cover(cso, set(form.cleaned_data["places"]), today, request.user)
        messages.success(request, _("Kept: %(new)s new, %(ended)s ended.") % {"new": new, "ended": ended})
        return redirect("cso_network", cso.pk)
    ticked = set(request.POST.getlist("places")) if form.is_bound else held
    shown = [
        (title, [(code, name, code in ticked) for code, name in places], sum(code in ticked for code, _ in places))
        for title, places in groups
    ]
    context = {"cso": cso, "form": form, "groups": shown}
    return render(request, "partners/coverage.html", context, status=422 if form.is_bound else 200)


@for_its_members
def ambassadors(request, cso):
    """The CSO's living ambassadors."""
    table = ambassador_table(request, cso)
    return table.answer("partners/ambassadors.html", {"cso": cso, "keeps": request.keeps})


@for_its_keepers
def add_ambassador(request, cso):
    """A new one."""
    form = _ambassador_form(request)
    if form.is_valid():
        try:
            network.add_ambassador(cso, form.told(), form.cleaned_data["submission"], clock.today(), request.user)
            messages.success(request, _("The ambassador is kept, under the pseudonym alone."))
            return redirect("ambassadors", cso.pk)
        except network.Refused as refused:
            form.add_error("pseudonym", REFUSALS[str(refused)])
    return _ambassador_page(request, cso, form)


@for_its_keepers
def ambassador(request, cso, pk):
    """Change what is told of one, or say that it has stopped."""
    found = get_object_or_404(Ambassador.objects.filter(cso=cso), pk=pk)
    if found.until:
        messages.warning(request, _("This ambassador has stopped."))
        return redirect("ambassadors", cso.pk)
    if request.POST.get("step") == "end":
        network.end_ambassador(found, clock.today(), request.user)
        messages.success(request, _("The ambassador has stopped. The pseudonym is deleted; the counts stay."))
        return redirect("ambassadors", cso.pk)
    form = _ambassador_form(request, found)
    if form.is_valid():
        try:
            network.revise_ambassador(found, form.told(), form.cleaned_data["edition"], request.user)
            messages.success(request, _("Changed."))
            return redirect("ambassadors", cso.pk)
        except network.Refused as refused:
            if str(refused) == "changed_since":
                messages.warning(request, str(REFUSALS["changed_since"]))
                return redirect("ambassador", cso.pk, pk)
            form.add_error("pseudonym", REFUSALS[str(refused)])
    return _ambassador_page(request, cso, form, found)


def _ambassador_form(request, found: Ambassador | None = None) -> AmbassadorForm:
    initial = {}
    if found:
        initial = {
            name: getattr(found, name) for name in ("pseudonym", "kind", "where", "trained", "helped", "edition")
        }
        initial |= {"place": found.place_id, "languages": found.languages.split(), "topics": found.topics.split()}
    typed = request.POST if request.method == "POST" else None
    return AmbassadorForm(typed, initial=initial, places=grouped_places(get_language() or "en"))


def _ambassador_page(request, cso, form, found=None):
    context = {"cso": cso, "form": form, "ambassador": found}
    return render(request, "partners/ambassador.html", context, status=422 if form.is_bound else 200)


@for_its_members
def sessions(request, cso):
    """The CSO's sessions, newest first."""
    table = session_table(request, cso)
    return table.answer("partners/sessions.html", {"cso": cso, "keeps": request.keeps})


@for_its_keepers
def add_session(request, cso):
    """Report one that was held, or plan one."""
    today = clock.today()
    typed = request.POST if request.method == "POST" else None
    form = SessionForm(typed, initial={"day": today}, places=grouped_places(get_language() or "en"))
    if form.is_valid():
        told = form.cleaned_data
        network.tell_session(
            cso,
            told["day"],
            told["topic"],
            told["place"],
            told["people"],
            tuple(told["material"]),
            told["submission"],
            today,
            request.user,
        )
        messages.success(request, _("The session is reported.") if told["people"] else _("The session is planned."))
        return redirect("sessions_held", cso.pk)
    context = {"cso": cso, "form": form}
    return render(request, "partners/session.html", context, status=422 if form.is_bound else 200)


@for_its_keepers
def session(request, cso, pk):
    """How a planned one went, or that it was called off; a reported one can be put right."""
    found = get_object_or_404(EducationSession.objects.filter(cso=cso), pk=pk)
    today = clock.today()
    step = request.POST.get("step", "") if request.method == "POST" else ""
    form = ReportForm(
        request.POST if step == "report" else None,
        initial={"people": found.people, "material": found.material.split()},
    )
    try:
        if step == "off":
            network.call_off_session(found, today, request.user)
            messages.success(request, _("The session is called off."))
            return redirect("sessions_held", cso.pk)
        if step == "report" and found.day > today:
            messages.warning(request, _("This day is still to come. Report the session when it was held."))
            return redirect("session_held", cso.pk, pk)
        if form.is_valid():
            told = form.cleaned_data
            network.report_session(found, told["people"], tuple(told["material"]), today, request.user)
            messages.success(request, _("The session is reported."))
            return redirect("sessions_held", cso.pk)
    except network.Refused as refused:
        messages.warning(request, str(REFUSALS[str(refused)]))
        return redirect("sessions_held", cso.pk)
    place = place_names({found.place_id}, get_language() or "en")[found.place_id]
    context = {"cso": cso, "session": found, "place": place, "form": form, "to_come": found.day > today}
    return render(request, "partners/session_report.html", context, status=422 if form.is_bound else 200)
