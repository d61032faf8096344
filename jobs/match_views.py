"""/match/: six questions, the jobs that keep to the answers with the best first, and what one change would add.

The profile is the link: nobody signs in and nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation import clock
from foundation.figures import format_number
from jobs import reading
from jobs.asking import address_of, chips_of, problems_in_words
from jobs.loosening import WISHES
from jobs.loosening_wording import in_words
from jobs.showing import cards_of, left_out_in_words, partial_in_words, reckoned_by
from jobs.six_questions import questions_of
from search.query import HITS_A_PAGE, PARAMETERS, OpeningQuery, Problem


@dataclass(frozen=True, slots=True)
class Answer:
    """A profile as it was read, what was wrong in it, and the page of openings that keep to it."""

    query: OpeningQuery
    problems: tuple[Problem, ...]
    found: reading.Found


def answer_to(params: Mapping[str, object], language: str, today: date) -> Answer:
    """What /match/ shows for the parameters of an address; manage.py evaluate_matching asks here, too."""
    query, problems = OpeningQuery.from_params(params, language)
    return Answer(query, problems, reading.find(query, today))


@require_safe
def match(request):
    """The six questions; with an answer in the address, the jobs above them."""
    language, today = get_language() or "en", clock.today()
    if not PARAMETERS & request.GET.keys():
        request.GET = QueryDict()
        questions = questions_of(OpeningQuery(language=language), {}, today)
        return render(request, "jobs/match.html", {"questions": questions})
    answer = answer_to(request.GET, language, today)
    query, found = answer.query, answer.found
    # Links of this page carry the answers alone: whatever else stood in the address is gone with the first click.
    request.GET = QueryDict(urlencode(query.to_params()))
    near = reading.near_misses(query, found, today, len(WISHES)) if found.page == 1 else []
    cards = cards_of(found.hits, language, asks_origin=bool(query.origin))
    context = {
        "answered": True,
        "heading": _heading(found.total, language),
        "questions": questions_of(query, found.facets, today),
        "chips": chips_of(query, language),
        "problems": problems_in_words(answer.problems),
        "hits": cards,
        "reckoned": reckoned_by(cards),
        "page": Paginator(range(found.total), HITS_A_PAGE).get_page(found.page),
        "near": in_words(near, query),
        "loosened": query.words if found.loosened else "",
        "partial": partial_in_words(found.partial, language),
        "left_out": left_out_in_words(found.left_out_unknown_cost, language),
        "limited": found.limited,
        "tell_me": reverse("save_search") + address_of(_watched(query)),
    }
    return render(request, "jobs/match.html", context)


def _watched(query: OpeningQuery) -> OpeningQuery:
    """What to be told of: of new jobs, only those of the work ticked, which here comes first among others."""
    return replace(query, occupation=query.occupation or query.preferred("occupation"), preferences=(), page=1)


def _heading(total: int, language: str) -> str:
    if not total:
        return _("No job keeps to all your answers")
    sentence = ngettext("%(count)s job keeps to your answers", "%(count)s jobs keep to your answers", total)
    return sentence % {"count": format_number(total, language)}
