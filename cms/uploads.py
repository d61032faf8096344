"""What editors may upload: pictures, PDFs, sound and video, told apart by their bytes, never by their names.

cms.models.media asks here before a file is stored. Every refusal is a ValidationError with the reason.
"""

import io
import re
import zlib

import filetype
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

PICTURES = {"image/jpeg": ("JPEG", "jpg"), "image/png": ("PNG", "png"), "image/webp": ("WEBP", "webp")}
SOUNDS = {"audio/mpeg": ("mp3",), "audio/mp4": ("m4a",), "audio/x-m4a": ("m4a",), "audio/ogg": ("ogg", "oga", "opus")}
VIDEOS = {"video/mp4": ("mp4",), "video/webm": ("webm",), "video/x-m4v": ("mp4",)}
PDF = {"application/pdf": ("pdf",)}
FILES = {**PDF, **SOUNDS, **VIDEOS}
MOST_PICTURE_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 24_000_000
WIDEST = 1600
MOST_FILE_BYTES = 9 * 1024 * 1024
# What a PDF may unpack to while we look into it; more is a bomb, or nothing for a cheap phone.
MOST_UNPACKED = 120 * 1024 * 1024

PIECE = 4096
# More than a readable paper has: packed parts, names written in numbers, and words in front of packed parts.
MOST_STREAMS, MOST_ESCAPED_NAMES, MOST_HEADS = 10_000, 100_000, 50 * 1024 * 1024

# What runs, starts programs, sends what is typed, or carries further files. Long names only: they do not occur by chance.
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|XFA|Encrypt)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPED_NAME = re.compile(rb"/[^\s/<>()\[\]{}%]*#[0-9A-Fa-f]{2}[^\s/<>()\[\]{}%]*")
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n|\n|\r)")
_FLATE_ONLY = re.compile(rb"/Filter\s*(?:\[\s*)?/FlateDecode\s*(?:\])?")


