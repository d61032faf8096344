"""Writes agencies themselves: who they are, what they are called, how to reach them, and their licences."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from accounts.models import Organisation, User
from agencies.actions.amending import amend
from agencies.actions.refused import Refused, refuse_own
from agencies.actions.standing import reassess
from agencies.models import Agency, AgencyAlias, AgencyContact, FieldChange, Licence
from agencies.rules.vouching import Refusal
from foundation import clock, codes, trail
from reference.models import Name, Place

CORRECTABLE = ("name", "address", "registration_number", "place")


@transaction.atomic
def register_agency(
    name: str,
    country: str,
    *,
    address: str = "",
    place: Place | None = None,
    registration_number: str = "",
    names: Mapping[str, str] | None = None,
    organisation: Organisation | None = None,
    example: bool = False,
    actor: User | None = None,
) -> Agency:
    """Record an agency under a fresh public id. `names` = {language: name}. Not repeat-safe: look it up first."""
    agency = Agency.objects.create(
        public_id=new_public_ids(1)[0],
        name=name,
        country=country,
        address=address,
        place=place,
        registration_number=registration_number,
        organisation=organisation,
        example=example,
        changed_at=clock.now(),
        known_at=clock.now(),
    )
    for language, text in (names or {}).items():
        _write_name(agency, language, text)
    trail.record("agencies.registered", agency, actor=actor, country=country, example=example)
    reassess(agency)
    return agency


@transaction.atomic
def name_agency(agency: Agency, language: str, text: str, *, actor: User | None = None) -> Agency:
    """Give the agency's name in a language; an older one stays as an alias under which it is still found."""
    agency = locked(agency)
    if _write_name(agency, language, text):
        trail.record("agencies.named", agency, actor=actor, language=language)
        touch(agency)
        reassess(agency)
    return agency


@transaction.atomic
def correct_agency(agency: Agency, *, reason: str, actor: User | None = None, **fields) -> Agency:
    """Change name, address, registration_number or place; the old value stays readable, with the reason. Raises Refused."""
    refuse_own(actor, agency)
    if not reason.strip():
        raise Refused(Refusal.REASON_MISSING)
    agency, changes = locked(agency), []
    for field, value in fields.items():
        if field not in CORRECTABLE:
            raise ValueError(f"{field} is not corrected this way.")
        before = getattr(agency, field)
        if before != value:
            changes.append(
                FieldChange(
                    agency=agency,
                    field=field,
                    before=str(before or ""),
                    after=str(value or ""),
                    reason=reason,
                    known_at=clock.now(),
                )
            )
            setattr(agency, field, value)
    if changes:
        FieldChange.objects.bulk_create(changes)
        agency.save(update_fields=[change.field for change in changes])
        trail.record("agencies.corrected", agency, actor=actor, fields=[change.field for change in changes])
        touch(agency)
        reassess(agency)
    return agency


@transaction.atomic
def correct_contacts(
    agency: Agency, contacts: Iterable[tuple[str, str]], on: date, *, reason: str, actor: User
) -> Agency:
    """Set the contacts for an agency that did not do so itself; the old ones stay readable, with the reason. Raises Refused."""
    refuse_own(actor, agency)
    if not reason.strip():
        raise Refused(Refusal.REASON_MISSING)
    agency = locked(agency)
    before = _contacts_told(agency)
    set_contacts(agency, contacts, on, actor=actor)
    if (after := _contacts_told(agency)) != before:
        FieldChange.objects.create(
            agency=agency, field="contacts", before=before, after=after, reason=reason, known_at=clock.now()
        )
    return agency


@transaction.atomic
def set_contacts(agency: Agency, contacts: Iterable[tuple[str, str]], on: date, *, actor: User | None = None) -> Agency:
    """Make these (kind, value) the only valid contacts from that day on; the others end."""
    agency = locked(agency)
    wanted = dict.fromkeys((kind, value.strip()) for kind, value in contacts)
    held = {(contact.kind, contact.value): contact for contact in agency.contacts.filter(until=None)}
    for key, contact in held.items():
        if key not in wanted:
            amend(contact, "until", max(on, contact.since))
    new = [
        AgencyContact(agency=agency, kind=kind, value=value, since=on, known_at=clock.now())
        for kind, value in wanted
        if (kind, value) not in held
    ]
    AgencyContact.objects.bulk_create(new)
    if new or held.keys() - wanted.keys():
        trail.record("agencies.contacts_set", agency, actor=actor, count=len(wanted))
        touch(agency)
        reassess(agency)
    return agency


