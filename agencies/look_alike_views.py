"""Look-alikes of agencies under a sanction: the queue, and one pair side by side. For registrars; two must agree."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from agencies.actions.likeness import find_likeness
from agencies.actions.refused import Refused
from agencies.desk_doors import for_registrars
from agencies.desk_forms import FindingForm
from agencies.desk_tables import look_alike_table
from agencies.desk_wording import WHY_ALIKE, say_refused
from agencies.models import Agency, LookAlike
from agencies.rules.likeness import Why
from foundation import clock
from reference.models import Name


@for_registrars
def look_alikes(request):
    """Pairs that wait, likeliest first; those one person has looked at stand first of all."""
    return look_alike_table(request).answer("agencies/desk/look_alikes.html")


@for_registrars
def look_alike(request, pk):
    """One pair: all that is known of both, and what this person finds."""
    row = LookAlike.objects.select_related("suspect", "agency", "proposed_by", "decided_by").filter(pk=pk).first()
    if row is None:
        # The pair goes with the record that was merged; a number that never was says the same, which harms nobody.
        return render(request, "agencies/desk/look_alike_gone.html", status=410)
    own = row.proposed_by_id == request.user.pk
    # Who looks second does not see what the first one found: an opinion of one's own is the point of two people.
    form = FindingForm(request.POST or None, initial={"finding": row.proposed if own else ""})
    if request.method == "POST" and form.is_valid():
        finding = form.cleaned_data["finding"]
        try:
            found = find_likeness(row, finding, by=request.user, today=clock.today())
        except Refused as refused:
            form.add_error(None, say_refused(refused))
        else:
            if found.finding:
                messages.success(request, _("Two people found the same: decided."))
            elif found.proposed:
                messages.success(request, _("Noted. Another person must find the same."))
            else:
                messages.warning(request, _("The other person found something else. The pair waits for both again."))
            return redirect("look_alikes")
    context = {
        "row": row,
        "form": form,
        "own": own,
        "why": [WHY_ALIKE[Why(code)] for code in row.reasons],
        "sides": [_side(row.suspect), _side(row.agency)],
    }
    return render(request, "agencies/desk/look_alike.html", context, status=422 if form.errors else 200)


def _side(agency: Agency) -> dict:
    names = Name.objects.filter(kind=Name.Kind.AGENCY, key=agency.public_id).order_by("field", "language", "text")
    return {
        "agency": agency,
        "names": list(names),
        "contacts": list(agency.contacts.filter(until=None)),
        "licences": list(agency.licences.filter(known_to=None)),
        "sanctions": list(agency.sanctions.select_related("corridor")),
    }