def read_whole(upload, most: int) -> bytes:
    """The file's bytes; refuses more than `most` of them, and none."""
    upload.seek(0)
    raw = upload.read(most + 1)
    upload.seek(0)
    if len(raw) > most:
        raise ValidationError(_("This file is too large: at most %(size)s MB.") % {"size": most // 1024 // 1024})
    if not raw:
        raise ValidationError(_("This file is empty."))
    return raw


def kind_of(raw: bytes) -> str:
    """The media type that the bytes themselves tell, "" when they tell none."""
    found = filetype.guess(raw)
    return found.mime if found else ""


def clean_picture(upload) -> ContentFile:
    """The picture drawn anew: turned upright, at most 1600 pixels wide, without place, camera, comments or anything appended."""
    raw = read_whole(upload, MOST_PICTURE_BYTES)
    if kind_of(raw) not in PICTURES:
        raise ValidationError(_("This is no JPEG, PNG or WebP picture, whatever its name says."))
    form, ending = PICTURES[kind_of(raw)]
    try:
        # Only the decoder that the bytes asked for; its header is read before any pixel is unpacked.
        picture = Image.open(io.BytesIO(raw), formats=[form])
        if picture.width * picture.height > MOST_PIXELS:
            raise ValidationError(_("This picture has too many pixels: at most 24 million."))
        picture.load()
        picture = ImageOps.exif_transpose(picture)
    except ValidationError:
        raise
    # Decoders meet broken bytes with errors of every kind, of struct and TypeError too; all of them mean the same here.
    except Exception:
        raise ValidationError(_("This picture is broken. Open it in a picture program and save it again."))
    picture.thumbnail((WIDEST, WIDEST * 4))
    picture = picture.convert("RGB" if form == "JPEG" else "RGBA" if "A" in picture.getbands() else "RGB")
    # A new picture from the pixels alone: nothing that travelled with the old one is written again.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, form, quality=82, optimize=True) if form != "PNG" else bare.save(out, form, optimize=True)
    stem = re.sub(r"[^\w-]+", "-", (getattr(upload, "name", "") or "picture").rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return ContentFile(out.getvalue(), name=f"{stem[:60] or 'picture'}.{ending}")


def check_file(upload) -> str:
    """The media type of a PDF, sound or video that may be stored. Raises ValidationError with the reason."""
    raw = read_whole(upload, MOST_FILE_BYTES)
    kind = kind_of(raw)
    if kind not in FILES:
        raise ValidationError(_("This is no PDF, MP3, M4A, OGG, MP4 or WebM file, whatever its name says."))
    ending = (getattr(upload, "name", "") or "").rsplit(".", 1)[-1].lower()
    if ending not in FILES[kind]:
        raise ValidationError(
            _("The name of this file ends in “%(ending)s”, but it is a %(kind)s file. Rename it.")
            % {"ending": ending[:10], "kind": FILES[kind][0].upper()}
        )
    if kind in PDF:
        check_pdf(raw)
    return kind


def check_pdf(raw: bytes) -> None:
    """Refuses a PDF that could do something by itself, or that we cannot look into. Takes time by the file's size alone."""
    escaped = 0
    for part in _parts(raw):
        names = [part]
        for name in _ESCAPED_NAME.finditer(part):
            escaped += 1
            if escaped > MOST_ESCAPED_NAMES:
                raise _cannot_look()
            names.append(_unescaped(name[0]))
        for text in names:
            if found := _ACTIVE.search(text):
                raise _acts(found[1].decode())


def _acts(name: str) -> ValidationError:
    if name == "Encrypt":
        return ValidationError(_("This PDF is locked with a password. Save it without one."))
    return ValidationError(
        _("This PDF can act by itself (%(name)s). Print it into a new PDF and upload that one.") % {"name": name}
    )


def _cannot_look() -> ValidationError:
    return ValidationError(_("We cannot look into this PDF. Print it into a new PDF and upload that one."))


def _unescaped(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), text) if b"#" in text else text


def _parts(raw: bytes):
    """The file as it stands, then every packed stream of it, unpacked. Object streams hide names, so none may be unread.

    Each place that may begin a stream is tried: a false beginning in a comment must not hide the true one behind it.
    """
    yield raw
    left, heads, head_at, last, end = MOST_UNPACKED, MOST_HEADS, 0, 0, 0
    view = memoryview(raw)
    for number, found in enumerate(_STREAM.finditer(raw)):
        newer = raw.rfind(b"obj", last, found.start())
        head_at, last = (newer if newer >= 0 else head_at), found.end()
        heads -= found.start() - head_at
        if number >= MOST_STREAMS or heads < 0:
            raise _cannot_look()
        head = _unescaped(raw[head_at : found.start()])
        holds_objects = b"/ObjStm" in head
        if holds_objects and (not _FLATE_ONLY.search(head) or b"/DecodeParms" in head or b"/DP" in head):
            raise _cannot_look()
        if end < found.end():
            end = raw.find(b"endstream", found.end())
            end = len(raw) if end < 0 else end
        text, whole = _unpacked(view[found.end() : end], left)
        left -= len(text)
        # Cut short by the word "endstream" inside it, it would go on where only a reader of its length sees it.
        if holds_objects and not whole:
            raise _cannot_look()
        yield text


def _unpacked(packed: memoryview, most: int) -> tuple[bytes, bool]:
    """(what it unpacks to, whether it came to its own end); what is not packed unpacks to what came before its fault."""
    unpacker, parts = zlib.decompressobj(), []
    try:
        # In pieces, since zlib copies what it leaves of each.
        for at in range(0, len(packed), PIECE):
            parts.append(unpacker.decompress(packed[at : at + PIECE], most))
            most -= len(parts[-1])
            if unpacker.unconsumed_tail or most <= 0:
                raise ValidationError(
                    _("This PDF unpacks to far too much. Print it into a new PDF and upload that one.")
                )
            if unpacker.eof:
                break
    except zlib.error:
        return b"".join(parts), False
    return b"".join(parts), unpacker.eof
