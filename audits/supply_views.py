"""A brand's desk: the terms of use, the picture of who recruits for its suppliers, and one supplier with its matches."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agencies.routes import route_names
from audits.actions.brands import TERMS_VERSION, accept_terms, has_accepted
from audits.actions.matching import NotSuggested, certain_alone, confirm_certain, decide, look_again, undo
from audits.desk_doors import brands_of, for_auditors, for_its_people
from audits.models import Link, MatchRun, Suggestion, Supplier, SupplierEntry
from audits.picture import moment_for, supply
from audits.supply_tables import line_of, supplier_table
from audits.wording import SIGNS
from corridors.models import Corridor
from foundation import clock
from jobs.models import Employer

A_PAGE = 50


@login_required
@never_cache
@require_safe
def own_brands(request):
    """The brands one acts for; the only one at once."""
    brands = list(brands_of(request.user))
    if len(brands) == 1:
        return redirect("supply", brands[0].pk)
    return render(request, "audits/own_brands.html", {"brands": brands})


@for_its_people
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request, brand):
    """What a brand promises; a POST accepts the version that was shown."""
    if request.method == "POST":
        version = request.POST.get("version", "")
        if accept_terms(brand, request.user, int(version) if version.isdecimal() else 0, clock.today()):
            return redirect("supply", brand.pk)
        messages.warning(request, _("The terms have changed. Please read them once more."))
    accepted = has_accepted(brand, request.user)
    return render(request, "audits/terms.html", {"brand": brand, "version": TERMS_VERSION, "accepted": accepted})


@for_auditors
@require_http_methods(["GET", "HEAD", "POST"])
def picture(request, brand):
    """The suppliers with employers, agencies, routes and findings; a POST confirms certain ones, or looks anew."""
    if request.method == "POST":
        return _run(request, brand)
    run = MatchRun.objects.filter(brand=brand).first()
    alone = certain_alone(brand)
    context = {
        "brand": brand,
        "run": run,
        "stopped": run is not None
        and run.unfinished
        and MatchRun.objects.abandoned(clock.now()).filter(pk=run.pk).exists(),
        "certain": len(alone),
        "certain_lines": _certain_lines(alone) if "certain" in request.GET else [],
        "writes": request.writes,
    }
    return supplier_table(request, brand, clock.today()).answer("audits/supply.html", context)


def _run(request, brand):
    if request.POST.get("step") == "certain":
        shown = {pair for pair in map(_pair, request.POST.getlist("pair")[:A_PAGE]) if pair}
        count = confirm_certain(brand, shown, request.user)
        messages.success(request, _("Confirmed: %(count)s. Each can be taken back.") % {"count": count})
    elif request.POST.get("step") == "match":
        look_again(brand)
    return redirect("supply", brand.pk)


def _pair(text: str) -> tuple[UUID, int] | None:
    """A ticked line of the certain matches: the supplier's id and the employer's."""
    supplier, _between, employer = text.partition("/")
    try:
        return (UUID(supplier), int(employer)) if len(employer) < 18 else None
    except ValueError:
        return None


def _certain_lines(rows: list[Suggestion]) -> list[dict]:
    """The first certain matches as a person looks at them, what the list says beside what we know."""
    rows = rows[:A_PAGE]
    entries = SupplierEntry.objects.current().filter(supplier__in=[row.supplier_id for row in rows])
    said = {entry.supplier_id: entry for entry in entries}
    return [
        {"row": row, "entry": said[row.supplier_id], "signs": [SIGNS[sign] for sign in row.reasons]}
        for row in rows
        if row.supplier_id in said
    ]


@for_auditors
@require_http_methods(["GET", "HEAD", "POST"])
def supplier(request, brand, pk):
    """One supplier: what the list says, whom it may be and why, and what is known of who recruits for it."""
    held = get_object_or_404(Supplier, pk=pk, brand=brand)
    if request.method == "POST":
        return _decide(request, brand, held)
    today, language = clock.today(), get_language() or "en"
    found = supply(brand, today, moment_for(today), suppliers=[held.pk])
    links = list(held.links.select_related("employer", "decided_by", "undone_by"))
    for link in links:
        link.signs = [SIGNS[sign] for sign in link.reasons]
    decided = {link.employer_id for link in links if link.undone_at is None}
    offers = [row for row in held.suggestions.select_related("employer__region") if row.employer_id not in decided]
    for row in offers:
        row.signs = [SIGNS[sign] for sign in row.reasons]
    named = route_names(Corridor.objects.all(), language)
    entry = held.entries.order_by("-known_at", "-pk").first()
    context = {
        "brand": brand,
        "supplier": held,
        "entry": entry,
        "changed_since": [link for link in links if not link.undone_at and entry and entry.known_at > link.decided_at],
        "before": list(held.entries.exclude(gone_at=None).order_by("-gone_at")[:10]),
        "line": line_of(found.suppliers[0], named, set()) if found.suppliers else None,
        "links": links,
        "offers": offers,
        "writes": request.writes,
        "linked": any(link.undone_at is None and link.word == Link.Word.SAME for link in links),
    }
    return render(request, "audits/supplier.html", context)


def _decide(request, brand, held: Supplier):
    step, number = request.POST.get("step", ""), request.POST.get("row", "")
    row = int(number) if number.isdecimal() and len(number) < 18 else 0
    if step == "undo":
        undo(get_object_or_404(Link, pk=row, supplier=held), request.user)
        messages.success(request, _("Taken back. It stays in the history."))
    elif step in Link.Word.values:
        try:
            decide(held, get_object_or_404(Employer, pk=row, individual=False), step, request.user)
            messages.success(request, _("Noted."))
        except NotSuggested:
            messages.warning(request, _("Nothing was changed: this was decided already."))
    return redirect("supplier", brand.pk, held.pk)