@transaction.atomic
def claim_agency(agency: Agency, organisation: Organisation, *, actor: User | None = None) -> Agency:
    """Let an organisation's account act for the agency. Raises ValueError when another one does."""
    agency = locked(agency)
    if agency.organisation_id == organisation.pk:
        return agency
    if agency.organisation_id:
        raise ValueError("Another organisation acts for this agency.")
    agency.organisation = organisation
    agency.save(update_fields=["organisation"])
    trail.record("agencies.claimed", agency, actor=actor, organisation=organisation.pk)
    return agency


@transaction.atomic
def grant_licence(
    agency: Agency,
    *,
    regulator: str,
    country: str,
    number: str,
    covers: str,
    issued: date | None = None,
    last_day: date | None = None,
    status: str = Licence.Status.VALID.value,
    next_check: date | None = None,
    holder: str = "",
    branch: str = "",
    kinds: str = "",
    actor: User | None = None,
) -> Licence:
    """Record a licence, or a new version of it: the regulator and number say which. The old version is kept."""
    agency = locked(agency)
    told = {
        "country": country,
        "covers": " ".join(covers.split()),
        "issued": issued,
        "last_day": last_day,
        "status": status,
        "next_check": next_check,
        "holder": holder,
        "branch": branch,
        "kinds": kinds,
    }
    now = clock.now()
    known = agency.licences.filter(regulator=regulator, number=number, known_to=None).first()
    if known and all(getattr(known, field) == value for field, value in told.items()):
        return known
    if known:
        known.known_to = now
        known.save(update_fields=["known_to"])
    entry = known.entry if known else None
    licence = Licence.objects.create(
        agency=agency, regulator=regulator, number=number, known_from=now, entry=entry, **told
    )
    trail.record("agencies.licence_granted", licence, actor=actor, status=status, last_day=last_day)
    reassess(agency)
    return licence


def new_public_ids(count: int) -> list[str]:
    """Fresh public ids that no agency and no alias has."""
    found: list[str] = []
    while len(found) < count:
        drawn = {codes.new_code(8) for _ in range(count - len(found))} - set(found)
        taken = set(Agency.records.filter(public_id__in=drawn).values_list("public_id", flat=True))
        taken |= set(AgencyAlias.objects.filter(public_id__in=drawn).values_list("public_id", flat=True))
        found.extend(sorted(drawn - taken))
    return found


def locked(agency: Agency) -> Agency:
    """The agency's row, locked until the transaction ends; of a record that was merged meanwhile, that of the other."""
    row = Agency.records.select_for_update(of=("self",)).get(pk=agency.pk)
    return locked(row.merged_into) if row.merged_into else row


def touch(agency: Agency) -> None:
    """Note that what the agency is called or says changed, for the table of names that pages search in."""
    agency.changed_at = clock.now()
    agency.save(update_fields=["changed_at"])


def _contacts_told(agency: Agency) -> str:
    return " · ".join(agency.contacts.filter(until=None).values_list("value", flat=True))


def _write_name(agency: Agency, language: str, text: str) -> bool:
    text = text.strip()
    if not text:
        return False
    of_agency = {"kind": Name.Kind.AGENCY, "key": agency.public_id, "language": language}
    held = Name.objects.filter(field=Name.Field.NAME, **of_agency).first()
    if held and held.text == text:
        return False
    if held:
        Name.objects.get_or_create(field=Name.Field.ALIAS, text=held.text, **of_agency)
        held.text = text
        held.checked = False
        held.save(update_fields=["text", "checked"])
    else:
        Name.objects.create(field=Name.Field.NAME, text=text, **of_agency)
    return True
