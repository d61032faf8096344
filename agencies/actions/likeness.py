"""Writes the queue of look-alikes, what two people find of each pair, and merges two records of one agency.

The machine only adds pairs that wait. Nothing of them is public before two people have said the same.
"""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, OneToOneField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.refused import Refused, refuse_own
from agencies.actions.registration import touch
from agencies.actions.standing import reassess
from agencies.finding import Pair
from agencies.models import Agency, AgencyAlias, LookAlike, Merger, StandingChange
from agencies.rules.suspending import Objection
from foundation import clock, trail
from reference.models import Name

FOUND = trail.declare("agencies.look_alikes_found", _("Look-alikes found"))
PROPOSED = trail.declare("agencies.look_alike_proposed", _("Look-alike looked at by one person"))
DECIDED = trail.declare("agencies.look_alike_decided", _("Look-alike decided by two people"))
MERGED = trail.declare("agencies.merged", _("Agencies merged"))


@transaction.atomic
def record_pairs(pairs: Iterable[Pair], today: date) -> tuple[int, int]:
    """(added, changed): new pairs wait; known ones get their new score; what people decided is never touched."""
    pairs = list(pairs)
    held = {(row.suspect_id, row.agency_id): row for row in LookAlike.objects.all()}
    added, changed = {}, []
    for pair in pairs:
        key, told = (pair.suspect, pair.agency), [reason.value for reason in pair.likeness.reasons]
        # Two suspects that look like each other are one pair.
        row = held.get(key) or held.get(key[::-1])
        if row is None and key[::-1] not in added:
            added[key] = LookAlike(
                suspect_id=pair.suspect, agency_id=pair.agency, score=pair.likeness.score, reasons=told, found=today
            )
        elif row and not row.finding and (row.score, row.reasons) != (pair.likeness.score, told):
            row.score, row.reasons = pair.likeness.score, told
            changed.append(row)
    LookAlike.objects.bulk_create(added.values(), batch_size=500)
    LookAlike.objects.bulk_update(changed, ["score", "reasons"], batch_size=500)
    if added or changed:
        trail.record(FOUND, "agencies.look_alikes", added=len(added), changed=len(changed))
    return len(added), len(changed)


@transaction.atomic
def find_likeness(pair: LookAlike, finding: str, *, by: User, today: date) -> LookAlike:
    """One person says what the pair is; when a second person says the same, it is decided. Raises Refused.

    `same` then merges the record of the look-alike into that of the suspect; `warn` shows on both pages not to
    confuse them. When the second person finds something else, the pair waits for a first person again.
    """
    pair = LookAlike.objects.select_for_update(of=("self",)).select_related("suspect", "agency").get(pk=pair.pk)
    for agency in (pair.suspect, pair.agency):
        refuse_own(by, agency)
    if pair.finding:
        raise Refused(Objection.DECIDED_ALREADY)
    if not pair.proposed or pair.proposed_by_id == by.pk:
        if pair.proposed != finding:
            pair.proposed, pair.proposed_by = finding, by
            pair.save(update_fields=["proposed", "proposed_by"])
            trail.record(PROPOSED, pair, actor=by, finding=finding)
        return pair
    if pair.proposed != finding:
        pair.proposed, pair.proposed_by = "", None
        pair.save(update_fields=["proposed", "proposed_by"])
        trail.record(PROPOSED, pair, actor=by, finding="")
        return pair
    pair.finding, pair.decided_by, pair.decided = finding, by, today
    pair.save(update_fields=["finding", "decided_by", "decided"])
    trail.record(DECIDED, pair, actor=by, finding=finding)
    if finding == LookAlike.Finding.SAME:
        merge_agencies(pair.suspect, pair.agency, proposed_by=pair.proposed_by, confirmed_by=by, today=today)
    return pair


@transaction.atomic
def merge_agencies(keep: Agency, gone: Agency, *, proposed_by: User, confirmed_by: User, today: date) -> Merger:
    """Make two records one. The number of the one that goes leads to the other for ever. Raises Refused.

    All that hangs on the record, of whatever app, moves; its standings are told in the Merger, since two records' pasts
    cannot be one. Refused where both hold what only one can: an account, fees of one version, a vouch of one day.
    """
    if proposed_by.pk == confirmed_by.pk:
        raise Refused(Objection.SAME_PERSON)
    rows = {
        row.pk: row
        for row in Agency.objects.select_for_update(of=("self",)).filter(pk__in=(keep.pk, gone.pk)).order_by("pk")
    }
    keep, gone = rows[keep.pk], rows[gone.pk]
    merger = Merger(
        public_id=gone.public_id,
        agency=keep,
        told=_told(gone),
        proposed_by=proposed_by,
        confirmed_by=confirmed_by,
        on=today,
        known_at=clock.now(),
    )
    StandingChange.objects.filter(agency=gone).delete()
    LookAlike.objects.filter(suspect=gone, agency=keep).delete()
    LookAlike.objects.filter(suspect=keep, agency=gone).delete()
    try:
        with transaction.atomic():
            _move(keep, gone)
            _rename(keep, gone)
            gone.delete()
    except IntegrityError:
        raise Refused(Objection.CANNOT_BE_MERGED)
    merger.save(force_insert=True)
    AgencyAlias.objects.create(public_id=merger.public_id, agency=keep)
    trail.record(MERGED, merger, actor=confirmed_by, gone=merger.public_id, kept=keep.public_id)
    touch(keep)
    reassess(keep)
    return merger


def _move(keep: Agency, gone: Agency) -> None:
    if keep.organisation_id and gone.organisation_id:
        raise Refused(Objection.CANNOT_BE_MERGED)
    if gone.organisation_id:
        keep.organisation_id, gone.organisation_id = gone.organisation_id, None
        gone.save(update_fields=["organisation"])
        keep.save(update_fields=["organisation"])
    for relation in Agency._meta.related_objects:
        if isinstance(relation.field, ForeignKey | OneToOneField):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: gone})
            if relation.related_model is LookAlike:
                _move_pairs(rows, relation.field.name, keep)
            else:
                rows.update(**{relation.field.name: keep})


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


def _told(gone: Agency) -> dict:
    standings = StandingChange.objects.filter(agency=gone).order_by("known_at", "id")
    return {
        **{field: getattr(gone, field) for field in ("name", "country", "address", "registration_number")},
        "standings": [
            {
                "corridor": row.corridor.code if row.corridor else "",
                "standing": row.standing,
                "reasons": row.reasons,
                "until": row.until.isoformat() if row.until else None,
                "on": row.on.isoformat(),
                "known_at": row.known_at.isoformat(),
                "replaced_at": row.replaced_at.isoformat() if row.replaced_at else None,
            }
            for row in standings.select_related("corridor")
        ],
    }
