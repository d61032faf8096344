"""The only writer of PageText: keeps the words of pages and corridors as search reads them.

Signals call it inside the transaction of the change (connected in cms.apps); `reindex_pages` writes everything anew.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction
from wagtail.models import Page

from cms.models import CorridorGuidePage, CorridorIndexPage, EditedPage, PageText, RightsPage
from cms.page_tokens import tokens_of
from cms.page_words import DOORS, Words, words_of_corridor, words_of_door, words_of_page
from corridors.models import Corridor

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Saving any of these changes what readers see; a draft touches none of them.
_SEEN = {"live", "title", "intro", "body", "alias", "destination", "corridor", "locale", "example"}

# Pages that wait for the end of `gathered`, by their keys; None outside of it.
_waiting: ContextVar[set[int] | None] = ContextVar("pages_waiting", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """For a block that saves many pages: each is written once, at the end, in the transaction of the block."""
    pages: set[int] = set()
    token = _waiting.set(pages)
    try:
        yield
    finally:
        _waiting.reset(token)
    found = Page.objects.filter(pk__in=pages).specific()
    guides = {page.corridor_id for page in found if isinstance(page, CorridorGuidePage)}
    for page in found:
        if not isinstance(page, CorridorGuidePage):
            keep_page(page.pk)
    for corridor in Corridor.objects.filter(pk__in=guides):
        keep_corridor(corridor)


def _kept(words: Words, language: str) -> dict:
    title, intro, body = words.title, words.intro, words.body
    return {
        "language": language,
        "kind": words.kind,
        "title": title[:255],
        "intro": intro,
        "body": body,
        "title_tokens": tokens_of(title),
        "intro_tokens": tokens_of(intro),
        "body_tokens": tokens_of(body),
    }


@transaction.atomic
def keep_page(pk: int) -> None:
    """Write the words of one page as it is published now, or forget them. Safe to repeat."""
    page = Page.objects.filter(pk=pk).specific().first()
    if isinstance(page, CorridorGuidePage):
        keep_corridor(page.corridor)
        return
    if not isinstance(page, EditedPage) or isinstance(page, CorridorIndexPage) or not page.live:
        PageText.objects.filter(page=pk).delete()
        return
    values = {"key": page.translation_key, "example": page.example, **_kept(words_of_page(page), page.language)}
    PageText.objects.update_or_create(page_id=pk, defaults=values)


@transaction.atomic
def keep_corridor(corridor: Corridor) -> None:
    """Write the words of one corridor in every language."""
    for language in LANGUAGES:
        values = _kept(words_of_corridor(corridor, language), language)
        PageText.objects.update_or_create(corridor=corridor, language=language, defaults=values)


@transaction.atomic
def keep_everything() -> int:
    """Write the words of all pages, corridors and doors anew; how many there are."""
    pages = Page.objects.live().specific()
    kept = {page.pk for page in pages if isinstance(page, EditedPage)}
    PageText.objects.exclude(page=None).exclude(page__in=kept).delete()
    PageText.objects.exclude(door__in=["", *DOORS]).delete()
    for page in pages:
        if not isinstance(page, CorridorGuidePage):
            keep_page(page.pk)
    for corridor in Corridor.objects.all():
        keep_corridor(corridor)
    keep_doors()
    return PageText.objects.count()


@transaction.atomic
def keep_doors(names: Iterable[str] = DOORS) -> None:
    """Write the words of the pages that no editor writes, such as the search for jobs."""
    for name in names:
        for language in LANGUAGES:
            PageText.objects.update_or_create(
                door=name, language=language, defaults=_kept(words_of_door(name, language), language)
            )


def _keep_or_gather(pk: int) -> None:
    waiting = _waiting.get()
    if waiting is None:
        keep_page(pk)
    else:
        waiting.add(pk)


def on_saved(sender, instance, update_fields=None, raw=False, **kwargs) -> None:
    """A page was saved. What is live is read back, since the object at hand may hold a draft."""
    if issubclass(sender, EditedPage) and not raw and (update_fields is None or _SEEN & set(update_fields)):
        _keep_or_gather(instance.pk)


def on_published(sender, instance, **kwargs) -> None:
    """A page went out; its rows of further tables (topics, partners) are saved only now."""
    if issubclass(sender, EditedPage):
        _keep_or_gather(instance.pk)


def on_guide_gone(sender, instance, **kwargs) -> None:
    """A guide was deleted: its corridor goes on without an editor's words. Other pages take their rows with them."""
    if sender is CorridorGuidePage and Corridor.objects.filter(pk=instance.corridor_id).exists():
        keep_corridor(instance.corridor)


def on_corridor_changed(sender, corridor=None, **kwargs) -> None:
    """Facts of a corridor changed. Rates, wages and ceilings (None) have no words of their own."""
    if corridor is not None:
        keep_corridor(corridor)


def on_rights_changed(sender, destination: str, **kwargs) -> None:
    """Rights at a destination changed: its pages tell them in every language."""
    for pk in RightsPage.objects.filter(destination=destination).values_list("pk", flat=True):
        _keep_or_gather(pk)


def on_helplines_changed(sender, **kwargs) -> None:
    """The page of help is found by who answers."""
    keep_doors(["help"])


def on_restricted(sender, instance, raw=False, **kwargs) -> None:
    """A page and what is below it were closed to the public, or opened."""
    if not raw:
        _keep_guides_in(instance.page_id)


def on_moved(sender, instance, parent_page_before, parent_page_after, **kwargs) -> None:
    """A page moved, perhaps to where only some may read."""
    if parent_page_before.pk != parent_page_after.pk:
        _keep_guides_in(instance.pk)


def _keep_guides_in(pk: int) -> None:
    """Search asks of a page's row whether the page is public; a corridor's row holds a guide's words and has no page."""
    page = Page.objects.filter(pk=pk).first()
    if page is None:
        return
    with gathered():
        for guide in CorridorGuidePage.objects.descendant_of(page, inclusive=True).values_list("pk", flat=True):
            _keep_or_gather(guide)
