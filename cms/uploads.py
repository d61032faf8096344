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
from PIL import Image, ImageOps, UnidentifiedImageError

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

# What runs, starts programs, sends what is typed, or carries further files. Long names only: they do not occur by chance.
_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|XFA|Encrypt)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
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
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
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
    """Refuses a PDF that could do something by itself, or that we cannot look into."""
    for part in _parts(raw):
        if found := _ACTIVE.search(_ESCAPED.sub(lambda code: bytes([int(code[1], 16)]), part)):
            name = found[1].decode()
            if name == "Encrypt":
                raise ValidationError(_("This PDF is locked with a password. Save it without one."))
            raise ValidationError(
                _("This PDF can act by itself (%(name)s). Print it into a new PDF and upload that one.")
                % {"name": name}
            )


def _parts(raw: bytes):
    """The file as it stands, then every packed stream of it, unpacked. Object streams hide names, so none may be unread."""
    yield raw
    left = MOST_UNPACKED
    last = 0
    for found in _STREAM.finditer(raw):
        head = _ESCAPED.sub(
            lambda code: bytes([int(code[1], 16)]), raw[max(last, found.start() - 2000) : found.start()]
        )
        head = head[head.rfind(b" obj") + 1 :]
        last = found.end()
        if b"/ObjStm" in head and (not _FLATE_ONLY.search(head) or b"/DecodeParms" in head or b"/DP" in head):
            raise ValidationError(_("We cannot look into this PDF. Print it into a new PDF and upload that one."))
        unpacker = zlib.decompressobj()
        try:
            text = unpacker.decompress(found[1], left)
        except zlib.error:
            if b"/ObjStm" in head:
                raise ValidationError(_("We cannot look into this PDF. Print it into a new PDF and upload that one."))
            continue
        left -= len(text)
        if unpacker.unconsumed_tail or left <= 0:
            raise ValidationError(_("This PDF unpacks to far too much. Print it into a new PDF and upload that one."))
        yield text
