"""Makes two records of one agency one. actions.likeness calls it once two people have found them to be the same.

The record that goes stays closed, with all that was known of it, and answers for the days before. The other takes over,
as known from now on, what holds today, and whatever has no past of its own: openings, reports, claims.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, models, transaction
from django.db.models import ForeignKey, OneToOneField, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.amending import amend
from agencies.actions.refused import Refused
from agencies.actions.registration import touch
from agencies.actions.standing import reassess
from agencies.models import (
    Agency,
    AgencyAlias,
    AgencyContact,
    Amendment,
    Appeal,
    FeeDisclosure,
    FieldChange,
    Licence,
    LookAlike,
    Merger,
    PaymentFigure,
    Sanction,
    SanctionProposal,
    StandingChange,
    Vouch,
)
from agencies.rules.suspending import Objection
from agencies.rules.vouching import counts_from
from agencies.signals import agencies_merged
from foundation import clock, trail
from reference.models import Name

MERGED = trail.declare("agencies.merged", _("Agencies merged"))
# Facts with a past: what was said of the record before stays its own.
KEPT = {
    AgencyContact,
    Amendment,
    FeeDisclosure,
    FieldChange,
    Licence,
    PaymentFigure,
    Sanction,
    StandingChange,
    Vouch,
}


@transaction.atomic
def merge_agencies(keep: Agency, gone: Agency, *, proposed_by: User, confirmed_by: User, today: date) -> Merger:
    """Make two records one. The number of the one that goes leads to the other for ever. Raises Refused.

    Refused where both hold what only one can: an account, fees in force on one route, a vouch of one day.
    """
    if proposed_by.pk == confirmed_by.pk:
        raise Refused(Objection.SAME_PERSON)
    rows = {
        row.pk: row
        for row in Agency.objects.select_for_update(of=("self",)).filter(pk__in=(keep.pk, gone.pk)).order_by("pk")
    }
    if len(rows) < 2:
        raise Refused(Objection.CANNOT_BE_MERGED)
    keep, gone, now = rows[keep.pk], rows[gone.pk], clock.now()
    try:
        with transaction.atomic():
            _hand_over(keep, gone, today, now)
            _move(keep, gone)
            _rename(keep, gone)
    except IntegrityError:
        raise Refused(Objection.CANNOT_BE_MERGED)
    gone.merged_into, gone.merged_at = keep, now
    gone.save(update_fields=["merged_into", "merged_at"])
    merger = Merger.objects.create(
        public_id=gone.public_id,
        agency=keep,
        name=gone.name,
        proposed_by=proposed_by,
        confirmed_by=confirmed_by,
        on=today,
        known_at=now,
    )
    AgencyAlias.objects.create(public_id=gone.public_id, agency=keep)
    agencies_merged.send(sender=Agency, agency=keep, moment=now)
    trail.record(MERGED, merger, actor=confirmed_by, gone=gone.public_id, kept=keep.public_id)
    touch(keep)
    reassess(keep)
    return merger


def _hand_over(keep: Agency, gone: Agency, today: date, now: datetime) -> None:
    """What holds today ends on the one record and begins on the other, under the same days, known from now on."""
    StandingChange.objects.current().filter(agency=gone).update(replaced_at=now)
    for licence in gone.licences.filter(known_to=None):
        Licence.objects.filter(pk=licence.pk).update(known_to=now)
        _copied(licence, keep, known_from=now)
    for contact in gone.contacts.filter(Q(until=None) | Q(until__gt=today)):
        if not keep.contacts.filter(kind=contact.kind, value=contact.value, until=contact.until).exists():
            _copied(contact, keep, known_at=now)
        amend(contact, "until", max(today, contact.since))
    for vouch in gone.vouches.filter(expires__gt=today):
        if vouch.withdrawn is None or counts_from(vouch.withdrawn) > today:
            _copied(vouch, keep, known_at=now)
        if vouch.withdrawn is None:
            amend(vouch, "withdrawn", max(today, vouch.given))
    for sanction in gone.sanctions.filter(Q(ends=None) | Q(ends__gt=today)):
        _hand_over_sanction(sanction, keep, today, now)
    _hand_over_fees(keep, gone, today, now)
    for figure in gone.payment_figures.shown_on(today):
        parts = list(figure.parts.all())
        PaymentFigure.objects.filter(pk=figure.pk).update(taken_off=today)
        taken = _copied(figure, keep, published=today)
        for part in parts:
            _copied(part, taken, of="figure")


def _hand_over_sanction(sanction: Sanction, keep: Agency, today: date, now: datetime) -> None:
    same = {"corridor": sanction.corridor, "by": sanction.by, "starts": sanction.starts, "reason": sanction.reason}
    held = keep.sanctions.filter(**same).first() or _copied(sanction, keep, known_at=now)
    if not SanctionProposal.objects.filter(sanction=held).exists():
        SanctionProposal.objects.filter(sanction=sanction).update(sanction=held)
    Appeal.objects.filter(sanction=sanction).update(sanction=held)
    amend(sanction, "ends", max(today, sanction.starts))


def _hand_over_fees(keep: Agency, gone: Agency, today: date, now: datetime) -> None:
    """The newest disclosure of each route and occupation. Nobody can tell which of two records' fees hold."""
    in_force = Q(valid_until=None) | Q(valid_until__gt=today)
    newest = {
        (row.corridor_id, row.occupation_id): row for row in gone.disclosures.filter(in_force).order_by("version")
    }
    for (corridor, occupation), row in newest.items():
        held = keep.disclosures.filter(corridor=corridor, occupation=occupation)
        if held.filter(in_force).exists():
            raise Refused(Objection.CANNOT_BE_MERGED)
        items, last = list(row.items.all()), held.order_by("-version").first()
        taken = _copied(row, keep, declared_at=now, version=last.version + 1 if last else 1)
        for item in items:
            _copied(item, taken, of="disclosure")


