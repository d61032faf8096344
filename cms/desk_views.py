"""The desk's list of printed copies that people asked for: read an address to pack it, say that it went out."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import registrars_only
from cms import paper
from cms.models import PaperRequest
from foundation import clock


@never_cache
@login_required
@registrars_only
@require_http_methods(["GET", "HEAD"])
def paper_requests(request):
    """What waits to be sent, oldest first; no address is opened here."""
    waiting = PaperRequest.objects.waiting(clock.today()).select_related("publication")[:200]
    return render(request, "cms/paper_requests.html", {"waiting": waiting})


@never_cache
@login_required
@registrars_only
@require_POST
def paper_request(request, pk):
    """Open one address, or say that it was sent."""
    found = get_object_or_404(PaperRequest.objects.waiting(clock.today()), pk=pk)
    if request.POST.get("step") == "sent":
        paper.mark_sent(found, request.user, clock.today())
        return redirect("paper_requests")
    called, address = paper.read_address(found, request.user)
    return render(request, "cms/paper_request.html", {"wish": found, "called": called, "address": address})
