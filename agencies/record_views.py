"""A registrar corrects an agency's record: its name, address, numbers and contacts, each with the reason everybody reads."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from agencies.actions.refused import Refused
from agencies.actions.registration import correct_agency, correct_contacts
from agencies.desk_doors import for_registrars
from agencies.desk_forms import AgencyNumberForm, CorrectionForm
from agencies.desk_wording import say_refused
from agencies.models import Agency
from foundation import clock


@for_registrars
def find_record(request):
    """Asks for an agency's number and leads to its record."""
    form = AgencyNumberForm(request.GET or None)
    if form.is_valid():
        return redirect("correct_record", form.agency.public_id)
    return render(request, "agencies/desk/find_record.html", {"form": form}, status=422 if form.errors else 200)


@for_registrars
def correct_record(request, public_id):
    """All that a registrar may correct of one agency; what it said before stays on its page."""
    agency = get_object_or_404(Agency, public_id=public_id)
    form = CorrectionForm(request.POST or None, agency=agency)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            with transaction.atomic():
                correct_agency(agency, reason=reason, actor=request.user, **form.told())
                correct_contacts(agency, form.contacts(), clock.today(), reason=reason, actor=request.user)
        except Refused as refused:
            form.add_error(None, say_refused(refused))
        else:
            messages.success(request, _("Corrected. What it said before stays on the agency's page, with the reason."))
            return redirect("correct_record", agency.public_id)
    context = {"agency": agency, "form": form}
    return render(request, "agencies/desk/correct_record.html", context, status=422 if form.errors else 200)
