"""Examples on the demo's pages: partners with a logo, channels of every language, and a paper in five languages.

Only what is still as it was planted gets them: what an editor has touched is an editor's.
"""

from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cms.models import (
    ContactPage,
    MediaFile,
    Partner,
    PartnersPage,
    Picture,
    PublicationFile,
    PublicationPage,
    SocialChannel,
)
from cms.planting import words_in
from foundation.pdf import draw
from portal.demo.world import MARK

NETWORKS = (SocialChannel.Network.FACEBOOK, SocialChannel.Network.LINE, SocialChannel.Network.VIBER)
# An address that is reserved for examples, never somebody's.
ELSEWHERE = "https://example.org"


def seed_pages() -> int:
    """How many pages got examples. Safe to repeat."""
    return _partners() + _channels() + _papers()


def _untouched(kind, rows: str) -> list:
    """Pages of a kind in every language that still are as planted, without rows of their own."""
    pages = kind.objects.live().select_related("locale")
    return [page for page in pages if page.revisions.count() <= 1 and not getattr(page, rows).exists()]


def _publish(page) -> None:
    page.example = True
    page.save_revision().publish()


@transaction.atomic
def _partners() -> int:
    pages = _untouched(PartnersPage, "partners")
    for page in pages:
        with translation.override(page.language):
            words = gettext("Invented, to show what will stand here.")
        page.partners = [
            Partner(kind=kind, name=f"{kind.value.title()} ({MARK[page.language]})", logo=_logo(), words=words)
            for kind in Partner.Kind
        ]
        _publish(page)
    return len(pages)


def _logo() -> Picture:
    found = Picture.objects.filter(title="Example logo").first()
    if found is None:
        with (Path(settings.BASE_DIR) / "static" / "mark-192.png").open("rb") as drawn:
            found = Picture.objects.create(title="Example logo", file=File(drawn, name="example-logo.png"))
    return found


@transaction.atomic
def _channels() -> int:
    pages = _untouched(ContactPage, "channels")
    for page in pages:
        page.channels = [
            SocialChannel(
                language=code,
                network=network,
                name=f"{settings.SITE_NAME} ({MARK[code]})",
                address=f"{ELSEWHERE}/{network.value}/{code}",
            )
            for code, _name in settings.LANGUAGES
            for network in NETWORKS
        ]
        _publish(page)
    return len(pages)


def _papers() -> int:
    """The example leaflet as a PDF in each language, on its page in every language."""
    pages = _untouched(PublicationPage, "files")
    if not pages:
        return 0
    files = {code: _paper(code) for code, _name in settings.LANGUAGES}
    with transaction.atomic():
        for page in pages:
            page.files = [PublicationFile(language=code, file=file) for code, file in files.items()]
            _publish(page)
    return len(pages)


def _paper(language: str) -> MediaFile:
    title = f"Example leaflet ({language})"
    found = MediaFile.objects.filter(title=title).first()
    if found is not None:
        return found
    words = words_in(language)
    told = {
        "language": language,
        "title": words["publication"]["title"],
        "mark": MARK[language],
        "words": words["article_questions"],
        "site_name": settings.SITE_NAME,
    }
    with translation.override(language):
        pdf = draw(render_to_string("portal/example_paper.html", told))
    return MediaFile.objects.create(title=title, file=ContentFile(pdf, name=f"example-leaflet-{language}.pdf"))
