"""The CSO's desk for vouches: the agenda, one agency on one route with the form, and taking a vouch back.

Officers and readers of the CSO only; its officers write. Nobody else finds anything here: no registrar, no case worker.
"""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agencies import actions
from agencies.models import Agency, Vouch, VouchDraft
from agencies.permissions import may_vouch, sees_vouches
from agencies.reading import standing_of
from agencies.routes import route_names
from agencies.rules.vouching import counts_from
from agencies.vouch_forms import VouchForm, WithdrawForm
from agencies.vouch_tables import agenda_table
from agencies.vouching import corridors_of, hindrances, own_vouches, reasons_against
from agencies.wording import REFUSALS
from foundation import clock, codes
from foundation.figures import format_day
from foundation.trail import nameless
from partners.cso_tables import accreditation
from partners.models import CSO

A_YEAR = timedelta(days=364)


@nameless
@login_required
@never_cache
@require_safe
def show_vouches(request):
    """Agencies on the CSO's routes: vouches that run out first, then those that await one, each with what is in the way."""
    today, language = clock.today(), get_language() or "en"
    own = list(CSO.objects.of_member(request.user, today).select_related("organisation").order_by("name", "pk"))
    if not own:
        raise PermissionDenied
    asked = request.GET.get("cso", "")
    cso = next((one for one in own if str(one.pk) == asked), own[0])
    context = {
        "cso": cso,
        "own": own,
        "may_vouch": may_vouch(request.user, cso),
        "not_accredited": not accreditation(cso, today)["live"],
    }
    return agenda_table(request, cso, today, language).answer("agencies/vouches.html", context)


@nameless
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_vouch(request, cso: int, public_id: str, code: str):
    """One agency on one route: what stands in the way, the CSO's own vouches, and the form to vouch or to keep a draft."""
    today, language = clock.today(), get_language() or "en"
    cso = _own_cso(request.user, cso)
    agency = get_object_or_404(Agency, public_id=codes.normalise(public_id))
    # PostgreSQL takes no such sign, not even in a question.
    corridor = get_object_or_404(corridors_of(cso), code=code.replace("\0", ""))
    officer = may_vouch(request.user, cso)
    draft = VouchDraft.objects.filter(cso=cso, agency=agency, corridor=corridor).first()
    if request.method == "POST":
        if not officer:
            raise PermissionDenied
        form = VouchForm(request.POST)
        if answer := _write(request, form, cso, agency, corridor, today):
            return answer
    else:
        form = VouchForm(initial={"last_day": today + A_YEAR, **(draft.typed if draft else {})})
    verdict = standing_of(agency, corridor, today)
    context = {
        "cso": cso,
        "agency": agency,
        "corridor": corridor,
        "route": route_names([corridor], language)[corridor.pk],
        "hindrances": hindrances(verdict, language),
        "verdict": verdict,
        "vouches": own_vouches(cso, agency, corridor, today),
        "refused": _in_words(reasons_against(cso, agency, today, today + A_YEAR)),
        "form": form if officer else None,
        "draft": draft,
        "takes_effect": counts_from(today),
    }
    return render(request, "agencies/vouch.html", context, status=422 if form.is_bound else 200)


def _write(request, form, cso, agency, corridor, today):
    """What the pressed button asks for: the answer to send, or None when the form is to be shown again."""
    step = request.POST.get("step", "")
    here = redirect("vouch", cso.pk, agency.public_id, corridor.code)
    if step == "draft":
        actions.save_draft(agency, corridor, cso, form.typed(), today)
        messages.success(request, _("The draft is saved. It has no effect until you vouch."))
        return here
    if step == "drop":
        actions.drop_draft(agency, corridor, cso)
        messages.success(request, _("The draft is thrown away."))
        return here
    if not form.is_valid():
        # A tie that was told of is told, whatever else is wrong with the form.
        if form.tells_of_a_tie():
            actions.declare_tie(agency, cso, today)
        return None
    try:
        vouch = actions.give_vouch(agency, corridor, cso, form.word(), today)
    except actions.Refused as refused:
        for sentence in _in_words(refused.reasons):
            form.add_error(None, sentence)
        return None
    day = format_day(counts_from(vouch.given), get_language() or "en")
    messages.success(
        request, _("Your vouch counts from Monday, %(day)s. Nobody outside sees who vouched.") % {"day": day}
    )
    return here


@nameless
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_vouch(request, pk: int):
    """Ask, then take a vouch back, silently; a grave reason goes to a person at once."""
    vouch = get_object_or_404(Vouch.objects.select_related("cso__organisation", "agency", "corridor"), pk=pk)
    if not sees_vouches(request.user, vouch.cso):
        raise Http404
    if not may_vouch(request.user, vouch.cso):
        raise PermissionDenied
    today, language = clock.today(), get_language() or "en"
    back = redirect("vouch", vouch.cso_id, vouch.agency.public_id, vouch.corridor.code)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        vouch = actions.withdraw_vouch(vouch, today, grave=form.cleaned_data["grave"])
        day = format_day(counts_from(vouch.withdrawn), language)
        messages.success(request, _("Your vouch is taken back. It stops counting on Monday, %(day)s.") % {"day": day})
        return back
    if vouch.withdrawn:
        messages.warning(request, _("This vouch was taken back before."))
        return back
    context = {"vouch": vouch, "form": form, "route": route_names([vouch.corridor], language)[vouch.corridor_id]}
    context["takes_effect"] = counts_from(today)
    return render(request, "agencies/withdraw_vouch.html", context)


def _own_cso(user, pk: int) -> CSO:
    cso = get_object_or_404(CSO.objects.select_related("organisation"), pk=pk)
    if not sees_vouches(user, cso):
        raise Http404
    return cso


def _in_words(codes) -> list[str]:
    return [str(REFUSALS[code]) for code in codes]
