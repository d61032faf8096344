"""Takes in supplier lists: an upload is kept, its columns are chosen, its difference shown, then applied exactly so or not at all."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.actions.uploading import MOST_BYTES, format_of, plain_name
from audits.actions.matching import ask_for_matches
from audits.list_reading import REQUIRED, Listed, headings, read_list
from audits.models import Brand, Supplier, SupplierEntry, SupplierList
from foundation import clock, purges, trail
from foundation.canonical import digest_of
from foundation.reports import Report
from foundation.sources import TableError

UPLOADED = trail.declare("audits.list_uploaded", "Supplier list uploaded")
APPLIED = trail.declare("audits.list_applied", "Supplier list applied")
DROPPED = trail.declare("audits.list_dropped", "Supplier list dropped")
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
    """What applying the list would do now. changed: (before, after). `digest` names exactly this."""

    report: Report
    created: tuple[Listed, ...]
    changed: tuple[tuple[SupplierEntry, Listed], ...]
    gone: tuple[SupplierEntry, ...]
    digest: str


@transaction.atomic
def take_list(brand: Brand, name: str, content: bytes, whole: bool, by: User, today: date) -> SupplierList:
    """Keep a file to be looked at. Raises TableError when it cannot be a list; nothing of it is in force yet."""
    name = plain_name(name)
    if len(content) > MOST_BYTES:
        raise TableError(_("%(name)s is larger than %(size)s MB.") % {"name": name, "size": MOST_BYTES // 1024 // 1024})
    kind = format_of(name, content)
    if kind not in SupplierList.Format.values:
        raise TableError(_("%(name)s is neither CSV nor XLSX. Save the list as one of them.") % {"name": name})
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
        raise TableError(_("Say first which columns hold the name and the country."))
    report = Report()
    listed = read_list(upload, upload.columns, report)
    held = {
        entry.supplier.key: entry
        for entry in SupplierEntry.objects.current().filter(supplier__brand=upload.brand_id).select_related("supplier")
    }
    created = tuple(row for row in listed if row.key not in held)
    changed = tuple(
        (held[row.key], row) for row in listed if row.key in held and values_of(held[row.key]) != row.values()
    )
    keys = {row.key for row in listed}
    # Who stands on a line that could not be read has not left the list.
    gone = (
        tuple(entry for key, entry in sorted(held.items()) if key not in keys)
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
    return ListDifference(report, created, changed, gone, digest)


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
    returned = _suppliers(brand, [row.key for row in found.created])
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


def _tells_who_left(upload: SupplierList, report: Report) -> bool:
    return upload.whole and not report.problems


def _suppliers(brand: Brand, keys: list[str]) -> dict[str, object]:
    """{key: supplier id}: those that were listed before, and new ones."""
    held = {}
    for start in range(0, len(keys), 500):
        rows = Supplier.objects.filter(brand=brand, key__in=keys[start : start + 500])
        held |= dict(rows.values_list("key", "id"))
    fresh = [Supplier(brand=brand, key=key) for key in keys if key not in held]
    Supplier.objects.bulk_create(fresh, batch_size=500)
    return held | {supplier.key: supplier.pk for supplier in fresh}
