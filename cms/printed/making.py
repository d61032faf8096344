"""Makes the sheets and keeps them: the one writer of PrintedSheet and of the files beside it.

A file is written whole under a new name, then the row points to it: a reader meets the old file or the new one. What
fails leaves the old file and says so in the row.
"""

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from cms.models import PrintedSheet
from cms.printed.telling import PAGES, Telling, tell
from corridors.models import Corridor
from foundation import clock
from foundation.pdf import BrokenPDF, DoesNotFit, draw_to_fit

logger = logging.getLogger(__name__)
Form, Why = PrintedSheet.Form, PrintedSheet.Why
# The same words failed: trying again at each request would only keep the process busy.
AGAIN_AFTER = timedelta(minutes=30)
# Drawing takes a second or two of a processor: one at a time in a process, and nobody waits for long.
_drawing = Lock()
_NO_FAILURE = {"failed_since": None, "failed_at": None, "failed_why": "", "failed_digest": ""}


def folder() -> Path:
    """Where the files lie; nothing is served from there but through the view."""
    return Path(settings.MEDIA_ROOT) / "printed"


def sheet_of(corridor: Corridor, form: str, language: str) -> PrintedSheet | None:
    """The row, None when it was never made."""
    return PrintedSheet.objects.filter(corridor=corridor, form=form, language=language).first()


def links_to_paper(code: str, language: str) -> dict:
    """The addresses of a guide's forms, with the size of the larger file and the older day of the kept ones; no day
    while one is missing or about to be made anew: who opens it then gets what is known at that moment.
    """
    told = {form.value: reverse(f"guide_{form.value}", args=[code]) for form in Form}
    kept = list(
        PrintedSheet.objects.filter(corridor__code=code, language=language, stale_since=None)
        .exclude(file="")
        .values_list("facts_of", "size")
    )
    if len(kept) == len(Form):
        told |= {"day": min(day for day, _size in kept), "size": max(size for _day, size in kept)}
    return told


def content_of(sheet: PrintedSheet | None) -> bytes | None:
    """The file, None when there is none."""
    if sheet is None or not sheet.file:
        return None
    try:
        return (folder() / sheet.file).read_bytes()
    except FileNotFoundError:
        return None


def is_current(sheet: PrintedSheet | None, telling: Telling) -> bool:
    """Whether the file says what would be said today."""
    return (
        sheet is not None and bool(sheet.file) and sheet.digest == telling.digest and (folder() / sheet.file).exists()
    )


def failed_lately():
    """Whoever failed after this moment rests."""
    return clock.now() - AGAIN_AFTER


def rests(sheet: PrintedSheet | None, telling: Telling) -> bool:
    """Whether this very sheet failed a short while ago, so that nobody need try yet."""
    return (
        sheet is not None
        and sheet.failed_digest == telling.digest
        and sheet.failed_at is not None
        and sheet.failed_at > failed_lately()
    )


def make(telling: Telling, wait: float = -1) -> PrintedSheet | None:
    """Draw a sheet and put it in the place of the old one. None when it failed, or when `wait` seconds were not enough
    to get one's turn (-1 = wait for ever, and try larger letters first, which takes twice as long). Never raises for a
    drawing that fails.
    """
    if not _drawing.acquire(timeout=wait):
        return None
    try:
        sheet, _new = PrintedSheet.objects.get_or_create(
            corridor=telling.corridor, form=telling.form, language=telling.language
        )
        begun = clock.now()
        start = sheet.fitted if wait >= 0 else max(sheet.fitted - 1, 0)
        try:
            pdf, which = draw_to_fit(telling.htmls(start), PAGES, [telling.attached()])
            name = _write(telling, pdf)
        except Exception as error:
            _failed(sheet, telling, error)
            return None
        return _keep(sheet, telling, name, len(pdf), start + which, begun)
    finally:
        _drawing.release()


