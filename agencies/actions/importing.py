"""Writes a regulator's list into the registry: a chunk of rows at a time, with history, then one judgement of all touched.

`manage.py import_agencies` calls `load_register` inside its transaction; agencies.rows says what a row means.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_noop

from agencies.actions.registration import new_public_ids
from agencies.actions.standing import reassess_many
from agencies.models import Agency, FieldChange, Licence, RegisterEntry, RegisterList
from agencies.rows import Listing, check_source, listing_of
from foundation import clock, trail
from foundation.partial import PartialDate
from foundation.tables import Report, Row, RowProblem, Source, TableError, in_chunks
from reference.models import Name

CHUNK = 1000
COPIED = ("name", "address", "registration_number")
# What a licence row copies from a listing under the same name.
PRINTED = (
    "number",
    "holder",
    "branch",
    "kinds",
    "covers",
    "issued",
    "issued_year",
    "last_day",
    "status",
    "status_note",
)


def load_register(rows: Iterable[Row], source: Source, report: Report) -> datetime:
    """Read a whole list; count created, updated and unchanged rows, and with a complete list the vanished ones.

    Returns the moment that every version it wrote carries, by which agencies.difference finds them. Raises TableError for an
    invented list where no examples may exist.
    """
    check_source(source)
    if source.example and not settings.PORTAL_DEMO:
        raise TableError(f"{source.id}: this list is invented, and examples are refused here (PORTAL_DEMO is off).")
    loading = _Loading(source, report)
    for chunk in in_chunks(rows, CHUNK):
        loading.take(chunk)
    if source.complete:
        loading.close_vanished()
    reassess_many(loading.touched, tell=loading.changed)
    if loading.touched:
        counts = {name: getattr(report, name) for name in ("read", "created", "updated", "vanished", "rejected")}
        trail.record("agencies.imported", f"agencies.import/{source.id}", **counts)
    return loading.now


class _Loading:
    """One import under way."""

    def __init__(self, source: Source, report: Report):
        self.source, self.report, self.now = source, report, clock.now()
        self.lists: dict[str, RegisterList] = {}
        self.keys: set[str] = set()
        # Agencies to be judged again, and those among them that were here before and now say something else.
        self.touched: set[int] = set()
        self.changed: set[int] = set()

    def take(self, rows: list[Row]) -> None:
        """Write one chunk."""
        listings: dict[str, Listing] = {}
        for row in rows:
            self.keys.add(row.key)
            try:
                listings[row.key] = listing_of(row)
            except RowProblem as problem:
                self.report.reject(row.line, problem)
        held = RegisterEntry.objects.filter(source=self.source.id, key__in=listings).select_related("agency", "seen")
        entries = {entry.key: entry for entry in held}
        new, changed, seen = [], [], []
        for key, listing in listings.items():
            entry, told_on = entries.get(key), self.list_of(listing)
            if entry is None:
                new.append((key, listing))
            elif told_on.retrieved_on < entry.seen.retrieved_on:
                self.report.unchanged += 1  # an older list does not correct what a newer one told
            elif entry.digest != listing.digest:
                changed.append((entry, listing))
            else:
                self.report.unchanged += 1
                if entry.seen_id != told_on.pk:
                    entry.seen = told_on
                    seen.append(entry)
        self.create(new)
        self.change(changed)
        RegisterEntry.objects.bulk_update(seen, ["seen"], batch_size=500)
        self.touched.update(entry.agency_id for entry in seen)

    def list_of(self, listing: Listing) -> RegisterList:
        """The list a row stood on, by its own date or the source's."""
        told = listing.retrieved or self.source.retrieved.isoformat()
        if told not in self.lists:
            day = PartialDate.parse(told).earliest
            defaults = {
                "regulator": self.source.regulator,
                "country": self.source.country,
                "retrieved_on": day,
                "check_days": self.source.check_days,
                "next_check": day + timedelta(days=self.source.check_days),
                "licence_terms": self.source.licence,
                "address": str(self.source.more.get("about", {}).get("address", "")),
                "complete": self.source.complete,
            }
            found, created = RegisterList.objects.get_or_create(
                source=self.source.id, retrieved=told, defaults={**defaults, "imported_at": self.now}
            )
            if not created and any(getattr(found, field) != value for field, value in defaults.items()):
                RegisterList.objects.filter(pk=found.pk).update(**defaults)
                # The description was corrected, perhaps how long the list counts: all on it are judged again.
                self.touched.update(found.entries.values_list("agency_id", flat=True))
                found.refresh_from_db()
            self.lists[told] = found
        return self.lists[told]

    def create(self, new: list[tuple[str, Listing]]) -> None:
        """Rows never seen before, each with its agency unless one is here under the same company number."""
        if not new:
            return
        known = self.known_by_number([listing for _, listing in new])
        public_ids = iter(new_public_ids(len(new)))
        agencies, fresh = [], []
        for _, listing in new:
            number = (listing.country, listing.registration_number)
            agency = known.get(number)
            if agency is None:
                copied = {field: getattr(listing, field) for field in COPIED}
                told = {"country": listing.country, "changed_at": self.now, "known_at": self.now}
                told["example"] = self.source.example
                agency = Agency(public_id=next(public_ids), **told, **copied)
                fresh.append((agency, listing))
                if listing.registration_number:
                    known[number] = agency
            elif agency.pk:
                self.changed.add(agency.pk)
            agencies.append(agency)
        Agency.objects.bulk_create([agency for agency, _ in fresh], batch_size=500)
        Name.objects.bulk_create(
            [self.name_row(agency, *name) for agency, listing in fresh for name in listing.names], batch_size=500
        )
        entries = [
            RegisterEntry(
                source=self.source.id, key=key, agency=agency, seen=self.list_of(listing), digest=listing.digest
            )
            for agency, (key, listing) in zip(agencies, new, strict=True)
        ]
        RegisterEntry.objects.bulk_create(entries, batch_size=500)
        licences = [self.licence_of(entry, listing) for entry, (_, listing) in zip(entries, new, strict=True)]
        Licence.objects.bulk_create(licences, batch_size=500)
        self.report.created += len(new)
        self.touched.update(agency.pk for agency in agencies)

    def known_by_number(self, listings: list[Listing]) -> dict[tuple[str, str], Agency]:
        """Agencies already here under a company number of the same country, where there is exactly one. An example is none of
        a real list, nor the other way round.
        """
        numbers = {listing.registration_number for listing in listings} - {""}
        found: dict[tuple[str, str], list[Agency]] = {}
        for agency in Agency.objects.filter(registration_number__in=numbers, example=self.source.example):
            found.setdefault((agency.country, agency.registration_number), []).append(agency)
        return {number: agencies[0] for number, agencies in found.items() if len(agencies) == 1}

    def change(self, changed: list[tuple[RegisterEntry, Listing]]) -> None:
        """What differs gets a new version; the old one stays, with the time until which we believed it."""
        if not changed:
            return
        entries = [entry for entry, _ in changed]
        known = {row.entry_id: row for row in Licence.objects.filter(entry__in=entries, known_to=None)}
        history, closed, versions = [], [], []
        for entry, listing in changed:
            entry.seen, entry.digest = self.list_of(listing), listing.digest
            history.extend(self.differences(entry, listing))
            self.rename(entry.agency, listing)
            licence = known.get(entry.pk)
            if licence is None or any(getattr(licence, field) != getattr(listing, field) for field in PRINTED):
                versions.append(self.licence_of(entry, listing))
                closed.append(entry.pk)
        FieldChange.objects.bulk_create(history, batch_size=500)
        agencies = {entry.agency_id: entry.agency for entry in entries}
        Agency.objects.bulk_update(agencies.values(), [*COPIED, "changed_at"], batch_size=200)
        RegisterEntry.objects.bulk_update(entries, ["seen", "digest"], batch_size=500)
        Licence.objects.filter(entry__in=closed, known_to=None).update(known_to=self.now)
        Licence.objects.bulk_create(versions, batch_size=500)
        self.report.updated += len(changed)
        self.touched.update(agencies)
        self.changed.update(agencies)

    def differences(self, entry: RegisterEntry, listing: Listing) -> list[FieldChange]:
        """Write the listing's fields to the agency; give back what they said before."""
        agency, reason, found = entry.agency, f"{self.source.id} {entry.seen.retrieved}", []
        for field in COPIED:
            before, after = getattr(agency, field), getattr(listing, field)
            if before != after:
                told = {"field": field, "before": before, "after": after, "reason": reason, "known_at": self.now}
                found.append(FieldChange(agency=agency, **told))
                setattr(agency, field, after)
        agency.changed_at = self.now
        return found

    def rename(self, agency: Agency, listing: Listing) -> None:
        """A name that changed stays as an alias, so that the agency is still found by it."""
        rows = Name.objects.filter(kind=Name.Kind.AGENCY, key=agency.public_id, field=Name.Field.NAME)
        held = {row.language: row for row in rows}
        for language, text in listing.names:
            row = held.get(language)
            if row is None:
                self.name_row(agency, language, text).save()
            elif row.text != text:
                alias = {"kind": Name.Kind.AGENCY, "key": agency.public_id, "language": language, "text": row.text}
                Name.objects.get_or_create(field=Name.Field.ALIAS, defaults={"source": row.source}, **alias)
                row.text, row.source, row.checked = text, self.source.id, False
                row.save()

    def close_vanished(self) -> None:
        """Entries of a complete list that no longer stand on it: their licences count as no longer listed."""
        day = max([self.source.retrieved, *(told_on.retrieved_on for told_on in self.lists.values())])
        # An older list says nothing about what a newer one names.
        held = RegisterEntry.objects.filter(source=self.source.id, seen__retrieved_on__lte=day)
        gone = [entry for entry in held.select_related("agency") if entry.key not in self.keys]
        known = Licence.objects.filter(entry__in=gone, known_to=None).exclude(status=Licence.Status.NOT_LISTED)
        known = {row.entry_id: row for row in known}
        self.report.vanished = len(known)
        if known and self.report.rejected:
            self.report.warn(gettext_noop("Some rows could not be read, so none that is missing was taken for gone."))
            return
        versions = []
        for row in known.values():
            row.pk, row.status, row.known_from = None, Licence.Status.NOT_LISTED.value, self.now
            row._state.adding = True
            versions.append(row)
        Licence.objects.filter(entry__in=known, known_to=None).update(known_to=self.now)
        Licence.objects.bulk_create(versions, batch_size=500)
        # Should the row come back just as it was, it must not look unchanged.
        RegisterEntry.objects.filter(pk__in=known).update(digest="")
        touched = {entry.agency_id for entry in gone if entry.pk in known}
        self.touched |= touched
        self.changed |= touched

    def name_row(self, agency: Agency, language: str, text: str) -> Name:
        """A name of the agency, not yet saved."""
        return Name(kind=Name.Kind.AGENCY, key=agency.public_id, language=language, text=text, source=self.source.id)

    def licence_of(self, entry: RegisterEntry, listing: Listing) -> Licence:
        """The licence that a row prints, not yet saved."""
        return Licence(
            agency=entry.agency,
            entry=entry,
            regulator=self.source.regulator,
            country=self.source.country,
            known_from=self.now,
            **{field: getattr(listing, field) for field in PRINTED},
        )
