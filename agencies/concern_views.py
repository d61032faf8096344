"""The registrar's queue of concerns: those that reports of workers raised, and those that have no report of their own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies.actions.gravity import close_concern, open_concern
from agencies.actions.refused import Refused
from agencies.desk_doors import for_registrars
from agencies.desk_wording import INDICATORS, say_refused
from agencies.judging_tables import concern_table
from agencies.models import Concern, Lead
from agencies.routes import route_names
from agencies.rules.indicators import Indicator
from foundation import clock


@for_registrars
def concerns(request):
    """Every concern, those that nobody has closed first, oldest first."""
    return concern_table(request).answer("agencies/desk/concerns.html")


@for_registrars
def concern(request, pk):
    """One concern, with the report it rests on if there is one; opened and closed here."""
    row = get_object_or_404(Concern.objects.select_related("agency", "corridor"), pk=pk)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step:
        decide_concern(request, row, step)
        return redirect("concern", row.pk)
    context = {
        "concern": row,
        "about": INDICATORS[Indicator(row.indicator)],
        "route": route_names([row.corridor], get_language() or "en")[row.corridor_id] if row.corridor else "",
        "lead": Lead.objects.at_the_desk(clock.today()).filter(concern=row).first(),
    }
    return render(request, "agencies/desk/concern.html", context)


def decide_concern(request, row: Concern, step: str) -> None:
    """Open or close it as the registrar asks, and say what came of it; a report's page does the same."""
    try:
        if step == "open":
            if open_concern(row, clock.today(), actor=request.user).state == Concern.State.OPEN:
                messages.success(request, _("The concern is open. The agency is not vetted while it is."))
            else:
                messages.success(request, _("Noted. The concern opens when another registrar finds it severe too."))
        elif step == "close_concern":
            close_concern(row, clock.today(), actor=request.user)
            messages.success(request, _("The concern is closed. It no longer counts."))
    except Refused as refused:
        messages.warning(request, " ".join(say_refused(refused)))
