"""/report/: report an agency or a job without an account. No cookie; the receipt code is the page's own answer.

Exempt from CSRF tokens like all forms that carry no session's power; see jobs.introduction_views.
"""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agencies.actions.leads import report_concern
from agencies.models import Agency, AgencyAlias
from agencies.report_forms import ReportForm
from foundation import clock, codes, limits
from jobs.models import Opening
from jobs.titles import titles_of

REPORTS_A_CLIENT, HOUR = 20, 3600


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request):
    """`?agency=` or `?opening=` says about whom; without a known one the form asks."""
    opening, agency = _subject(request)
    language = get_language() or "en"
    form = ReportForm(request.POST or None, subject_known=bool(opening or agency), language=language)
    context = {
        "form": form,
        "agency": agency,
        "opening": opening,
        "title": titles_of([opening], language)[opening.pk] if opening else None,
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "jobs/report.html", context, status=422 if form.is_bound else 200)
    if not limits.allow("jobs.report", limits.client_key(request), limit=REPORTS_A_CLIENT, seconds=HOUR):
        wait = limits.seconds_left(HOUR)
        response = render(request, "jobs/report.html", {**context, "minutes": -(-wait // 60)}, status=429)
        response["Retry-After"] = str(wait)
        return response
    today = clock.today()
    code = report_concern(
        agency,
        form.report(),
        form.cleaned_data["submission"],
        today,
        corridor=opening.corridor if opening and agency else None,
        opening_number=opening.public_id if opening else "",
    )
    return render(request, "jobs/reported.html", {**context, "code": code, "today": today})


def _subject(request) -> tuple[Opening | None, Agency | None]:
    """The opening and agency a link names; both None for what we do not know."""
    if number := codes.normalise(request.GET.get("opening", "")[:40]):
        opening = Opening.objects.select_related("agency", "corridor").filter(public_id=number).first()
        return opening, opening.agency if opening else None
    if number := codes.normalise(request.GET.get("agency", "")[:40]):
        alias = AgencyAlias.objects.filter(public_id=number).select_related("agency").first()
        return None, alias.agency if alias else Agency.objects.filter(public_id=number).first()
    return None, None
