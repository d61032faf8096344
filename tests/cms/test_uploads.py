"""What editors may upload, judged by its bytes."""

import contextlib
import io
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image

from cms import uploads
from cms.models import MediaFile, Picture
from tests.cms.make import picture_file, simple_pdf


def named(raw: bytes, name: str) -> ContentFile:
    return ContentFile(raw, name=name)


def photo_with_a_place() -> bytes:
    picture = Image.new("RGB", (40, 20), "teal")
    exif = picture.getexif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"taken at home")
    return out.getvalue() + b"<?php tail"


def test_a_picture_is_drawn_anew_upright_and_without_what_the_camera_wrote():
    raw = photo_with_a_place()
    assert b"SecretCamera" in raw
    clean = uploads.clean_picture(named(raw, "../../me at home.jpeg")).read()
    assert b"SecretCamera" not in clean and b"taken at home" not in clean and b"php" not in clean
    drawn = Image.open(io.BytesIO(clean))
    assert not drawn.getexif() and drawn.size == (20, 40)


def test_a_huge_picture_is_made_small():
    clean = uploads.clean_picture(named(picture_file("PNG", (3000, 100)).read(), "wide.png"))
    assert Image.open(clean).width == uploads.WIDEST


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"", "empty.png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "drawing.svg"),
        (b"<html><script>alert(1)</script>", "page.png"),
        (b"GIF89a" + bytes(40), "moving.gif"),
        (b"\x89PNG\r\n\x1a\n" + bytes(60), "broken.png"),
        (b"\xff\xd8\xff\xe0" + bytes(200), "broken.jpg"),
        (b"x" * (uploads.MOST_PICTURE_BYTES + 1), "large.jpg"),
    ],
    ids=["empty", "svg", "html", "gif", "broken png", "broken jpeg", "too large"],
)
def test_what_is_no_picture_is_refused_with_a_reason(raw, name):
    with pytest.raises(ValidationError) as refused:
        uploads.clean_picture(named(raw, name))
    assert len(refused.value.messages[0]) > 15


def test_a_picture_that_unpacks_to_too_many_pixels_is_refused_before_it_is_unpacked():
    side = 6000
    bomb = picture_file("PNG", (side, side), mode="1").read()
    assert len(bomb) < 50_000
    with pytest.raises(ValidationError, match="24"):
        uploads.clean_picture(named(bomb, "bomb.png"))


def test_a_plain_pdf_a_sound_and_a_video_are_taken():
    assert uploads.check_file(named(simple_pdf(), "paper.pdf")) == "application/pdf"
    assert uploads.check_file(named(b"ID3\x04\x00" + bytes(100), "step.mp3")) == "audio/mpeg"
    assert uploads.check_file(named(b"OggS" + bytes(100), "step.ogg")) == "audio/ogg"
    assert uploads.check_file(named(b"\x00\x00\x00\x18ftypmp42" + bytes(100), "film.mp4")) == "video/mp4"


@pytest.mark.parametrize(
    "action",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>",
        b"<< /S /J#61vaScript /JS (app.alert(1)) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /S /SubmitForm >>",
        b"<< /XFA 3 0 R >>",
        b"<< /Encrypt 9 0 R >>",
    ],
)
def test_a_pdf_that_can_act_by_itself_is_refused(action):
    with pytest.raises(ValidationError):
        uploads.check_file(named(simple_pdf(action), "paper.pdf"))


