"""The agency's desk: claim a record, see why it is not vetted and what would change that, tell fees and contacts, appeal."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.actions.claims import ask_to_claim
from agencies.actions.evidence import Item, disclose_fees
from agencies.actions.refused import Refused
from agencies.actions.registration import set_contacts
from agencies.actions.suspending import appeal_sanction, in_force
from agencies.desk_doors import for_its_officers, officer_of, own_agencies
from agencies.desk_forms import ClaimForm, ContactsForm, FeeLines, FeesForm, WordsForm
from agencies.desk_wording import REMEDIES, say_refused
from agencies.models import Agency, ClaimRequest, FeeDisclosure, Sanction
from agencies.reading import all_standings
from agencies.routes import route_names
from agencies.rules import GRADE, Standing, Verdict
from agencies.wording import NAMES, say
from corridors.models import Corridor
from foundation import clock


@login_required
@never_cache
def own_desk(request):
    """The agencies this user acts for, and claims that wait."""
    found = list(own_agencies(request.user))
    mine = ClaimRequest.objects.filter(organisation__in=officer_of(request.user)).select_related("agency")
    if len(found) == 1 and not mine.filter(state=ClaimRequest.State.WAITING).exists():
        return redirect("own_agency", found[0].public_id)
    may_claim = officer_of(request.user).filter(agency=None).exists()
    return render(request, "agencies/desk/own_list.html", {"agencies": found, "claims": mine, "may_claim": may_claim})


@login_required
@never_cache
def claim_record(request):
    """Ask a registrar to let one's organisation act for an agency."""
    organisation = officer_of(request.user).filter(agency=None).order_by("pk").first()
    if organisation is None:
        raise Http404
    form = ClaimForm(request.POST or None, initial={"number": request.GET.get("agency", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_claim(
                form.agency,
                organisation,
                evidence=form.cleaned_data["evidence"],
                by=request.user,
                today=clock.today(),
            )
            messages.success(request, _("Sent. A registrar looks at your evidence."))
            return redirect("own_desk")
        except Refused as refused:
            form.add_error(None, say_refused(refused))
    context = {"form": form, "organisation": organisation}
    return render(request, "agencies/desk/claim_record.html", context, status=422 if form.errors else 200)


@for_its_officers
def own_agency(request, agency):
    """Its standing on every route: each reason in words, and what would change it; fees, contacts, suspensions."""
    today, language = clock.today(), get_language() or "en"
    verdicts = all_standings([agency], today)[agency.pk]
    named = route_names(Corridor.objects.all(), language)
    routes = [
        _route(named.get(pk, _("As such, on no route")), verdict, language)
        for pk, verdict in sorted(verdicts.items(), key=lambda one: (one[0] is not None, one[0] or 0))
    ]
    sanctions = agency.sanctions.select_related("corridor").prefetch_related("appeals").order_by("-starts")
    context = {
        "agency": agency,
        "routes": routes,
        "named": named,
        "contacts": agency.contacts.filter(until=None),
        "disclosures": _newest(agency),
        "sanctions": [{"sanction": row, "in_force": in_force(row, today)} for row in sanctions],
    }
    return render(request, "agencies/desk/own.html", context)


def _route(name: str, verdict: Verdict, language: str) -> dict:
    steps = [
        {"reason": say(reason, language), "remedy": REMEDIES.get(reason.code, "")}
        for reason in verdict.reasons
        if GRADE[reason.code] is not Standing.VETTED
    ]
    good = [say(reason, language) for reason in verdict.reasons if GRADE[reason.code] is Standing.VETTED]
    return {"name": name, "verdict": verdict, "standing": NAMES[verdict.standing], "steps": steps, "good": good}


def _newest(agency: Agency) -> list[FeeDisclosure]:
    """The last version told for each route and occupation."""
    rows = agency.disclosures.select_related("corridor", "occupation").prefetch_related("items")
    found: dict = {}
    for row in rows.order_by("corridor__code", F("occupation").asc(nulls_first=True), "-version"):
        found.setdefault((row.corridor_id, row.occupation_id), row)
    return list(found.values())


@for_its_officers
def own_fees(request, agency):
    """Tell what workers pay on a route: a new version, the old one is kept."""
    today = clock.today()
    form = FeesForm(request.POST or None, today=today, agency=agency, initial={"valid_from": today})
    lines = FeeLines(request.POST or None, prefix="line")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        told = form.cleaned_data
        items = [
            Item(line.cleaned_data["category"], line.cleaned_data["name"], line.cost(told["currency"]), payer)
            for line in lines
            if line.cleaned_data.get("name") and (payer := line.cleaned_data["payer"])
        ]
        try:
            disclose_fees(agency, told["corridor"], items, told["valid_from"], declared_by=request.user)
            messages.success(request, _("Your fees are recorded. They are on your public page."))
            return redirect("own_agency", agency.public_id)
        except Refused as refused:
            form.add_error(None, say_refused(refused))
    wrong = request.method == "POST"
    context = {"agency": agency, "form": form, "lines": lines}
    return render(request, "agencies/desk/own_fees.html", context, status=422 if wrong else 200)


@for_its_officers
def own_contacts(request, agency):
    """Say which contacts are the only valid ones."""
    form = ContactsForm(request.POST or None, initial=ContactsForm.of(agency), country=agency.country)
    if request.method == "POST" and form.is_valid():
        told = form.contacts()
        if set(told) == set(agency.contacts.filter(until=None).values_list("kind", "value")):
            messages.info(request, _("Nothing was changed: these were your contacts already."))
        else:
            set_contacts(agency, told, clock.today(), actor=request.user)
            messages.success(request, _("These are now your only valid contacts."))
        return redirect("own_agency", agency.public_id)
    context = {"agency": agency, "form": form}
    return render(request, "agencies/desk/own_contacts.html", context, status=422 if form.errors else 200)


@for_its_officers
def own_appeal(request, agency, pk):
    """Appeal a suspension by this site; read the answer."""
    sanction = get_object_or_404(Sanction.objects.select_related("corridor"), pk=pk, agency=agency)
    today = clock.today()
    form = WordsForm(request.POST or None)
    form.fields["words"].label = _("Why is the suspension wrong?")
    if request.method == "POST" and form.is_valid():
        try:
            appeal_sanction(sanction, words=form.cleaned_data["words"], by=request.user, today=today)
            messages.success(request, _("Sent. A person who had no part in the suspension will answer."))
            return redirect("own_appeal", agency.public_id, pk)
        except Refused as refused:
            form.add_error(None, say_refused(refused))
    appeals = list(sanction.appeals.order_by("received", "pk"))
    waits = any(appeal.state == "waiting" for appeal in appeals)
    may = sanction.by == Sanction.By.PORTAL and in_force(sanction, today) and not waits
    context = {"agency": agency, "sanction": sanction, "appeals": appeals, "form": form if may or form.errors else None}
    return render(request, "agencies/desk/own_appeal.html", context, status=422 if form.errors else 200)
