"""/agencies/<number>/correct/: ask for a correction of what is said about an agency, without an account. No cookie.

Exempt from CSRF tokens like all forms that carry no session's power; see jobs.introduction_views.
"""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agencies.actions.leads import ask_correction
from agencies.models import Agency
from agencies.report_forms import CorrectionForm
from foundation import clock, limits

CORRECTIONS_A_CLIENT, HOUR = 10, 3600


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, public_id: str):
    """The receipt code is the page's own answer; a registrar reads what was sent."""
    agency = Agency.objects.filter(public_id=public_id).first()
    if agency is None:
        raise Http404
    form = CorrectionForm(request.POST or None)
    context = {"agency": agency, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "agencies/correct.html", context, status=422 if form.is_bound else 200)
    if not limits.allow("agencies.correct", limits.client_key(request), limit=CORRECTIONS_A_CLIENT, seconds=HOUR):
        wait = limits.seconds_left(HOUR)
        response = render(request, "agencies/correct.html", {**context, "minutes": -(-wait // 60)}, status=429)
        response["Retry-After"] = str(wait)
        return response
    told = form.cleaned_data
    code = ask_correction(agency, told["words"], get_language() or "en", told["submission"], clock.today())
    return render(request, "agencies/correct.html", {**context, "code": code})
