"""The page that searches pages. Nothing of a question is kept or logged; floods are counted without an address."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.page_search import LONGEST_QUESTION, find, show
from foundation import limits
from foundation.plain import plain_text

HITS_A_PAGE = 10
QUESTIONS_A_CLIENT, WINDOW = 60, 300


@require_safe
def search_pages(request):
    """Pages that hold the words of `?words=`; without words only the box."""
    typed = plain_text(request.GET.get("words", "")).strip()
    words = typed[:LONGEST_QUESTION]
    context = {"words": words, "cut": len(typed) > LONGEST_QUESTION, "longest": LONGEST_QUESTION}
    if not words:
        return render(request, "cms/search.html", context)
    if not limits.allow("cms.search", limits.client_key(request), limit=QUESTIONS_A_CLIENT, seconds=WINDOW):
        return render(request, "cms/search.html", {**context, "too_many": True}, status=429)
    answer = find(words, (get_language() or "en").split("-")[0])
    page = Paginator(answer.texts, HITS_A_PAGE).get_page(request.GET.get("page"))
    hits = [show(text, reading, request) for text, reading in page]
    found = {"asked": True, "loosened": answer.loosened, "page": page, "hits": hits}
    return render(request, "cms/search.html", {**context, **found})
