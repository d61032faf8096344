"""A regulator's list by upload: kept, its difference shown, then applied exactly as shown or not at all.

The difference is that of a real import whose transaction is taken back, so that what is shown cannot differ from what
is done by another way of reckoning. Import views call this.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.importing import load_register
from agencies.difference import Difference, difference_since, last_standing
from agencies.known_sources import known_sources
from agencies.models import RegisterUpload
from foundation import purges, trail
from foundation.sources import Source, TableError
from foundation.tables import Report, read_rows

UPLOADED = trail.declare("agencies.register_uploaded", _("List uploaded"))
APPLIED = trail.declare("agencies.register_applied", _("Uploaded list applied"))
DROPPED = trail.declare("agencies.register_dropped", _("Uploaded list dropped"))
GONE = purges.declare("agencies.register_upload", RegisterUpload)

MOST_BYTES = 10 * 1024 * 1024
DAYS_KEPT = 14
_PDF = _("%(name)s is a PDF. Ask for the list as CSV, XLSX or JSON.")
_OLD_EXCEL = _("%(name)s is an old or locked Excel file. Save it as an Excel workbook (.xlsx) without a password.")
_PACKED = _("%(name)s is packed. Unpack it first.")
_PICTURE = _("%(name)s is a picture, not a list.")
_PROGRAM = _("%(name)s is a program, not a list.")
_TEXT = _("%(name)s is a text document. Save the list as CSV.")
_PAGE = _("%(name)s is a web page, not a list. Save the list itself as CSV, XLSX or JSON.")
_EMPTY = _("%(name)s is empty.")
_LARGE = _("%(name)s is larger than %(size)s MB.")
# How files begin that are no table, and what people call them.
_NOT_TABLES = (
    (b"%PDF", _PDF),
    (b"\xd0\xcf\x11\xe0", _OLD_EXCEL),
    (b"\x1f\x8b", _PACKED),
    (b"Rar!", _PACKED),
    (b"7z\xbc\xaf", _PACKED),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"{\\rtf", _TEXT),
)


@dataclass(frozen=True)
class Preview:
    """What applying the list would do now. `digest` names exactly this."""

    report: Report
    difference: Difference
    digest: str


class ChangedSince(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written: the list would now do something else than what was shown. `preview` says what."""

    def __init__(self, preview: Preview):
        super().__init__(preview.digest)
        self.preview = preview


class AppliedAlready(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written: the list was applied before, or dropped."""


def format_of(name: str, content: bytes) -> str:
    """`csv`, `xlsx` or `json`, by what the file holds and not by its name. Raises TableError for anything else."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not content.strip():
        raise TableError(_EMPTY % {"name": name})
    for start, sentence in _NOT_TABLES:
        if content.startswith(start):
            raise TableError(sentence % {"name": name})
    if content.startswith(b"PK"):
        return "xlsx"
    if head[:1] in (b"{", b"["):
        return "json"
    if head[:200].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        raise TableError(_PAGE % {"name": name})
    return "csv"


@transaction.atomic
def take_upload(
    name: str, content: bytes, source: str, *, retrieved: date, complete: bool, by: User, today: date
) -> RegisterUpload:
    """Keep a file to be looked at. Raises TableError, and keeps nothing, when it can never be applied as that list; nothing
    of it is read in yet.
    """
    name = plain_name(name)
    if len(content) > MOST_BYTES:
        raise TableError(_LARGE % {"name": name, "size": MOST_BYTES // 1024 // 1024})
    upload = RegisterUpload.objects.create(
        source=source,
        retrieved=retrieved,
        complete=complete,
        format=format_of(name, content),
        file_name=name,
        content=content,
        uploaded_by=by,
        uploaded=today,
    )
    with _table_of(upload) as (path, told):
        for _row in read_rows(path, told, Report()):
            pass
    trail.record(UPLOADED, upload, actor=by, source=source, format=upload.format, bytes=len(content))
    return upload


def preview(upload: RegisterUpload) -> Preview:
    """What applying it would do now; everything it wrote is taken back. Raises TableError, AppliedAlready."""
    with transaction.atomic():
        found = _load(upload)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def apply_upload(upload: RegisterUpload, digest: str, *, by: User, today: date) -> Preview:
    """Apply the list if it does exactly what was shown under that digest. Raises ChangedSince, AppliedAlready, TableError.

    The file goes; what it changed stays in the registry's own history.
    """
    upload = RegisterUpload.objects.select_for_update().get(pk=upload.pk)
    with transaction.atomic():
        found = _load(upload)
        if found.digest != digest:
            raise ChangedSince(found)
    upload.applied, upload.applied_by, upload.digest, upload.content = today, by, digest, b""
    upload.save(update_fields=["applied", "applied_by", "digest", "content"])
    trail.record(APPLIED, upload, actor=by, source=upload.source, digest=digest)
    return found


@transaction.atomic
def drop_upload(upload: RegisterUpload, *, by: User) -> None:
    """Forget a list that was not applied. Safe to repeat."""
    held = RegisterUpload.objects.select_for_update().filter(pk=upload.pk, applied=None).first()
    if held:
        trail.record(DROPPED, held, actor=by, source=held.source)
        GONE.purge(RegisterUpload.objects.filter(pk=held.pk))


@transaction.atomic
def purge_uploads(today: date) -> int:
    """Forget lists that nobody applied within two weeks; returns how many."""
    return GONE.purge(RegisterUpload.objects.filter(applied=None, uploaded__lte=today - timedelta(days=DAYS_KEPT)))


def source_of(upload: RegisterUpload) -> Source:
    """The known description, with what the registrar said of this very file."""
    source = known_sources().get(upload.source)
    if source is None:
        raise TableError(_("%(file)s: this list is no longer known here.") % {"file": upload.source})
    return replace(source, retrieved=upload.retrieved, complete=upload.complete, format=upload.format)


def _load(upload: RegisterUpload) -> Preview:
    if upload.applied or not upload.content:
        raise AppliedAlready
    report = Report()
    with _table_of(upload) as (path, source):
        judged = last_standing()
        written = load_register(read_rows(path, source, report), source, report)
        content = hashlib.sha256(path.read_bytes()).hexdigest()
    found = difference_since(written, judged)
    more = (upload.source, source.retrieved.isoformat(), str(source.complete), content)
    return Preview(report, found, found.digest(report, *more))


@contextmanager
def _table_of(upload: RegisterUpload) -> Iterator[tuple[Path, Source]]:
    """The uploaded file on disk, under its own name, with how to read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / upload.file_name
        path.write_bytes(bytes(upload.content))
        yield path, source_of(upload)


def plain_name(name: str) -> str:
    """The file's own name as far as it can be shown and written to disk anywhere."""
    plain = "".join(
        sign if sign.isalnum() or sign in "-_. " else "_" for sign in name.replace("\\", "/").split("/")[-1]
    )
    return plain.strip(" .").encode()[-80:].decode(errors="ignore") or "list"
