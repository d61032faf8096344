"""Takes in supplier lists: an upload is kept, its columns are chosen, its difference shown, then applied exactly so or not at all."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.uploading import MOST_BYTES, format_of, plain_name
from audits.actions.matching import ask_for_matches
from audits.list_reading import REQUIRED, Listed, headings, keys_of, read_list
from audits.models import Brand, Suggestion, Supplier, SupplierEntry, SupplierList
from foundation import clock, purges, trail
from foundation.canonical import digest_of
from foundation.reports import Report
from foundation.sources import TableError

UPLOADED = trail.declare("audits.list_uploaded", _("Supplier list uploaded"))
APPLIED = trail.declare("audits.list_applied", _("Supplier list applied"))
DROPPED = trail.declare("audits.list_dropped", _("Supplier list dropped"))
GONE = purges.declare("audits.supplier_list", SupplierList)
DAYS_KEPT = 14


class AppliedAlready(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written: the list was applied before."""


class ChangedSince(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written: the list would now do something else than what was shown."""

    def __init__(self, difference: "ListDifference"):
        super().__init__(difference.digest)
        self.difference = difference


@dataclass(frozen=True)
class ListDifference:
    """What applying the list would do now. changed: (before, after). stays: ids of suppliers that remain.
    `digest` names exactly this.
    """

    report: Report
    created: tuple[Listed, ...]
    changed: tuple[tuple[SupplierEntry, Listed], ...]
    gone: tuple[SupplierEntry, ...]
    stays: frozenset
    digest: str


@transaction.atomic
def take_list(brand: Brand, name: str, content: bytes, whole: bool, by: User, today: date) -> SupplierList:
    """Keep a file to be looked at. Raises TableError when it cannot be a list; nothing of it is in force yet."""
    name = plain_name(name)
    if len(content) > MOST_BYTES:
        raise TableError(
            _now("%(name)s is larger than %(size)s MB.") % {"name": name, "size": MOST_BYTES // 1024 // 1024}
        )
    kind = format_of(name, content)
    if kind not in SupplierList.Format.values:
        raise TableError(_now("%(name)s is neither CSV nor XLSX. Save the list as one of them.") % {"name": name})
    upload = SupplierList(
        brand=brand, file_name=name, format=kind, whole=whole, content=content, uploaded_by=by, uploaded=today
    )
    headings(upload)  # what cannot be opened is refused now, not on the next page
    upload.save(force_insert=True)
    trail.record(UPLOADED, upload, actor=by, format=kind, bytes=len(content))
    return upload


@transaction.atomic
def choose_columns(upload: SupplierList, columns: dict[str, str]) -> SupplierList:
    """Say which column holds what; the brand's next list begins with the same."""
    upload = SupplierList.objects.select_for_update().select_related("brand").get(pk=upload.pk)
    if upload.applied:
        raise AppliedAlready
    upload.columns = columns
    upload.save(update_fields=["columns"])
    Brand.objects.filter(pk=upload.brand_id).update(columns=columns)
    return upload


def difference(upload: SupplierList) -> ListDifference:
    """What applying it would do now. Raises TableError, AppliedAlready."""
    if upload.applied:
        raise AppliedAlready
    if any(not upload.columns.get(field) for field in REQUIRED):
        raise TableError(_now("Say first which columns hold the name and the country."))
    report = Report()
    listed = read_list(upload, upload.columns, report)
    held = list(SupplierEntry.objects.current().filter(supplier__brand=upload.brand_id).select_related("supplier"))
    known = _recognised(listed, held)
    created = tuple(row for row in listed if row.key not in known)
    changed = tuple(
        (known[row.key], row) for row in listed if row.key in known and values_of(known[row.key]) != row.values()
    )
    listed_again = {entry.pk for entry in known.values()}
    # Who stands on a line that could not be read has not left the list.
    gone = (
        tuple(sorted((entry for entry in held if entry.pk not in listed_again), key=lambda entry: entry.supplier.key))
        if _tells_who_left(upload, report)
        else ()
    )
    report.created, report.updated, report.vanished = len(created), len(changed), len(gone)
    report.unchanged = len(listed) - len(created) - len(changed)
    digest = digest_of(
        {
            "created": [[row.key, row.values()] for row in created],
            "changed": [[row.key, values_of(before), row.values()] for before, row in changed],
            "gone": [entry.supplier.key for entry in gone],
            "rejected": [problem.line for problem in report.problems],
        }
    )
    leaves = {entry.pk for entry in gone}
    stays = frozenset(entry.supplier_id for entry in held if entry.pk not in leaves)
    return ListDifference(report, created, changed, gone, stays, digest)


@transaction.atomic
def apply_list(upload: SupplierList, digest: str, by: User, today: date) -> ListDifference:
    """Apply the list if it does exactly what was shown under that digest. Raises ChangedSince, AppliedAlready, TableError.

    The file goes; what it changed stays in the suppliers' history. Matches are then looked for in the background.
    """
    upload = SupplierList.objects.select_for_update().get(pk=upload.pk)
    # Two lists of one brand wait for each other.
    brand = Brand.objects.select_for_update().get(pk=upload.brand_id)
    found = difference(upload)
    if found.digest != digest:
        raise ChangedSince(found)
    now = clock.now()
    closed = [entry.pk for entry in found.gone] + [entry.pk for entry, _row in found.changed]
    for start in range(0, len(closed), 500):
        SupplierEntry.objects.filter(pk__in=closed[start : start + 500]).update(gone_at=now)
    # What was suggested for what they were says nothing of what they are now; it is looked for again below.
    for start in range(0, len(closed), 500):
        Suggestion.objects.filter(supplier__entries__in=closed[start : start + 500]).delete()
    returned = _suppliers(brand, [row.key for row in found.created], found.stays)
    rows = [(returned[row.key], row) for row in found.created] + [
        (entry.supplier_id, row) for entry, row in found.changed
    ]
    SupplierEntry.objects.bulk_create(
        [SupplierEntry(supplier_id=pk, known_at=now, **row.values()) for pk, row in rows], batch_size=500
    )
    upload.applied, upload.digest, upload.content = today, digest, b""
    upload.save(update_fields=["applied", "digest", "content"])
    trail.record(
        APPLIED, upload, actor=by, created=len(found.created), changed=len(found.changed), gone=len(found.gone)
    )
    ask_for_matches(brand)
    return found


@transaction.atomic
def drop_list(upload: SupplierList, by: User) -> None:
    """Forget a list that was not applied. Safe to repeat."""
    held = SupplierList.objects.select_for_update().filter(pk=upload.pk, applied=None).first()
    if held:
        trail.record(DROPPED, held, actor=by)
        GONE.purge(SupplierList.objects.filter(pk=held.pk))


@transaction.atomic
def purge_lists(today: date) -> int:
    """Forget lists that nobody applied within two weeks; returns how many."""
    return GONE.purge(SupplierList.objects.filter(applied=None, uploaded__lte=today - timedelta(days=DAYS_KEPT)))


def values_of(entry: SupplierEntry) -> dict:
    """What a row of a list would say of it."""
    return {name: getattr(entry, name) for name in ("name", "country", "address", "os_id", "number", "workers")}


def _recognised(listed: list[Listed], held: list[SupplierEntry]) -> dict[str, SupplierEntry]:
    """{a row's key: the supplier's entry}. A list that brings numbers or OS IDs for the first time, or leaves them out, still
    speaks of the same suppliers, so that no confirmed match is lost; two that differ in one of them are two.
    """
    found, taken = {}, set()
    for place in range(3):
        free = defaultdict(list)
        for entry in held:
            if entry.pk not in taken:
                for key in keys_of(**values_of(entry)):
                    free[key].append(entry)
        for row in listed:
            keys = keys_of(**row.values())
            if row.key in found or place >= len(keys):
                continue
            same = [entry for entry in free[keys[place]] if _may_be(row, entry)]
            # What could be two is nobody: a person sees it as new.
            if len(same) == 1 and same[0].pk not in taken:
                found[row.key] = same[0]
                taken.add(same[0].pk)
    return found


def _may_be(row: Listed, entry: SupplierEntry) -> bool:
    """Its own number decides; without one on both sides, no two OS IDs."""
    if row.number and entry.number:
        return row.number == entry.number
    return not row.os_id or not entry.os_id or row.os_id == entry.os_id


def _tells_who_left(upload: SupplierList, report: Report) -> bool:
    return upload.whole and not report.problems


def _suppliers(brand: Brand, keys: list[str], busy: set) -> dict[str, object]:
    """{key: supplier id}: those that were listed before and left, and new ones. `busy`: who stands on the list as another."""
    held, known = {}, set()
    for start in range(0, len(keys), 500):
        rows = Supplier.objects.filter(brand=brand, key__in=keys[start : start + 500])
        for key, pk in rows.values_list("key", "id"):
            known.add(key)
            if pk not in busy:
                held[key] = pk
    # A key is no more than what recognises somebody who comes back.
    fresh = {
        key: Supplier(brand=brand, key=f"{key[:600]}|{uuid4()}" if key in known else key)
        for key in keys
        if key not in held
    }
    Supplier.objects.bulk_create(fresh.values(), batch_size=500)
    return held | {key: supplier.pk for key, supplier in fresh.items()}
