"""Pages of saved searches for everybody: save one, read what is new, take its feed, stop it. No account and no cookie.

These views are exempt from CSRF tokens on purpose: they ask no session anything. The secret in the address is the only
power they have; every other address gets one page that tells nothing. Accounts have jobs.alert_desk_views.
"""

import hashlib

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers, get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock, limits
from foundation.quiet import QuietForm
from jobs import alerts
from jobs.alert_feed import feed_of
from jobs.alert_models import SavedSearch
from jobs.alert_reading import entries_of, gone_of, in_words, results_path
from jobs.alert_secrets import is_stop_code
from jobs.asking import problems_in_words
from search.query import OpeningQuery

HOUR = 3600
CONTACT_TOLD = _(
    "We keep the words of a search as you type them. Take phone numbers and e-mail addresses out, then save it."
)
# Many phones share one address behind a mobile operator.
SEARCHES_A_CLIENT = 30


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save_search(request):
    """Asks whether the search in the address shall be saved; saved, it leads to the page that only its owner knows."""
    language = get_language() or "en"
    query, problems = OpeningQuery.from_params(request.GET, language)
    form = QuietForm(request.POST or None)
    context = {"form": form, "problems": problems_in_words(problems), **asked(alerts.written(query), language)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "jobs/alert_save.html", context, status=422 if form.is_bound else 200)
    if not limits.allow("jobs.alerts", limits.client_key(request), limit=SEARCHES_A_CLIENT, seconds=HOUR):
        wait = limits.seconds_left(HOUR)
        response = render(request, "jobs/alert_save.html", {**context, "minutes": -(-wait // 60)}, status=429)
        response["Retry-After"] = str(wait)
        return response
    try:
        secret = alerts.save_search(query, form.cleaned_data["submission"], clock.today())
    except alerts.TellsContact:
        form.add_error(None, CONTACT_TOLD)
        return render(request, "jobs/alert_save.html", context, status=422)
    return redirect("alert", secret)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_alert(request, secret: str):
    """What is new for a saved search, its feed, and the button that stops it."""
    today, language = clock.today(), get_language() or "en"
    search = alerts.by_secret(secret, today)
    if search is None:
        return _nothing_here(request)
    context = asked(search.question, language)
    if request.method == "POST":
        if request.POST.get("step") == "stop":
            alerts.stop(search)
            return render(request, "jobs/alert_stopped.html", context)
        return redirect("alert", secret)
    alerts.keep(search, today)
    entries = entries_of(search, today, language)
    feed = settings.SITE_URL + reverse("alert_feed", args=[secret])
    context |= {"search": search, "secret": secret, "hits": [card for card, _told in entries], "feed": feed}
    return render(request, "jobs/alert.html", context)


@require_safe
def show_feed(request, secret: str):
    """The Atom feed, or 304 when nothing in it has changed. What is no feed is gone: readers then stop asking."""
    today, language = clock.today(), get_language() or "en"
    search = alerts.by_secret(secret, today)
    if search is None:
        return _nothing_here(request, status=410)
    alerts.keep(search, today)
    address = settings.SITE_URL + reverse("alert_feed", args=[secret])
    body = feed_of(search, entries_of(search, today, language), gone_of(search, today), address, language)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    # A reader may keep it, since it must ask before it shows it again; nobody between may.
    patch_cache_control(response, private=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request, number: int, code: str):
    """The link in each letter: ends the mails of one search without signing in, by a person's button or by the mail
    program itself (RFC 8058). A right code is answered alike as often as it comes.
    """
    if not is_stop_code(number, code):
        return _nothing_here(request)
    if request.method == "POST":
        search = SavedSearch.objects.filter(pk=number).first()
        if search is not None:
            alerts.set_by_email(search, False)
    return render(request, "jobs/alert_mails.html", {"stopped": request.method == "POST"})


def asked(question: str, language: str) -> dict:
    """Template context: the search in words, part by part, and the page of its results today."""
    return {"parts": in_words(question, language), "question": question, "results": results_path(question, language)}


def _nothing_here(request, status: int = 404):
    """One page for every secret that is wrong, old or stopped."""
    response = render(request, "404.html", status=status)
    add_never_cache_headers(response)
    return response
