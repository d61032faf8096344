"""Suspensions by two people: propose, confirm or refuse, hear an appeal, lift. For registrars."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.actions.refused import Refused
from agencies.actions.suspending import (
    answer_appeal,
    confirm_proposal,
    end_sanction,
    in_force,
    parts_in,
    propose_sanction,
    refuse_proposal,
)
from agencies.desk_doors import for_registrars
from agencies.desk_forms import ProposalForm, ReasonForm, WordsForm
from agencies.desk_wording import say_refused
from agencies.judging_tables import sanction_table
from agencies.models import Agency, Amendment, Appeal, Concern, Sanction, SanctionProposal
from agencies.rules.suspending import may_answer
from foundation import clock


@for_registrars
def sanctions(request):
    """Proposals and appeals that wait, then every suspension, newest first."""
    proposals = SanctionProposal.objects.filter(state=SanctionProposal.State.WAITING)
    appeals = Appeal.objects.filter(state=Appeal.State.WAITING).select_related("sanction__agency", "sanction__corridor")
    context = {
        "proposals": proposals.select_related("agency", "corridor", "proposed_by"),
        "appeals": appeals,
    }
    return sanction_table(request).answer("agencies/desk/sanctions.html", context)


@for_registrars
def propose(request, public_id):
    """Ask for a suspension; another person must confirm it."""
    agency = get_object_or_404(Agency, public_id=public_id)
    today = clock.today()
    form = ProposalForm(request.POST or None, today=today, agency=agency)
    concern = _concern(request, agency)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            proposal = propose_sanction(
                agency,
                reason=told["reason"],
                ends=told["ends"],
                corridor=told["corridor"],
                concern=concern,
                by=request.user,
                today=today,
            )
            messages.success(request, _("Proposed. It has no force until another person confirms it."))
            return redirect("proposal", proposal.pk)
        except Refused as refused:
            form.add_error(None, say_refused(refused))
    context = {"agency": agency, "form": form, "concern": concern}
    return render(request, "agencies/desk/propose.html", context, status=422 if form.errors else 200)


def _concern(request, agency) -> Concern | None:
    asked = request.POST.get("concern") or request.GET.get("concern") or ""
    held = agency.concerns.exclude(state=Concern.State.CLOSED)
    return held.filter(pk=asked).first() if asked.isascii() and asked.isdecimal() and len(asked) < 12 else None


@for_registrars
def proposal(request, pk):
    """One proposal: a second person confirms it, or anybody here refuses it with a reason."""
    found = get_object_or_404(
        SanctionProposal.objects.select_related("agency", "corridor", "proposed_by", "decided_by", "sanction"), pk=pk
    )
    form = ReasonForm(request.POST if request.POST.get("step") == "refuse" else None)
    said = []
    if request.method == "POST":
        try:
            if request.POST.get("step") == "confirm":
                confirm_proposal(found, by=request.user, today=clock.today())
                messages.success(request, _("Suspended. Its jobs are hidden from now on."))
                return redirect("proposal", pk)
            if form.is_valid():
                refuse_proposal(found, why=form.cleaned_data["words"], by=request.user, today=clock.today())
                messages.success(request, _("Refused. Nothing changes for the agency."))
                return redirect("proposal", pk)
        except Refused as refused:
            said = say_refused(refused)
    own = found.proposed_by_id == request.user.pk
    context = {"proposal": found, "form": form, "said": said, "own": own}
    return render(request, "agencies/desk/proposal.html", context, status=422 if said or form.errors else 200)


@for_registrars
def sanction(request, pk):
    """One suspension with everything that happened to it: who, appeal, answer, changes of its end; and lifting it."""
    found = get_object_or_404(
        Sanction.objects.select_related("agency", "corridor", "proposed_by", "confirmed_by"), pk=pk
    )
    today, said = clock.today(), []
    appeal = found.appeals.filter(state=Appeal.State.WAITING).first()
    step = request.POST.get("step", "") if request.method == "POST" else ""
    lifting = ReasonForm(request.POST if step == "end" else None, prefix="end")
    answering = WordsForm(request.POST if step in ("lift", "uphold") else None, prefix="answer")
    try:
        if step == "end" and lifting.is_valid():
            end_sanction(found, reason=lifting.cleaned_data["words"], by=request.user, today=today)
            messages.success(request, _("Lifted from today."))
            return redirect("sanction", pk)
        if appeal and answering.is_bound and answering.is_valid():
            words = answering.cleaned_data["words"]
            answer_appeal(appeal, lift=step == "lift", words=words, by=request.user, today=today)
            messages.success(request, _("Answered. The agency reads your words at its desk."))
            return redirect("sanction", pk)
    except Refused as refused:
        said = say_refused(refused)
    context = {
        "sanction": found,
        "appeals": found.appeals.select_related("by", "answered_by"),
        "waiting": appeal,
        "may_answer": appeal is not None and may_answer(request.user.pk, parts_in(appeal)) is None,
        "changes": Amendment.objects.of(found).select_related("by"),
        "in_force": in_force(found, today),
        "ours": found.by == Sanction.By.PORTAL,
        "lifting": lifting,
        "answering": answering,
        "said": said,
    }
    wrong = said or lifting.errors or answering.errors
    return render(request, "agencies/desk/sanction.html", context, status=422 if wrong else 200)
