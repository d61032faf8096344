"""Builders for tests of cms/: pictures, files, a small PDF, a tree of pages, consents, an editor at the desk."""

import io
from datetime import date

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image

from cms.actions import plant_home
from cms.models import ArticlePage, Consent, MediaFile, Picture, ShelfPage, StoryPage
from tests.make import make_second_factor, make_user

# The first bytes of a sound and of a film: enough to be judged by.
SOUND = b"ID3\x04\x00" + bytes(50)
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(50)


def picture_file(form: str = "PNG", size=(30, 20), mode: str = "RGB") -> ContentFile:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form)
    return ContentFile(out.getvalue(), name=f"picture.{form.lower()}")


def simple_pdf(more: bytes = b"<< >>", parts: bytes = b"") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\n"
        b"endobj\n3 0 obj\n" + more + b"\nendobj\n" + parts + b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def make_shelf(language: str = settings.LANGUAGE_CODE) -> ShelfPage:
    home = plant_home()[language]
    return home.add_child(instance=ShelfPage(title="Read", slug="read", locale=home.locale))


def make_article(shelf: ShelfPage, **given) -> ArticlePage:
    given = {"title": "Article", "slug": "article", "locale": shelf.locale, **given}
    return shelf.add_child(instance=ArticlePage(**given))


def make_consent(**given) -> Consent:
    return Consent.objects.create(
        **{
            "alias": "Ma Thiri",
            "recorded_by": "Case worker, House",
            "given_on": date(2026, 1, 1),
            "covers_text": True,
            "covers_picture": True,
            "covers_recording": True,
            "on_site": True,
            **given,
        }
    )


def make_story(shelf: ShelfPage, consent: Consent | None, **given) -> StoryPage:
    given = {"title": "A story", "slug": "story", "alias": "Ma Thiri", "locale": shelf.locale, **given}
    return shelf.add_child(instance=StoryPage(consent=consent, **given))


def make_picture(**given) -> Picture:
    return Picture.objects.create(**{"title": "Photo", "file": picture_file(), **given})


def make_file(raw: bytes, name: str, **given) -> MediaFile:
    return MediaFile.objects.create(title=name, file=ContentFile(raw, name=name), **given)


def make_editor():
    """A member of staff with the second factor, who may do all that editors do."""
    editor = make_user(is_staff=True, is_superuser=True)
    make_second_factor(editor)
    return editor
