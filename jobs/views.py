"""The jobseeker's pages of jobs/: results and one opening. The search engine is met only through jobs.reading."""

from django.core.paginator import Paginator
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.reading import standing_of
from corridors.notices import notice_of
from foundation import clock
from foundation.figures import format_number
from jobs import introductions, reading
from jobs.asking import address_of, chips_of, problems_in_words
from jobs.facts import facts_of
from jobs.filters import filters_of
from jobs.jobposting import job_posting
from jobs.loosening_wording import in_words
from jobs.pricing import prices_of, said_lines
from jobs.showing import cards_of, left_out_in_words, opening_or_404, partial_in_words, reckoned_by
from jobs.wording import HIDDEN, say_missing
from search.query import HITS_A_PAGE, OpeningQuery

# Kept as hidden fields of the search box, so that new words do not lose the filters.
_NOT_KEPT = ("words", "page")
MOST_NEAR_MISSES = 3


@require_safe
def results(request):
    """What was found for a question that stands in the address; nothing about the visitor is kept."""
    language, today = get_language() or "en", clock.today()
    if "q" in request.GET and "words" not in request.GET:
        # What most sites call the words of a search: links and browsers' search boxes send it.
        asked = request.GET.copy()
        asked.setlist("words", asked.pop("q"))
        return redirect(f"{request.path}?{asked.urlencode()}")
    query, problems = OpeningQuery.from_params(request.GET, language)
    # Whoever reads a job's number aloud, or types it, asks for that one job, shown or not.
    if one := reading.opening_of(query.words):
        return redirect("opening", one.public_id)
    found = reading.find(query, today)
    looser = []
    if not found.hits and not query.is_empty:
        looser = in_words(reading.near_misses(query, found, today, MOST_NEAR_MISSES), query)
    paginator = Paginator(range(found.total), HITS_A_PAGE)
    cards = cards_of(found.hits, language, asks_origin=bool(query.origin))
    context = {
        "query": query,
        "here": address_of(query.on_page(1)) if not query.is_empty else "",
        "heading": _heading(query, found.total, language, found.loosened),
        "chips": chips_of(query, language),
        "problems": problems_in_words(problems),
        "kept": [(name, value) for name, value in query.to_params() if name not in _NOT_KEPT],
        "filters": filters_of(query, found.facets),
        "hits": cards,
        "reckoned": reckoned_by(cards),
        "page": paginator.get_page(found.page),
        "looser": looser,
        "tell_me": reverse("save_search") + address_of(query.on_page(1)),
        "left_out": left_out_in_words(found.left_out_unknown_cost, language),
        "corrections": [(typed, ", ".join(used)) for typed, used in found.corrections],
        "limited": found.limited,
        "loosened": found.loosened,
        "partial": partial_in_words(found.partial, language),
    }
    return render(request, "jobs/results.html", context)


@require_safe
def opening(request, public_id: str):
    """One opening with its three prices; one that may not be shown says why, and shows nothing as on offer."""
    language, today = get_language() or "en", clock.today()
    job = opening_or_404(public_id)
    if public_id != job.public_id:
        return HttpResponsePermanentRedirect(reverse("opening", args=[job.public_id]))
    shown = reading.show(job, today, language)
    if not shown.verdict.visible:
        reasons = [HIDDEN[reason] for reason in shown.verdict.reasons]
        context = {"opening": job, "reasons": reasons}
        if job.agency:
            context["verdict"] = standing_of(job.agency, job.corridor, today)
        return render(request, "jobs/opening_hidden.html", context, status=410)
    (card,) = cards_of([shown], language)
    prices = prices_of(job, shown.cost, card.wage.month if card.wage else None, today, language)
    context = {
        "opening": job,
        "shown": card,
        "facts": facts_of(job, card.wage, language),
        "prices": prices,
        "disclosed": said_lines(shown.cost, prices.phrases or {}),
        "missing": [say_missing(one, (prices.phrases or {}).get(one.name, "")) for one in shown.cost.missing],
        "bar": prices.bar,
        "sheet": prices.sheet,
        "timeline": prices.timeline,
        "phrases": prices.phrases or {},
        "today": today,
        "verdict": standing_of(job.agency, job.corridor, today) if job.agency else None,
        "contacts": job.agency.contacts.filter(until=None) if job.agency else (),
        "corridor": job.corridor,
        "notice": notice_of(job.corridor, today, language) if job.corridor else None,
        "can_ask": introductions.refusal(job, today) is None,
        "posting": job_posting(job, shown.verdict.until, request.build_absolute_uri(request.path)),
    }
    response = render(request, "jobs/opening.html", context)
    # A copy of this page must be gone when the word it gives ends.
    response.last_day_kept = shown.verdict.until
    return response


def _heading(query: OpeningQuery, total: int, language: str, loosened: bool = False) -> str:
    number = format_number(total, language)
    if not total:
        return _("No job for “%(words)s”") % {"words": query.words} if query.words else _("No job found")
    if loosened:
        sentence = ngettext("%(count)s job has some of your words", "%(count)s jobs have some of your words", total)
        return sentence % {"count": number}
    if query.words:
        sentence = ngettext("%(count)s job for “%(words)s”", "%(count)s jobs for “%(words)s”", total)
        return sentence % {"count": number, "words": query.words}
    return ngettext("%(count)s job", "%(count)s jobs", total) % {"count": number}
