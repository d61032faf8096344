"""The public addresses of cms/ that Wagtail does not serve by itself: guides, pages not translated yet, pictures, and
the form for printed copies.
"""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from django.views.static import serve as serve_file
from wagtail.models import Site
from wagtail.views import serve

from cms import paper
from cms.forms import AskForPaperForm
from cms.glossary import glossary_of
from cms.models import CorridorGuidePage, CorridorIndexPage, PictureRendition, PublicationPage, RightsPage
from cms.printed.making import links_to_paper
from corridors import views as corridor_views
from foundation import clock, limits

HOUR = 3600
REQUESTS_A_CLIENT = 10


def in_readers_language(pages):
    """Of translations of one page the live one in the reader's language, else the English one, else None."""
    language = (get_language() or "en").split("-")[0]
    found = {page.language: page for page in pages.live().public().select_related("locale")}
    return found.get(language) or found.get(settings.LANGUAGE_CODE)


def words_of(page, request) -> dict:
    """What a template of facts needs to show an editor's words with them; nothing without a page."""
    if page is None:
        return {"page": None}
    own = (get_language() or "en").split("-")[0]
    return {
        "page": page,
        "in_english": page.language != own,
        "people_pictured": any(one.shows_people and one.may_be_shown for one in page.pictures()),
        "glossary": glossary_of(page.locale_id),
    }


def show_guide(request, code: str, story=None):
    """The guide to one route, with an editor's words around the facts when there are any."""
    if code != code.upper():
        return HttpResponsePermanentRedirect(reverse("corridor", args=[code.upper()]))
    story = story or in_readers_language(CorridorGuidePage.objects.filter(corridor__code=code))
    rights = in_readers_language(RightsPage.objects.filter(destination=code.split("-")[1]))
    response = corridor_views.corridor(
        request,
        code,
        template="cms/guide.html",
        rights_page=rights,
        printed=links_to_paper(code, get_language() or "en"),
        **words_of(story, request),
    )
    # A copy kept on a phone ends with the first consent that it rests on.
    if story and (ends := story.consents_end_on(clock.today())):
        response.last_day_kept = ends + timedelta(days=1)
    return response


guide = require_safe(show_guide)


@require_safe
def guides(request):
    """The list of routes under an editor's words."""
    story = in_readers_language(CorridorIndexPage.objects.all())
    return corridor_views.corridor_list(request, template="cms/guides.html", **words_of(story, request))


def serve_page(request, path: str):
    """Wagtail's pages; where the reader's language has none at this address, the English one, which then says so."""
    try:
        return serve(request, path)
    except Http404:
        page = _english_page(request, path)
        if page is None:
            raise
        return page.serve(request)


def _english_page(request, path: str):
    """The public English page at the same address, None when there is none or the reader reads English."""
    site = Site.find_for_request(request)
    if site is None or (get_language() or "en").split("-")[0] == settings.LANGUAGE_CODE:
        return None
    try:
        found = site.root_page.specific.route(request, [part for part in path.split("/") if part])
    except Http404:
        return None
    page = found.page.specific
    return page if page.live and not page.get_view_restrictions().exists() else None


@require_safe
def picture(request, path: str):
    """A picture at the size of a page, while the people on it let it be shown; editors see it longer, to take it away.

    Originals and files are not served here.
    """
    rendition = get_object_or_404(PictureRendition.objects.select_related("image__consent"), file=f"images/{path}")
    shown = rendition.image.may_be_shown
    if not shown and not request.user.is_staff:
        raise Http404
    response = serve_file(request, f"images/{path}", document_root=settings.MEDIA_ROOT)
    # Where people are seen every reader asks again, so that a consent taken back acts in other caches too.
    people = rendition.image.shows_people
    response["Cache-Control"] = (
        "private, no-store" if not shown else "public, no-cache" if people else "public, max-age=604800"
    )
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_paper(request, pk: int):
    """Ask for printed copies. No account, no session: what is typed is all the power this form has, so no CSRF token."""
    page = get_object_or_404(PublicationPage.objects.live().public(), pk=pk, on_paper=True)
    form = AskForPaperForm(request.POST or None)
    context = {"page": page, "form": form, "kept_days": paper.DAYS_A_REQUEST_IS_KEPT}
    if request.method == "POST" and form.is_valid():
        if not limits.allow("cms.paper", limits.client_key(request), limit=REQUESTS_A_CLIENT, seconds=HOUR):
            return render(request, "cms/ask_for_paper.html", {**context, "too_many": True}, status=429)
        paper.ask(page, form.wish(get_language() or "en"), form.cleaned_data["submission"], clock.today())
        return render(request, "cms/asked_for_paper.html", context)
    return render(request, "cms/ask_for_paper.html", context, status=422 if form.is_bound else 200)
