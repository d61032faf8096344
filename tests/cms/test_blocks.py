"""The ten blocks as readers get them, and the editors' screens that make them."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.blocks import Body, PaperChooserBlock, SoundChooserBlock
from cms.models import (
    ArticlePage,
    ContactPage,
    CorridorGuidePage,
    CorridorIndexPage,
    LibraryPage,
    MediaFile,
    PartnersPage,
    Picture,
    PlainPage,
    PublicationPage,
    RightsPage,
    ShelfPage,
    StoryPage,
    VideoPage,
)
from cms.planting import plant_tree
from tests.cms.make import make_article, make_editor, make_file, make_picture, make_shelf, picture_file, simple_pdf
from tests.make import make_corridor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def test_all_ten_blocks_stand_on_one_page_without_script_style_or_foreign_address(client):
    make_corridor("MM-TH-MOU")
    sound, paper = make_file(b"ID3\x04\x00" + bytes(50), "step.mp3"), make_file(simple_pdf(), "paper.pdf")
    body = [
        ("text", {"heading": "One", "text": "<p>Two <b>three</b></p>"}),
        ("steps", {"heading": "Go", "steps": [{"name": "Ask <them>", "detail": "", "pictogram": "cost", "audio": sound}]}),
        ("do_and_dont", {"do": ["Ask"], "dont": ["Pay"]}),
        ("costs", {"corridor": "MM-TH-MOU"}),
        ("door", {"to": "jobs"}),
        ("door", {"to": "agency"}),
        ("door", {"to": "helpline"}),
        ("audio", {"title": "Listen", "sound": sound, "words": "What is said"}),
        ("quote", {"words": "Well said", "said_by": "Ma Thiri"}),
        ("document", {"title": "Read", "file": paper}),
        ("picture", {"picture": make_picture(), "alternative": "A bridge", "caption": "By day"}),
        ("call_out", {"tone": "stop", "words": "Danger"}),
    ]  # fmt: skip
    assert {name for name, _ in body} == set(Body.base_blocks)
    make_article(make_shelf(), body=body)
    response = client.get("/en/read/article/")
    page = response.content.decode()
    for part in (
        "<b>three</b>", "Ask &lt;them&gt;", 'preload="none"', "What it costs", 'action="/en/jobs/"', 'name="q"', "What is said",
        "Ma Thiri", f'href="{paper.url}"', 'alt="A bridge"', '<p class="stop">',
    ):  # fmt: skip
        assert part in page, part
    assert "<script" not in page and " style=" not in page and 'src="http' not in page
    assert "media-src 'self'" in response["Content-Security-Policy"]
    assert "victim of trafficking" not in page


def test_a_paper_is_never_opened_inside_the_site(client):
    paper = make_file(simple_pdf(), "paper.pdf")
    response = client.get(paper.url)
    assert response["Content-Disposition"].startswith("attachment") and not response.cookies


def test_a_sound_is_no_paper_and_a_paper_no_sound():
    sound, paper = make_file(b"OggS" + bytes(50), "step.ogg"), make_file(simple_pdf(), "paper.pdf")
    assert SoundChooserBlock().clean(sound) == sound and PaperChooserBlock().clean(paper) == paper
    for block, wrong in ((SoundChooserBlock(), paper), (PaperChooserBlock(), sound)):
        with pytest.raises(ValidationError):
            block.clean(wrong)


def test_a_picture_needs_its_alternative_text():
    block = Body().child_blocks["picture"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"picture": make_picture().pk, "alternative": ""}))


def test_a_video_of_our_own_is_played_here_and_one_elsewhere_only_linked(client):
    shelf = make_shelf()
    film = make_file(b"\x00\x00\x00\x18ftypmp42" + bytes(50), "film.mp4")
    shelf.add_child(instance=VideoPage(title="Ours", slug="ours", file=film))
    shelf.add_child(instance=VideoPage(title="Theirs", slug="theirs", link="https://example.org/film"))
    assert "<video controls" in client.get("/en/read/ours/").content.decode()
    theirs = client.get("/en/read/theirs/").content.decode()
    assert "stands on another site, example.org" in theirs and "<video" not in theirs and "<iframe" not in theirs
    with pytest.raises(ValidationError):
        shelf.add_child(instance=VideoPage(title="None", slug="none"))


def test_an_editor_opens_the_form_of_every_kind_of_page(client):
    make_corridor("MM-TH-MOU")
    plant_tree()
    client.force_login(make_editor())
    kinds = (
        ArticlePage, ContactPage, CorridorGuidePage, CorridorIndexPage, LibraryPage, PartnersPage, PlainPage, PublicationPage,
        ShelfPage, StoryPage, VideoPage,
    )  # fmt: skip
    for kind in kinds:
        page = kind.objects.filter(locale__language_code="my").first()
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200, kind
    for address in ("snippets/cms/consent/add/", "snippets/cms/term/", "images/add/", "documents/add/"):
        assert client.get(f"/admin/{address}").status_code == 200, address
    shelf = ShelfPage.objects.get(slug="rights", locale__language_code="en")
    assert client.get(f"/admin/pages/add/cms/{RightsPage._meta.model_name}/{shelf.pk}/").status_code == 200


def test_what_is_hostile_is_refused_at_the_editor_s_form_with_the_reason(client):
    client.force_login(make_editor())
    bad = SimpleUploadedFile("paper.pdf", simple_pdf(b"<< /S /JavaScript >>"), "application/pdf")
    page = client.post("/admin/documents/add/", {"title": "Paper", "file": bad, "collection": 1})
    assert "can act by itself (JavaScript)" in page.content.decode()
    bad = SimpleUploadedFile("photo.png", b"<svg/>", "image/png")
    assert client.post("/admin/images/add/", {"title": "P", "file": bad, "collection": 1}).status_code == 200
    assert not MediaFile.objects.exists() and not Picture.objects.exists()
    good = SimpleUploadedFile("photo.png", picture_file().read(), "image/png")
    done = client.post("/admin/images/add/", {"title": "P", "file": good, "collection": 1, "description": "A bridge"})
    assert done.status_code == 302, done.content.decode()[:300]
    assert Picture.objects.get().description == "A bridge"
