"""Seals texts anew with the key that writes now, so that an old key can be taken out of FIELD_KEYS. Commands call it."""

from django.db import transaction

from foundation.seal import SealError, context_of, needs_resealing, seal, unseal

_AT_ONCE = 200


def reseal(model, field: str) -> tuple[int, int]:
    """(how many texts of a table's field were sealed anew, how many no key of ours opens). Safe to repeat and to stop."""
    done = lost = 0
    last = None
    while True:
        rows = model._base_manager.exclude(**{field: ""}).order_by("pk")
        rows = list((rows.filter(pk__gt=last) if last is not None else rows).values_list("pk", flat=True)[:_AT_ONCE])
        if not rows:
            return done, lost
        last = rows[-1]
        with transaction.atomic():
            for row in model._base_manager.select_for_update(of=("self",)).filter(pk__in=rows):
                held = getattr(row, field)
                if not held or not needs_resealing(held):
                    continue
                place = context_of(model._meta.label, row.pk, field)
                try:
                    fresh = seal(unseal(held, place), place)
                except SealError:
                    lost += 1
                    continue
                model._base_manager.filter(pk=row.pk).update(**{field: fresh})
                done += 1