def _write(telling: Telling, pdf: bytes) -> str:
    """Write a file whole under a name that no other words have."""
    name = (
        f"{telling.corridor.code}-{telling.form}-{telling.language}-{telling.on.isoformat()}-{telling.digest[:12]}.pdf"
    )
    folder().mkdir(parents=True, exist_ok=True)
    part = folder() / f".{name}.{os.getpid()}"
    try:
        with part.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder() / name)
    finally:
        part.unlink(missing_ok=True)
    return name


def _keep(sheet: PrintedSheet, telling: Telling, kept: str, size: int, fitted: int, begun) -> PrintedSheet:
    with transaction.atomic():
        row = PrintedSheet.objects.select_for_update().get(pk=sheet.pk)
        before = row.file
        row.file, row.digest, row.size, row.fitted, row.facts_of = kept, telling.digest, size, fitted, telling.on
        # What was marked while it was being drawn may have changed after its facts were read.
        if row.stale_since is not None and row.stale_since <= begun:
            row.stale_since = None
        for name, value in _NO_FAILURE.items():
            setattr(row, name, value)
        row.save()
    if before and before != kept:
        (folder() / before).unlink(missing_ok=True)
    return row


def _failed(sheet: PrintedSheet, telling: Telling, error: Exception) -> None:
    logger.error("The printed guide %s could not be made", sheet, exc_info=error)
    now = clock.now()
    why = (
        Why.TOO_LONG
        if isinstance(error, DoesNotFit)
        else Why.BROKEN
        if isinstance(error, BrokenPDF)
        else Why.DISK
        if isinstance(error, OSError)
        else Why.OTHER
    )
    PrintedSheet.objects.filter(pk=sheet.pk).update(
        failed_since=sheet.failed_since or now, failed_at=now, failed_why=why, failed_digest=telling.digest
    )


def mark_stale(corridor: Corridor | None) -> None:
    """Ask the worker to look at the sheets of a corridor, or (None) at all of them. Part of the caller's transaction."""
    rows = PrintedSheet.objects.all() if corridor is None else PrintedSheet.objects.filter(corridor=corridor)
    rows.update(stale_since=clock.now())


def marked() -> QuerySet[PrintedSheet]:
    """Marked sheets, longest waiting first, without those that failed a short while ago and were not marked since."""
    lately = Q(failed_at__gt=failed_lately()) & Q(failed_at__gte=F("stale_since"))
    rows = PrintedSheet.objects.exclude(stale_since=None).filter(Q(failed_at=None) | ~lately)
    return rows.select_related("corridor").order_by("stale_since", "pk")


def every_sheet(corridors: Iterable[Corridor] | None = None) -> Iterator[tuple[Corridor, str, str]]:
    """Every sheet there should be: (corridor, form, language); those of our readers' countries first."""
    found = Corridor.objects.order_by("code") if corridors is None else corridors
    for corridor in sorted(found, key=lambda each: each.code[:2] not in ("MM", "KH", "LA")):
        for language, _name in settings.LANGUAGES:
            for form in Form.values:
                yield corridor, form, language


def refresh(corridor: Corridor, form: str, language: str, anyway: bool = False) -> str:
    """Make one sheet if what it says has changed: "made", "current", "rests" or "failed"."""
    telling = tell(corridor, form, language, clock.today())
    sheet = sheet_of(corridor, form, language)
    if is_current(sheet, telling):
        # Marked once more meanwhile: the mark stays.
        PrintedSheet.objects.filter(pk=sheet.pk, stale_since=sheet.stale_since).update(stale_since=None, **_NO_FAILURE)
        return "current"
    if rests(sheet, telling) and not anyway:
        return "rests"
    return "made" if make(telling) else "failed"


def sweep() -> int:
    """Delete files that no row points to any more, as a crash between two steps leaves them. Returns how many."""
    held = set(PrintedSheet.objects.exclude(file="").values_list("file", flat=True))
    old = clock.now().timestamp() - 3600
    gone = 0
    for path in folder().glob("*") if folder().exists() else ():
        with contextlib.suppress(FileNotFoundError):
            if path.name not in held and path.stat().st_mtime < old:
                path.unlink()
                gone += 1
    return gone