def packed(action: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    body = zlib.compress(b"5 0 " + action)
    head = b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter %s /Length %d >>\nstream\n" % (filters, len(body))
    return simple_pdf(b"<< >>", head + body + b"\nendstream\nendobj\n")


def test_an_action_hidden_in_a_packed_part_of_a_pdf_is_found():
    uploads.check_file(named(packed(b"<< /Type /Page >>"), "paper.pdf"))
    with pytest.raises(ValidationError, match="JavaScript"):
        uploads.check_file(named(packed(b"<< /S /JavaScript >>"), "paper.pdf"))


def test_a_part_of_a_pdf_that_we_cannot_look_into_is_refused():
    with pytest.raises(ValidationError):
        uploads.check_file(named(packed(b"<< >>", b"[/ASCIIHexDecode /FlateDecode]"), "paper.pdf"))


def test_a_pdf_that_unpacks_to_far_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_UNPACKED", 1000)
    with pytest.raises(ValidationError):
        uploads.check_file(named(packed(b"<< >>" + b" " * 5000), "paper.pdf"))


def stored_then_packed(seen: bytes, hidden: bytes) -> bytes:
    """A zlib stream whose first part stands in clear and whose second is packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = packer.compress(hidden) + packer.flush()
    size = len(seen).to_bytes(2, "little")
    return b"x\x9c\x00" + size + bytes(each ^ 255 for each in size) + seen + rest + bytes(4)


@pytest.mark.parametrize(
    "raw",
    [
        packed(b"<< /S /JavaScript >>").replace(b"9 0 obj", b"% stream\n9 0 obj"),
        packed(b"<< /S /JavaScript >>").replace(b"endstream", b""),
        packed(b"<< /S /JavaScript >>", b"[/ASCIIHexDecode /FlateDecode] /Why (" + b"x" * 3000 + b")"),
        packed(b"<< /S /J#61vaScript >>"),
        simple_pdf(
            b"<< >>",
            b"9 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n"
            + stored_then_packed(b"endstream", b"<< /S /JavaScript >>")
            + b"\nendstream\nendobj\n",
        ),
    ],
    ids=["behind a false beginning", "without an end", "behind a long head", "in numbers", "behind a false end"],
)
def test_an_action_is_not_hidden_by_tricks_of_writing(raw):
    with pytest.raises(ValidationError):
        uploads.check_pdf(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.4\n" + b"stream\n" * 1_200_000,
        b"%PDF-1.4\n9 0 obj\n" + b"stream\nx\x9c" * 900_000,
        packed(b"/#41" * 2_000_000),
    ],
    ids=["beginnings without an end", "false headers", "names in numbers"],
)
def test_a_pdf_that_is_made_to_keep_us_busy_is_refused(raw):
    with pytest.raises(ValidationError):
        uploads.check_pdf(raw)


def test_a_picture_whose_notes_are_broken_is_refused_or_drawn_and_never_a_fault():
    raw = bytearray(photo_with_a_place())
    for place in range(20, 200):
        for value in (0, 2, 255):
            broken = bytearray(raw)
            broken[place] = value
            with contextlib.suppress(ValidationError):
                uploads.clean_picture(named(bytes(broken), "photo.jpg"))


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"MZ" + bytes(200), "paper.pdf"),
        (b"PK\x03\x04" + bytes(200), "paper.docx"),
        (b"<html>", "paper.pdf"),
        (simple_pdf(), "paper.mp3"),
        (b"%PDF-1.4" + b" " * (uploads.MOST_FILE_BYTES + 1), "paper.pdf"),
    ],
    ids=["program", "word", "html", "wrong name", "too large"],
)
def test_other_files_are_refused_whatever_their_names_say(raw, name):
    with pytest.raises(ValidationError):
        uploads.check_file(named(raw, name))


@pytest.mark.django_db
def test_no_way_of_saving_goes_round_the_judgement(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    picture = Picture.objects.create(title="Photo", file=named(photo_with_a_place(), "photo.jpg"))
    assert b"SecretCamera" not in picture.file.open().read()
    assert (picture.width, picture.height) == (20, 40)
    paper = MediaFile.objects.create(title="Paper", file=named(simple_pdf(), "paper.pdf"))
    assert paper.is_pdf and not paper.is_sound
    with pytest.raises(ValidationError):
        MediaFile.objects.create(title="Bad", file=named(simple_pdf(b"<< /S /Launch >>"), "paper.pdf"))
    assert MediaFile.objects.count() == 1
