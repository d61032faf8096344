"""Writes the openings of a file, a chunk at a time: compares with what is held, and creates or updates what differs.

The half of jobs.actions that import_openings calls; the command wraps it in one transaction.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from foundation import clock, trail
from foundation.codes import new_code
from foundation.reports import Report, RowProblem
from foundation.tables import Row, Source, in_chunks
from jobs.models import Employer, Opening
from jobs.recruitments import remember
from jobs.rows import Read, RowReader
from reference.models import Crosswalk, Occupation, Place
from search import outbox

CHUNK = 500
IMPORTED = trail.declare("jobs.import", _("Openings imported"))
# What a row tells; the number never changes. An opening closed by hand stays closed, one that left its list may return.
HELD = (
    "employer_id",
    "destination",
    "channel",
    "basis",
    "occupation_id",
    "title",
    "title_language",
    "wage_low",
    "wage_high",
    "currency",
    "wage_per",
    "wage_note",
    "hours_per_week",
    "overtime",
    "deductions",
    "housing",
    "housing_note",
    "meals",
    "meals_charge",
    "contract_months",
    "starts",
    "ends",
    "apply_by",
    "place_id",
    "place_text",
    "positions",
    "experience_months",
    "requirements",
    "job_order_number",
    "order_authority",
    "order_from",
    "order_until",
    "order_status",
    "agent_name",
    "names_foreign_recruiter",
    "recruiter_name",
    "published_on",
)


def new_public_ids(count: int) -> list[str]:
    """That many numbers that no opening has: ten digits, the last two check the rest."""
    fresh: set[str] = set()
    while len(fresh) < count:
        wanted = {new_code(10) for _ in range(count - len(fresh))}
        fresh |= wanted - set(Opening.objects.filter(public_id__in=wanted).values_list("public_id", flat=True))
    return sorted(fresh)


def import_openings(rows: Iterator[Row], source: Source, report: Report) -> None:
    """Write every row that can be read; call inside a transaction. Denied and withdrawn orders are kept, never shown."""
    with outbox.gathered():
        _Import(source, report).run(rows)


class _Import:
    """One run over one file."""

    def __init__(self, source: Source, report: Report):
        self.source, self.report = source, report
        self.reader = RowReader(source)
        self.basis = source.defaults["basis"]
        self.channel = source.defaults.get("channel", "")
        scheme = source.defaults.get("occupation_scheme", "ISCO")
        known = set(Occupation.objects.values_list("code", flat=True))
        walk = dict(Crosswalk.objects.filter(scheme=scheme).values_list("code", "isco"))
        self.occupations = {code: code for code in known} if scheme == "ISCO" else walk
        self.occupations = {code: isco for code, isco in self.occupations.items() if isco in known}
        # SOC codes carry O*NET's own digits behind the first seven characters.
        self.code_length = 7 if scheme == "SOC" else 12
        self.places = set(Place.objects.values_list("code", flat=True))
        self.employers: dict[str, Employer] = {}
        self.seen: set[str] = set()
        self.changed = False
        self.written: list[int] = []
        self.no_unit = self.no_occupation = self.no_end = self.not_in_force = 0

    def run(self, rows: Iterator[Row]) -> None:
        for chunk in in_chunks(rows, CHUNK):
            self.write([read for row in chunk if (read := self.read(row))])
        if self.source.complete:
            self.close_vanished()
        # At the end, so that little time lies between the moment and the one from which others can read it.
        remember(self.written)
        self.tell()
        if self.changed:
            counts = {name: count for name, count in self.report.as_dict().items() if name != "warnings"}
            trail.record(IMPORTED, f"jobs.import/{self.source.id}", **counts)

    def read(self, row: Row) -> Read | None:
        # A row that cannot be read is still in the list: its opening has not vanished.
        self.seen.add(row.key)
        try:
            return self.reader.read(row)
        except RowProblem as problem:
            self.report.reject(row.line, problem)
            return None

    def write(self, reads: list[Read]) -> None:
        """Employers first, then the openings that differ from what is held."""
        self.write_employers(reads)
        keys = [read.key for read in reads]
        held = {
            row["source_key"]: row
            for row in Opening.objects.filter(source=self.source.id, source_key__in=keys).values(
                "id", "public_id", "source_key", "closed_by_list", *HELD
            )
        }
        created, updated, returned = [], [], []
        for read in reads:
            values = self.values(read)
            old = held.get(read.key)
            if old is None:
                created.append(values | {"source_key": read.key})
                continue
            differs = any(old[name] != value for name, value in values.items())
            if old["closed_by_list"]:
                returned.append(old["id"])
            if differs or old["closed_by_list"]:
                updated.append(Opening(id=old["id"], public_id=old["public_id"], **values))
            else:
                self.report.unchanged += 1
        fresh = [
            Opening(public_id=number, source=self.source.id, state=Opening.State.PUBLISHED.value, **values)
            for number, values in zip(new_public_ids(len(created)), created, strict=True)
        ]
        Opening.objects.bulk_create(fresh)
        if updated:
            Opening.objects.bulk_update(updated, HELD, batch_size=20)
        if returned:
            Opening.objects.filter(pk__in=returned).update(
                state=Opening.State.PUBLISHED.value, closed_on=None, closed_by_list=False
            )
        self.report.created += len(fresh)
        self.report.updated += len(updated)
        self.written += [opening.pk for opening in (*fresh, *updated)]
        if changed := [opening.public_id for opening in (*fresh, *updated)]:
            self.changed = True
            outbox.note_change(changed)

    def values(self, read: Read) -> dict:
        """One value for each name of HELD."""
        occupation = self.occupations.get(read.occupation[: self.code_length])
        self.no_occupation += occupation is None
        self.no_unit += read.wage_unit_unknown
        self.no_end += read.opening["order_until"] is None
        self.not_in_force += read.opening["order_status"] in ("denied", "withdrawn")
        region = f"{read.opening['destination']}-{read.region}"
        place = region if region in self.places else None
        text = read.opening["place_text"]
        if place is None and read.region:
            text = ", ".join(part for part in (text, read.region) if part)[:200]
        return {
            **read.opening,
            "employer_id": self.employers[read.employer["key"]].pk,
            "channel": self.channel,
            "basis": self.basis,
            "occupation_id": occupation,
            "title_language": self.source.defaults.get("title_language", "en"),
            "place_id": place,
            "place_text": text,
            "order_authority": self.source.regulator[:160],
        }

    def write_employers(self, reads: list[Read]) -> None:
        """Those of this chunk that are not known yet. The first trading name told stays."""
        wanted = {}
        for read in reads:
            region = f"{read.employer['country']}-{read.employer_region}"
            told = read.employer | {"region_id": region if region in self.places else None}
            first = wanted.setdefault(told["key"], told)
            first["trading_name"] = first["trading_name"] or told["trading_name"]
        unknown = wanted.keys() - self.employers.keys()
        self.employers.update(Employer.objects.in_bulk(unknown, field_name="key"))
        missing = [Employer(**wanted[key]) for key in wanted if key not in self.employers]
        Employer.objects.bulk_create(missing)
        self.employers.update((employer.key, employer) for employer in missing)
        named = []
        for key, told in wanted.items():
            if told["trading_name"] and not self.employers[key].trading_name:
                self.employers[key].trading_name = told["trading_name"]
                named.append(self.employers[key])
        self.changed |= bool(named)
        Employer.objects.bulk_update(named, ["trading_name"], batch_size=200)

    def close_vanished(self) -> None:
        """A complete list no longer holds them: they are closed and marked, so that they reopen when a row is back."""
        held = Opening.objects.filter(source=self.source.id, state=Opening.State.PUBLISHED)
        gone = [pair for pair in held.values_list("source_key", "public_id") if pair[0] not in self.seen]
        if gone and self.report.rejected:
            # A rejected row may be the very one that seems to be missing.
            self.report.warn("Some rows could not be read, so no opening that is missing was closed.")
            return
        for start in range(0, len(gone), CHUNK):
            numbers = [number for _, number in gone[start : start + CHUNK]]
            Opening.objects.filter(public_id__in=numbers).update(
                state=Opening.State.CLOSED.value, closed_on=clock.today(), closed_by_list=True
            )
            outbox.note_change(numbers)
        self.report.vanished += len(gone)
        self.changed |= bool(gone)

    def tell(self) -> None:
        """Say what people should know about rows that were read and are not, or not wholly, of use."""
        for count, sentence in (
            (self.not_in_force, "{count} job orders were denied or withdrawn: they are kept and never shown."),
            (self.no_end, "{count} job orders have no last day: they are kept and never shown."),
            (self.no_unit, "{count} rows do not say what the wage is paid for: their wage counts as unknown."),
            (self.no_occupation, "{count} rows have an occupation that we cannot place: it counts as unknown."),
        ):
            if count:
                self.report.warn(sentence.format(count=count))
