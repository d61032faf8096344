"""/report/advert/: what the registry knows of an advert, a link, a phone number or a name. No account and no cookie.

Exempt from CSRF tokens like all forms that carry no session's power; see jobs.introduction_views.
"""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agencies.actions.leads import keep_advert
from agencies.advert import look_at
from agencies.report_forms import AdvertForm
from foundation import clock, limits

ADVERTS_A_CLIENT, HOUR = 30, 3600


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def advert(request):
    """The answer is the page of the POST itself: what was pasted never stands in an address or a cookie."""
    form = AdvertForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "agencies/advert.html", {"form": form}, status=422 if form.is_bound else 200)
    if not limits.allow("agencies.advert", limits.client_key(request), limit=ADVERTS_A_CLIENT, seconds=HOUR):
        wait = limits.seconds_left(HOUR)
        response = render(request, "agencies/advert.html", {"form": form, "minutes": -(-wait // 60)}, status=429)
        response["Retry-After"] = str(wait)
        return response
    today, language = clock.today(), get_language() or "en"
    text = form.cleaned_data["text"]
    found = look_at(text, today, language)
    code = keep_advert(text, language, found.meant, form.cleaned_data["submission"], today)
    return render(request, "agencies/advert_known.html", {"found": found, "code": code, "form": AdvertForm()})
