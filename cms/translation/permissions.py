"""Who may translate into a language, and who may publish and confirm there. Both follow the rights on that language's pages."""

from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from wagtail.models import Locale

from cms.models import HomePage

CONFIRM = "cms.confirm_translation"


def _on_home(user, language: str):
    home = HomePage.objects.filter(locale__language_code=language).first()
    return home.permissions_for_user(user) if home is not None and user.is_authenticated else None


def may_translate(user, language: str) -> bool:
    """Whoever may change the first page of the language, and so everything beneath it."""
    rights = _on_home(user, language)
    return language != settings.LANGUAGE_CODE and rights is not None and rights.can_edit()


def may_publish(user, language: str) -> bool:
    """Whoever may publish there and confirm what a native speaker has read."""
    rights = _on_home(user, language)
    return may_translate(user, language) and rights.can_publish() and user.has_perm(CONFIRM)


def languages_of(user) -> list[str]:
    """The languages this person may translate into."""
    codes = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    held = set(Locale.objects.values_list("language_code", flat=True))
    return [code for code in codes if code in held and may_translate(user, code)]


def for_translators(view):
    """For a view of the admin: 403 for everybody who translates into no language (or not into the one in the address)."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if kwargs.get("language") not in (None, *languages_of(request.user)) or not languages_of(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
