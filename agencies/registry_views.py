"""The registrar's desk: what waits in the registry, reports and adverts (sealed, each reading recorded), and claims."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.actions.claims import decide_claim
from agencies.actions.gravity import close_concern, open_concern
from agencies.actions.leads import close_lead, read_lead
from agencies.actions.refused import Refused
from agencies.desk_doors import for_registrars
from agencies.desk_forms import WordsForm
from agencies.desk_wording import INDICATORS, say_refused
from agencies.models import Appeal, ClaimRequest, Concern, Lead, LookAlike, RegisterUpload, SanctionProposal
from agencies.rules.indicators import Indicator
from foundation import clock

A_PAGE = 50


@for_registrars
def registry_desk(request):
    """Every queue of the registrar, with how many wait in it."""
    today = clock.today()
    queues = [
        (_("Reports of workers"), "registry_leads", Lead.objects.waiting(today).filter(kind="concern").count()),
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
    leads = Lead.objects.kept(clock.today()).filter(kind=kind).select_related("agency", "concern")
    page = Paginator(leads.order_by("closed", "received", "pk"), A_PAGE).get_page(request.GET.get("page"))
    page.object_list = sorted(page.object_list, key=lambda lead: (lead.closed is not None, lead.received))
    for lead in page.object_list:
        lead.about = INDICATORS[Indicator(lead.concern.indicator)] if lead.concern else ""
    return render(request, "agencies/desk/leads.html", {"page": page, "kind": kind, "adverts": kind != "concern"})


@for_registrars
def registry_lead(request, pk):
    """One report. It opens by a POST, so that no prefetch or second look reads a worker's words unrecorded."""
    today = clock.today()
    lead = get_object_or_404(Lead.objects.kept(today).select_related("agency", "concern"), pk=pk)
    context = {"lead": lead}
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step == "read":
        words = read_lead(lead, request.user)
        lead.refresh_from_db()
        told = {each.value: sentence for each, sentence in INDICATORS.items()}
        context |= {"words": words, "unreadable": words is None}
        context["told"] = [told[code] for code in words.indicators if code in told] if words else []
    elif step in ("open", "close_concern", "close"):
        return _decide_lead(request, lead, step, today)
    return render(request, "agencies/desk/lead.html", context)


def _decide_lead(request, lead: Lead, step: str, today):
    try:
        if step == "open" and lead.concern:
            open_concern(lead.concern, today, actor=request.user)
            messages.success(request, _("The concern is open. The agency is not vetted while it is."))
        elif step == "close_concern" and lead.concern:
            close_concern(lead.concern, today, actor=request.user)
            messages.success(request, _("The concern is closed. It no longer counts."))
        elif step == "close":
            if lead.concern and lead.concern.state != Concern.State.CLOSED:
                messages.warning(request, _("Close the concern first. Then close the report."))
            else:
                close_lead(lead, today, request.user)
                messages.success(request, _("The report is closed. Its words are deleted in 90 days."))
    except Refused as refused:
        messages.warning(request, " ".join(say_refused(refused)))
    return redirect("registry_lead", lead.pk)


@for_registrars
def claims(request):
    """Claims of records, waiting ones first."""
    rows = ClaimRequest.objects.select_related("agency", "organisation").order_by("decided", "received", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = sorted(page.object_list, key=lambda claim: (claim.decided is not None, claim.received))
    return render(request, "agencies/desk/claims.html", {"page": page})


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
