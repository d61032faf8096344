"""The agency's desk: its jobs as drafts, published, closed; why one is not shown, and what would change that."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.desk_doors import for_its_officers, own_agencies
from foundation import clock
from jobs.actions import close_opening, post_opening, publish_opening, record_employer, revise_draft
from jobs.desk_tables import opening_table
from jobs.judging import verdict_on
from jobs.models import Opening
from jobs.opening_forms import OpeningForm
from jobs.permissions import posts_opening
from jobs.wording import HIDDEN, REMEDIES


@login_required
@never_cache
def own_openings(request):
    """Every job of the agencies this user is an officer of, each with whether it is shown today."""
    agencies = list(own_agencies(request.user))
    table = opening_table(request, agencies, clock.today())
    return table.answer("jobs/desk/openings.html", {"agencies": agencies})


@for_its_officers
def write_opening(request, agency):
    """A new draft."""
    form = OpeningForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        corridor, told = form.cleaned_data["corridor"], form.details()
        try:
            # One transaction: a job that is refused leaves no employer behind.
            with transaction.atomic():
                employer = _employer(form, corridor, agency)
                opening = post_opening(agency, corridor, employer, told.pop("title"), actor=request.user, **told)
            messages.success(request, _("Kept as a draft. Nobody sees it until you publish it."))
            return redirect("own_opening", opening.public_id)
        except ValidationError as wrong:
            _add(form, wrong)
    context = {"form": form, "agency": agency}
    return render(request, "jobs/desk/write.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
def own_opening(request, public_id):
    """One job: why it is not shown, and publishing or closing it."""
    opening = _own(request, public_id)
    today = clock.today()
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step == "publish":
        try:
            publish_opening(opening, actor=request.user)
            messages.success(request, _("Published. Below is whether workers can see it today."))
        except (ValueError, ValidationError):
            messages.warning(request, _("A closed job stays closed. Write a new one."))
        return redirect("own_opening", public_id)
    if step == "close":
        close_opening(opening, actor=request.user)
        messages.success(request, _("Closed for good."))
        return redirect("own_opening", public_id)
    verdict = verdict_on(opening, today)
    reasons = [{"why": HIDDEN[code], "remedy": REMEDIES[code]} for code in verdict.reasons]
    return render(
        request, "jobs/desk/opening.html", {"opening": opening, "verdict": verdict, "reasons": reasons, "today": today}
    )


@login_required
@never_cache
def revise_opening(request, public_id):
    """Change a draft; what is published stays as workers read it."""
    opening = _own(request, public_id)
    if opening.state != Opening.State.DRAFT:
        messages.warning(request, _("Only a draft can be changed. Close this job and write a new one."))
        return redirect("own_opening", public_id)
    form = OpeningForm(request.POST or None, agency=opening.agency, instance=opening)
    if request.method == "POST" and form.is_valid():
        corridor = form.cleaned_data["corridor"]
        try:
            with transaction.atomic():
                employer = _employer(form, corridor, opening.agency)
                revise_draft(opening, corridor, employer, actor=request.user, **form.details())
            messages.success(request, _("The draft is changed."))
            return redirect("own_opening", public_id)
        except ValidationError as wrong:
            _add(form, wrong)
        except ValueError:
            messages.warning(request, _("Only a draft can be changed. Close this job and write a new one."))
            return redirect("own_opening", public_id)
    context = {"form": form, "agency": opening.agency, "opening": opening}
    return render(request, "jobs/desk/write.html", context, status=422 if form.errors else 200)


def _own(request, public_id: str) -> Opening:
    parts = Opening.objects.select_related("agency__organisation", "corridor", "employer", "occupation")
    opening = get_object_or_404(parts, public_id=public_id)
    if not posts_opening(request.user, opening):
        raise Http404
    return opening


def _employer(form: OpeningForm, corridor, agency):
    told = form.cleaned_data
    return record_employer(
        told["employer_name"], corridor.destination, city=told["employer_city"], example=agency.example
    )


def _add(form: OpeningForm, wrong: ValidationError) -> None:
    """What the whole row says, beside the field where the form has it."""
    for name, errors in getattr(wrong, "error_dict", {None: wrong.error_list}).items():
        form.add_error(name if name in form.fields else None, errors)
