"""Writes the queue of look-alikes and what two people find of each pair.

The machine only adds pairs that wait. Nothing of them is public before two people have said the same.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.actions.merging import merge_agencies
from agencies.actions.refused import Refused, refuse_own
from agencies.finding import Pair
from agencies.models import LookAlike
from agencies.rules.suspending import Objection
from foundation import trail

FOUND = trail.declare("agencies.look_alikes_found", _("Look-alikes found"))
PROPOSED = trail.declare("agencies.look_alike_proposed", _("Look-alike looked at by one person"))
DECIDED = trail.declare("agencies.look_alike_decided", _("Look-alike decided by two people"))


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
