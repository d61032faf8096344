"""The public page of the network: kinds of organisations, names of those that want it, states in steps that hide the few."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation import clock
from partners.network_rules import LEAST
from partners.network_showing import kinds, known_on, picture


@require_safe
def show_network(request):
    """By kind and by state, never both at once."""
    today = clock.today()
    context = {"kinds": kinds(today), "tiles": picture(known_on(today), public=True), "least": LEAST}
    return render(request, "partners/network.html", context)
