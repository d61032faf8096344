"""Saved searches of somebody who is signed in: the list of one's own, e-mail on and off, and one more."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation import clock
from jobs import alerts
from jobs.alert_models import SavedSearch
from jobs.alert_reading import counts_on_show, entries_of
from jobs.alert_views import CONTACT_TOLD, asked
from jobs.asking import problems_in_words
from search.query import OpeningQuery


class SaveForm(forms.Form):
    """Whether new jobs shall come by e-mail."""

    by_email = forms.BooleanField(label=gettext_lazy("Send me an e-mail when new jobs come"), required=False)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save_own(request):
    """Save the search in the address for this account, with e-mail or without."""
    language = get_language() or "en"
    query, problems = OpeningQuery.from_params(request.GET, language)
    if request.method == "POST":
        by_email = bool(request.POST.get("by_email")) and bool(request.user.email)
        try:
            alerts.save_for(request.user, query, by_email, clock.today())
        except alerts.TooManySearches:
            messages.warning(request, _("You have as many saved searches as there may be. Stop one of them first."))
        except alerts.TellsContact:
            messages.warning(request, CONTACT_TOLD)
        else:
            messages.success(request, _("Your search is saved."))
        return redirect("saved_searches")
    context = {"form": SaveForm(), "problems": problems_in_words(problems), "no_address": not request.user.email}
    return render(request, "jobs/alert_save_own.html", context | asked(alerts.written(query), language))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_searches(request):
    """One's own saved searches. Looking at them keeps them for longer."""
    today, language = clock.today(), get_language() or "en"
    own = SavedSearch.objects.live(today).filter(account=request.user)
    if request.method == "POST":
        return _change(request, today)
    for search in own:
        alerts.keep(search, today)
    counts = counts_on_show(own, today)
    rows = [{"search": each, "count": counts.get(each.pk, 0), **asked(each.question, language)} for each in own]
    last_day = own[0].last_day if own else None
    return render(
        request, "jobs/alert_list.html", {"rows": rows, "last_day": last_day, "no_address": not request.user.email}
    )


@login_required
@never_cache
@require_safe
def show_own(request, pk: int):
    """What is new for one of one's own searches."""
    today, language = clock.today(), get_language() or "en"
    search = _own(request, str(pk), today)
    hits = [card for card, _told in entries_of(search, today, language)]
    return render(request, "jobs/alert_own.html", {"hits": hits, **asked(search.question, language)})


def _own(request, typed: str, today) -> SavedSearch:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    return get_object_or_404(SavedSearch.objects.live(today), pk=number, account=request.user)


def _change(request, today):
    search = _own(request, request.POST.get("search", ""), today)
    step = request.POST.get("step", "")
    if step == "stop":
        alerts.stop(search)
        messages.success(request, _("This search is stopped and deleted."))
    elif step in ("mail", "no_mail"):
        alerts.set_by_email(search, step == "mail" and bool(request.user.email))
    elif step == "address":
        return redirect(reverse("alert", args=[alerts.give_address(search)]))
    return redirect("saved_searches")
