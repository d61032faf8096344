"""What every page knows: the site's name, the languages, whether the clock is moved or examples are shown."""

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language

from foundation import clock


def site(request) -> dict:
    """Template context: site_name, language, languages [(code, own name, address of this page in it)], moved_today, demo."""
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "language": get_language(),
        "languages": [(code, name, here_in(code, request.path)) for code, name in settings.LANGUAGES],
        "moved_today": clock.today() if clock.is_moved() else None,
        "demo": settings.PORTAL_DEMO,
    }


def here_in(language: str, path: str) -> str:
    """The address of this page in another language; that language's first page for an address nobody can read."""
    try:
        return translate_url(path, language)
    except ValueError:
        return f"/{language}/"
