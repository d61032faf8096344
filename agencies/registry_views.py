"""The registrar's desk: what waits in the registry, reports and adverts (sealed, each reading recorded), and claims."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.actions.claims import decide_claim
from agencies.actions.leads import close_lead, name_agency_of, read_lead
from agencies.actions.refused import Refused
from agencies.concern_views import decide_concern
from agencies.desk_doors import for_registrars
from agencies.desk_forms import AgencyNumberForm, WordsForm
from agencies.desk_tables import claim_table, lead_table
from agencies.desk_wording import INDICATORS, say_refused
from agencies.models import Agency, Appeal, ClaimRequest, Concern, Lead, LookAlike, RegisterUpload, SanctionProposal
from foundation import clock


@for_registrars
def registry_desk(request):
    """Every queue of the registrar, with how many wait in it."""
    today = clock.today()
    queues = [
        (_("Reports of workers"), "registry_leads", Lead.objects.waiting(today).filter(kind="concern").count()),
        (_("Concerns"), "concerns", Concern.objects.live().count()),
        (
            _("Adverts people asked about"),
            "registry_adverts",
            Lead.objects.waiting(today).filter(kind="advert").count(),
        ),
        (
            _("Corrections asked for"),
            "registry_corrections",
            Lead.objects.waiting(today).filter(kind="correct").count(),
        ),
        (_("Suspensions and appeals"), "sanctions", waiting_sanctions()),
        (_("Look-alikes"), "look_alikes", LookAlike.objects.filter(finding="").count()),
        (_("Claims of records"), "claims", ClaimRequest.objects.filter(state="waiting").count()),
        (_("Lists uploaded, not applied"), "register_uploads", RegisterUpload.objects.filter(applied=None).count()),
    ]
    return render(request, "agencies/desk/registry.html", {"queues": queues})


def waiting_sanctions() -> int:
    """How many proposals and appeals wait for a person."""
    proposals = SanctionProposal.objects.filter(state=SanctionProposal.State.WAITING).count()
    return proposals + Appeal.objects.filter(state=Appeal.State.WAITING).count()


@for_registrars
def registry_leads(request, kind="concern"):
    """Reports (or adverts): the waiting ones first, oldest first. Their words show only when one is opened."""
    return lead_table(request, kind).answer("agencies/desk/leads.html", {"kind": kind, "adverts": kind != "concern"})


@for_registrars
def registry_lead(request, pk):
    """One report. It opens by a POST, so that no prefetch or second look reads a worker's words unrecorded."""
    today = clock.today()
    lead = get_object_or_404(Lead.objects.at_the_desk(today).select_related("agency", "concern"), pk=pk)
    context = {"lead": lead, "gone": lead.gone_on <= today}
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step == "read":
        try:
            words = read_lead(lead, request.user, today)
        except Refused as refused:
            messages.warning(request, " ".join(say_refused(refused)))
            return redirect("registry_lead", lead.pk)
        lead.refresh_from_db()
        told = {each.value: sentence for each, sentence in INDICATORS.items()}
        context |= {"words": words, "unreadable": words is None}
        context["told"] = [told[code] for code in words.indicators if code in told] if words else []
    elif step == "about":
        context["about"] = form = AgencyNumberForm(request.POST)
        if form.is_valid():
            _name_agency(request, lead, form.agency)
            return redirect("registry_lead", lead.pk)
    elif step in ("open", "close_concern") and lead.concern:
        decide_concern(request, lead.concern, step)
        return redirect("registry_lead", lead.pk)
    elif step == "close":
        return _close(request, lead, today)
    context.setdefault("about", AgencyNumberForm())
    return render(request, "agencies/desk/lead.html", context, status=422 if context["about"].errors else 200)


def _name_agency(request, lead: Lead, agency: Agency) -> None:
    try:
        name_agency_of(lead, agency, by=request.user)
        messages.success(request, _("The report is about this agency now."))
    except Refused as refused:
        messages.warning(request, " ".join(say_refused(refused)))


def _close(request, lead: Lead, today):
    if lead.concern and lead.concern.state != Concern.State.CLOSED:
        messages.warning(request, _("Close the concern first. Then close the report."))
        return redirect("registry_lead", lead.pk)
    try:
        close_lead(lead, today, request.user)
        messages.success(request, _("The report is closed. Its words are deleted in 90 days."))
    except Refused as refused:
        messages.warning(request, " ".join(say_refused(refused)))
    return redirect("registry_lead", lead.pk)


@for_registrars
def claims(request):
    """Claims of records, waiting ones first."""
    return claim_table(request).answer("agencies/desk/claims.html")


@for_registrars
def claim(request, pk):
    """One claim: its evidence beside what the registry knows, and a yes or no."""
    found = get_object_or_404(ClaimRequest.objects.select_related("agency", "organisation", "by"), pk=pk)
    form = WordsForm(request.POST or None)
    form.fields["words"].required = False
    form.fields["words"].label = _("Your answer (needed for a no)")
    if request.method == "POST" and form.is_valid():
        approve = request.POST.get("step") == "approve"
        try:
            decide_claim(
                found, approve=approve, answer=form.cleaned_data["words"], by=request.user, today=clock.today()
            )
            messages.success(request, _("Approved.") if approve else _("Refused."))
            return redirect("claim", pk)
        except Refused as refused:
            form.add_error(None, say_refused(refused))
    context = {"claim": found, "form": form, "licences": found.agency.licences.filter(known_to=None)}
    return render(request, "agencies/desk/claim.html", context, status=422 if form.errors else 200)
