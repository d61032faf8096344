"""The directory of services that clients are referred to: the list, and one service. Case workers of the desk write it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from foundation import clock
from support.actions.directory import StandsForConsent, assure, keep_service
from support.desk_doors import for_desk_workers, for_helpers
from support.desk_forms import ServiceForm
from support.models import Service
from support.permissions import desks_among
from support.service_tables import service_table


@for_helpers
def services(request):
    """Every service; what nobody has made sure of for longest stands first in its kind."""
    context = {"may_write": bool(desks_among(request.helping))}
    return service_table(request).answer("support/desk/services.html", context)


@for_desk_workers
def service(request, pk: int = 0):
    """Write or change one; or say that somebody made sure of it today."""
    found = get_object_or_404(Service.objects.select_related("organization"), pk=pk) if pk else Service()
    if request.method == "POST" and request.POST.get("step") == "assure" and pk:
        assure(found, request.user, clock.today())
        messages.success(request, _("Noted: somebody made sure of it today."))
        return redirect("services")
    form = ServiceForm(request.POST or None, instance=found)
    if form.is_valid():
        told = form.save(commit=False)
        try:
            keep_service(told, form.cleaned_data["organization"], form.locations(), request.user)
            messages.success(request, _("The service is in the directory."))
            return redirect("services")
        except StandsForConsent:
            form.add_error(
                None,
                _("Clients were asked about this service under its name and organization. Add a new service instead."),
            )
    context = {"form": form, "service": found}
    return render(request, "support/desk/service.html", context, status=422 if form.errors else 200)