def _copied(row: models.Model, owner: models.Model, of: str = "agency", **changed) -> models.Model:
    """A new row that says the same of another owner."""
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)._base_manager.create(**{**told, f"{of}_id": owner.pk, **changed})


def _move(keep: Agency, gone: Agency) -> None:
    if keep.organisation_id and gone.organisation_id:
        raise Refused(Objection.CANNOT_BE_MERGED)
    if gone.organisation_id:
        keep.organisation_id, gone.organisation_id = gone.organisation_id, None
        gone.save(update_fields=["organisation"])
        keep.save(update_fields=["organisation"])
    LookAlike.objects.filter(suspect=gone, agency=keep).delete()
    LookAlike.objects.filter(suspect=keep, agency=gone).delete()
    for field in _pointers():
        rows = field.model._base_manager.filter(**{field.name: gone})
        if field.model is LookAlike:
            _move_pairs(rows, field.name, keep)
        else:
            rows.update(**{field.name: keep})


def _pointers() -> Iterable[ForeignKey]:
    """Every field of any app that points to an agency and tells nothing of a past day; records merged before too."""
    relations = Agency._meta.get_fields(include_hidden=True)
    fields = (one.field for one in relations if one.auto_created and not one.concrete)
    return (field for field in fields if isinstance(field, ForeignKey | OneToOneField) and not _keeps(field.model))


def _keeps(model: type[models.Model]) -> bool:
    """Whether its rows stay with the record they were written about; a model of a floor above says so of itself."""
    return model in KEPT or getattr(model, "tells_of_the_past", False)


def _move_pairs(rows, field: str, keep: Agency) -> None:
    """Pairs with third agencies; where both records had one with the same agency, the kept record's stays."""
    for row in rows:
        setattr(row, field, keep)
        told = {"suspect_id": row.suspect_id, "agency_id": row.agency_id}
        if row.suspect_id == row.agency_id or LookAlike.objects.filter(**told).exclude(pk=row.pk).exists():
            row.delete()
        else:
            row.save(update_fields=[field])


def _rename(keep: Agency, gone: Agency) -> None:
    """All names of the record that goes become aliases, so that the agency is still found by them."""
    rows = list(Name.objects.filter(kind=Name.Kind.AGENCY, key=gone.public_id))
    told = {(row.language, row.text, row.source) for row in rows} | {("", gone.name, "")}
    Name.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for language, text, source in sorted(told):
        if text != keep.name:
            Name.objects.get_or_create(
                kind=Name.Kind.AGENCY,
                key=keep.public_id,
                field=Name.Field.ALIAS,
                language=language or "und",
                text=text,
                defaults={"source": source},
            )
