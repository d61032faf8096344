"""The writers of cms/: plants the first page of every language, for the command plant_pages and for tests."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.models import HomePage


@transaction.atomic
def plant_home() -> dict[str, HomePage]:
    """Make what is missing of: a locale and a first page for each language, and the site. {language: its page}.

    Pages that exist are left as editors wrote them; Wagtail's own welcome page goes.
    """
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _ in settings.LANGUAGES}
    source = locales[settings.LANGUAGE_CODE]
    home = HomePage.objects.filter(locale=source).first()
    if home is None:
        # A database emptied table by table has lost the root that Wagtail's migrations planted.
        root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=source))
        welcome = Page.objects.child_of(root).filter(slug="home", content_type__model="page").first()
        if welcome is not None:
            # The site points at the welcome page and would go with it, so it moves to the root first.
            Site.objects.filter(root_page=welcome).update(root_page=root)
            welcome.delete()
            root.refresh_from_db()
        home = root.add_child(
            instance=HomePage(title=title_of(settings.LANGUAGE_CODE), slug="home", locale=source, live=True)
        )
    planted = {settings.LANGUAGE_CODE: home}
    for code, locale in locales.items():
        if locale != source:
            planted[code] = home.get_translation_or_none(locale) or _translated(home, locale)
    address = urlsplit(settings.SITE_URL)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name, site.root_page = settings.SITE_NAME, home
    site.save()
    return planted


def title_of(language: str) -> str:
    """What editors tell the first pages apart by; readers never see it."""
    return f"{settings.SITE_NAME} · {dict(settings.LANGUAGES)[language]}"


def _translated(home: HomePage, locale: Locale) -> HomePage:
    """A published copy of the first page in another language."""
    page = home.copy_for_translation(locale)
    page.title = page.draft_title = title_of(locale.language_code)
    page.live = True
    page.save_revision().publish()
    page.refresh_from_db()
    return page
