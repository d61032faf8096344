"""Plants what no first page has: an article with all ten blocks, a partner with a logo.

`python -m bench.every_block` in a site with examples; tests.browser and bench.browser look at them. Safe to repeat.
"""

import io
import os
import zlib

SLUG = "every-block"


def plant() -> None:
    """In every language, with the words of the first pages, marked as examples."""
    from django.conf import settings
    from django.core.files.base import ContentFile
    from django.db import transaction
    from PIL import Image

    from cms.models import (
        ArticlePage,
        MediaFile,
        Partner,
        PartnersPage,
        Picture,
        ShelfPage,
    )
    from cms.planting import words_in

    if ArticlePage.objects.filter(slug=SLUG).exists():
        return

    def file(raw: bytes, name: str) -> MediaFile:
        return MediaFile.objects.create(title=name, file=ContentFile(raw, name=name))

    with transaction.atomic():
        drawn = io.BytesIO()
        Image.new("RGB", (1200, 700), "#0b6e6a").save(drawn, "PNG")
        picture = Picture.objects.create(title="Plain", file=ContentFile(drawn.getvalue(), name="plain.png"))
        sound, paper = file(b"ID3\x04\x00" + bytes(50), "step.mp3"), file(_paper(), "paper.pdf")
        shelves = ShelfPage.objects.filter(slug="articles").select_related("locale")
        first = None
        for shelf in sorted(shelves, key=lambda each: each.language != settings.LANGUAGE_CODE):
            words = words_in(shelf.language)["article_questions"]
            page = ArticlePage(
                title=words["title"], slug=SLUG, intro=words["intro"], locale=shelf.locale, example=True,
                body=_body(words, picture, sound, paper),
            )  # fmt: skip
            if first is not None:
                page.translation_key = first.translation_key
            page = shelf.add_child(instance=page)
            first = first or page
        for page in PartnersPage.objects.all():
            Partner.objects.create(
                page=page, kind=Partner.Kind.DONOR, name="Example Fund", logo=picture, address="https://example.org/"
            )


def _body(words: dict, picture, sound, paper) -> list[tuple[str, dict]]:
    name, detail = words["steps"][0][1], words["steps"][1][2]
    step = {"pictogram": "cost", "name": name, "detail": detail, "audio": sound}
    return [
        ("text", {"heading": words["heading"], "text": f"<h3>{name}</h3><ul><li>{detail}</li></ul>"}),
        ("steps", {"heading": words["heading"], "steps": [step]}),
        ("do_and_dont", {"do": words["do"], "dont": words["dont"]}),
        ("costs", {"corridor": "MM-TH-MOU"}),
        ("door", {"to": "jobs"}),
        ("door", {"to": "agency"}),
        ("door", {"to": "helpline"}),
        ("audio", {"title": name, "sound": sound, "words": detail}),
        ("quote", {"words": words["warn"], "said_by": name}),
        ("document", {"title": name, "file": paper}),
        ("picture", {"picture": picture, "alternative": name, "caption": detail}),
        *(("call_out", {"tone": tone, "words": words["warn"]}) for tone in ("warn", "stop", "good")),
    ]


def _paper() -> bytes:
    packed = zlib.compress(b"BT ET")
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>\nendobj\n"
        b"4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%%%EOF\n" % (len(packed), packed)
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    plant()
