"""Plants the first tree of pages from cms/content/*.toml, in every language; plant_pages calls it.

What exists is left as editors made it, and what they deleted stays away: the trail remembers what was planted once.
"""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from html import escape
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from cms.actions import plant_home
from cms.models import (
    ArticlePage,
    ContactPage,
    CorridorGuidePage,
    CorridorIndexPage,
    EditedPage,
    LibraryPage,
    MethodPage,
    PartnersPage,
    PlainPage,
    PublicationPage,
    PublicationTopic,
    RightsPage,
    ShelfPage,
    StoryPage,
    Term,
    VideoPage,
)
from cms.page_index import gathered
from cms.translation.joining import adopt, join, remember
from corridors.models import Corridor, Right
from foundation import clock, trail
from foundation.models import TrailEntry
from reference.names import country_name

CONTENT = Path(__file__).parent / "content"
DAYS_UNTIL_REVIEW = 182
PLANTED = trail.declare("cms.page_planted", _("Page planted"))
# An address that is reserved for examples, never somebody's.
EXAMPLE_FILM = "https://example.org/film"


@cache
def words_in(language: str) -> dict:
    """Every first text of one language."""
    return tomllib.loads((CONTENT / f"{language}.toml").read_text(encoding="utf-8"))


def _text(heading: str, lines: list[str]) -> tuple[str, dict]:
    return "text", {"heading": heading, "text": "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)}


def body_of(words: dict) -> list[tuple[str, dict]]:
    """A page's blocks from its words."""
    body = []
    if "steps" in words:
        steps = [{"pictogram": drawn, "name": name, "detail": detail} for drawn, name, detail in words["steps"]]
        body.append(("steps", {"heading": words.get("heading", ""), "steps": steps}))
    if "text" in words:
        body.append(_text("" if "steps" in words else words.get("heading", ""), words["text"]))
    if "text_two" in words:
        body.append(_text(words.get("heading_two", ""), words["text_two"]))
    if "do" in words:
        body.append(("do_and_dont", {"do": words["do"], "dont": words["dont"]}))
    if "quote" in words:
        body.append(("quote", {"words": words["quote"], "said_by": words.get("alias", "")}))
    if "warn" in words:
        body.append(("call_out", {"tone": "warn", "words": words["warn"]}))
        body.append(("door", {"to": "agency"}))
    return body


def _plant(
    kind: type[EditedPage], parents: dict[str, Page], slug: str, key: str, fill: Callable | None = None, **given
) -> dict[str, Page]:
    """One page in every language under its parents; {language: page}. Only what is wholly missing is made."""
    source = settings.LANGUAGE_CODE
    if source not in parents:
        return {}
    page = kind.objects.child_of(parents[source]).filter(slug=slug).first()
    if page is None:
        subject = f"cms.page/{parents[source].url_path}{slug}/"
        if TrailEntry.objects.filter(action=PLANTED, subject=subject).exists():
            return {}
        page = kind(slug=slug, locale=parents[source].locale, **given)
        _write(page, key, source, fill)
        parents[source].add_child(instance=page)
        page.save_revision(changed=False)
        made = {source: page}
        for code, parent in parents.items():
            if code != source:
                made[code] = _translate(page, parent, key, code, fill)
        trail.record(PLANTED, subject)
        return made
    twins = {twin.locale.language_code: twin for twin in page.get_translations().select_related("locale", "made_from")}
    for twin in twins.values():
        adopt(page, twin)
    return {source: page, **twins}


def _write(page: EditedPage, key: str, language: str, fill: Callable | None) -> None:
    """The first words of a page in one language."""
    words = words_in(language)[key]
    country = country_name(page.destination, language) if isinstance(page, RightsPage) else ""
    page.title = page.draft_title = words.get("title", "").format(country=country)
    page.intro, page.search_description = words["intro"], words["intro"]
    page.body = body_of(words)
    page.review_on = clock.today() + timedelta(days=DAYS_UNTIL_REVIEW)
    if isinstance(page, StoryPage):
        page.alias = words["alias"]
    if fill:
        fill(page, language)


def _translate(page: EditedPage, parent: Page, key: str, language: str, fill: Callable | None) -> EditedPage:
    """The same page in another language, joined to the first."""
    twin = type(page)(
        slug=page.slug,
        locale=parent.locale,
        translation_key=page.translation_key,
        example=page.example,
        **{
            name: getattr(page, name)
            for name in ("corridor", "destination", "year", "on_paper", "link", "minutes")
            if hasattr(page, name)
        },
    )
    _write(twin, key, language, fill)
    join(page, twin)
    parent.add_child(instance=twin)
    twin.save_revision(changed=False)
    remember(page, twin)
    return twin


@transaction.atomic
def plant_tree() -> int:
    """The whole first tree; how many pages were made. Safe to repeat, after new corridors too."""
    before = Page.objects.count()
    with gathered():
        _plant_all()
    return Page.objects.count() - before


def _plant_all() -> None:
    home = plant_home()
    for page in home.values():
        page.refresh_from_db()
    _plant_guides(_plant(CorridorIndexPage, home, "corridors", "corridors"))
    read = _plant(ShelfPage, home, "read", "read")
    shelf = _plant(ShelfPage, read, "rights", "rights")
    for code in Right.objects.current().order_by("destination").values_list("destination", flat=True).distinct():
        _plant(RightsPage, shelf, code.lower(), "rights_in", destination=code)
    about = _plant(PlainPage, home, "about", "about")
    _plant(MethodPage, about, "method", "method")
    _plant(PlainPage, about, "privacy", "privacy")
    _plant(PlainPage, about, "terms", "terms")
    _plant(ContactPage, about, "contact", "contact")
    _plant(PartnersPage, about, "partners", "partners")
    articles = _plant(ShelfPage, read, "articles", "articles")
    stories = _plant(ShelfPage, read, "stories", "stories")
    library = _plant(LibraryPage, read, "library", "library")
    if settings.PORTAL_DEMO:
        _plant_examples(articles, stories, library, read)
    _plant_words()


def _plant_guides(index: dict[str, Page]) -> None:
    """A guide for every corridor; its title tells editors which, readers see the corridor's own."""
    for corridor in Corridor.objects.all():

        def name(page, language, corridor=corridor):
            origin, destination = (country_name(code, language) for code in (corridor.origin, corridor.destination))
            page.title = page.draft_title = f"{origin} → {destination} ({corridor.channel})"

        _plant(CorridorGuidePage, index, corridor.code.lower(), "guide", name, corridor=corridor)


def _plant_examples(articles, stories, library, read) -> None:
    """Invented pages, marked so; only where examples may exist."""
    _plant(ArticlePage, articles, "five-questions", "article_questions", example=True)
    _plant(ArticlePage, articles, "passport", "article_passport", example=True)
    for number in ("one", "two", "three"):
        _plant(StoryPage, stories, f"example-{number}", f"story_{number}", example=True)
    _plant(VideoPage, read, "example-film", "video", example=True, link=EXAMPLE_FILM, minutes=3)

    def topics(page, _language):
        page.topics = [PublicationTopic(topic="recruitment_fees"), PublicationTopic(topic="documents_passport")]

    year = clock.today().year
    _plant(PublicationPage, library, "example-leaflet", "publication", topics, example=True, year=year, on_paper=True)


def _plant_words() -> None:
    """The glossary, once: a language that has words of its own is left alone."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    if Term.objects.exists():
        return
    keys = {}
    for code, _name in settings.LANGUAGES:
        for key, (word, forms, meaning) in words_in(code)["glossary"].items():
            term = Term(word=word, other_forms=forms, meaning=meaning, locale=locales[code])
            term.translation_key = keys.setdefault(key, term.translation_key)
            term.save()
