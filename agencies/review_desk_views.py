"""The registrar's moderation of reports and replies, and the agency's own page to reply. Nothing here names a worker."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from agencies.actions.refused import Refused
from agencies.actions.review_desk import (
    read_words,
    refuse_reply,
    reject_review,
    release_review,
    reply_to_reviews,
    show_reply,
)
from agencies.desk_tables import held_table
from agencies.desk_wording import say_refused
from agencies.models import Agency, Review, ReviewReply
from agencies.permissions import is_agency_officer, is_registrar
from agencies.review_desk_forms import DecisionForm, ReplyForm
from agencies.review_showing import held_reports, shown_reviews
from agencies.review_wording import REFUSALS
from agencies.rules.review_refusals import ReviewRefused
from foundation import clock


@login_required
@never_cache
def show_held(request):
    """Reports held back, by agency, and replies that wait: to look at, one at a time."""
    _registrar_only(request)
    replies = ReviewReply.objects.filter(state=ReviewReply.State.WAITING).select_related("agency").order_by("written")
    return held_table(request).answer("agencies/held_reviews.html", {"replies": replies})


@login_required
@never_cache
def decide_review(request, pk):
    """One report held back: all that it tells but its words, and the decision."""
    _registrar_only(request)
    review = get_object_or_404(Review.objects.select_related("agency", "corridor"), pk=pk)
    if review.state != Review.State.HELD:
        messages.warning(request, str(REFUSALS["not_held"]))
        return redirect("held_reviews")
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["step"] == "release":
                release_review(review, form.cleaned_data["reason"], clock.today(), actor=request.user)
                messages.success(request, _("The report counts now. Figures change with the next publication."))
            else:
                reject_review(review, form.cleaned_data["reason"], actor=request.user)
                messages.success(request, _("The report is rejected. It never counts."))
            return redirect("held_reviews")
        except (Refused, ReviewRefused) as refused:
            form.add_error("reason", _said(refused))
    (held,) = held_reports([review], get_language() or "en", whole=True)
    context = {"form": form, "held": held}
    return render(request, "agencies/held_review.html", context, status=422 if form.is_bound else 200)


@login_required
@never_cache
@require_POST
def show_words(request, public_id):
    """The sealed words about an agency; a POST, since each reading is recorded."""
    _registrar_only(request)
    agency = get_object_or_404(Agency, public_id=public_id)
    try:
        words = read_words(agency, clock.today(), actor=request.user)
    except Refused as refused:
        messages.error(request, _said(refused))
        return redirect("held_reviews")
    return render(request, "agencies/review_words.html", {"agency": agency, "words": words})


@login_required
@never_cache
@require_POST
def decide_reply(request, pk):
    """Show or refuse an agency's reply."""
    _registrar_only(request)
    row = get_object_or_404(ReviewReply.objects.select_related("agency"), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what to do with the reply."))
        return redirect("held_reviews")
    try:
        if form.cleaned_data["step"] == "release":
            show_reply(row, actor=request.user)
            messages.success(request, _("The reply is shown."))
        else:
            refuse_reply(row, form.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("The reply is not shown. The agency reads why."))
    except (Refused, ReviewRefused) as refused:
        messages.error(request, _said(refused))
    return redirect("held_reviews")


@login_required
@never_cache
def reply(request, public_id):
    """The agency's officer reads what is public about reports and replies to it. Others find nothing here."""
    agency = get_object_or_404(Agency.objects.select_related("organisation"), public_id=public_id)
    if not is_agency_officer(request.user, agency):
        raise Http404
    today, language = clock.today(), get_language() or "en"
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reply_to_reviews(agency, form.cleaned_data["words"], language, today, actor=request.user)
            messages.success(request, _("Your reply is kept. It is shown when our registrar has read it."))
            return redirect("review_reply", public_id)
        except ReviewRefused as refused:
            form.add_error("words", REFUSALS[refused.reason])
    context = {
        "agency": agency,
        "form": form,
        "reviews": shown_reviews(agency, today, language),
        "replies": agency.review_replies.all()[:10],
    }
    return render(request, "agencies/review_reply.html", context, status=422 if form.is_bound else 200)


def _said(refused: Refused | ReviewRefused) -> str:
    return str(REFUSALS[refused.reason]) if isinstance(refused, ReviewRefused) else " ".join(say_refused(refused))


def _registrar_only(request) -> None:
    if not is_registrar(request.user):
        raise PermissionDenied
