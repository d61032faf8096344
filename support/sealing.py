"""Seals and opens what people write in support/: bound to the row and the field it stands in."""

import json

from foundation.seal import SealError, context_of, seal, unseal


class Unreadable(Exception):  # noqa: N818 - it says what the text is
    """The key that sealed it is not here, or somebody altered it."""


def seal_into(row, field: str, told: dict) -> None:
    """Put sealed JSON into a field; the row's id is known before it is saved. Does not save."""
    plain = json.dumps(told, ensure_ascii=False)
    setattr(row, field, seal(plain, context_of(row._meta.label, row.pk, field)))


def readable(row, field: str) -> tuple[dict | None, bool]:
    """(what was sealed there or None, whether it could be read): one text whose key is gone hides no other one."""
    try:
        return opened(row, field), True
    except Unreadable:
        return None, False


def opened(row, field: str) -> dict | None:
    """What was sealed there, None when it was emptied. Raises Unreadable."""
    held = getattr(row, field)
    if not held:
        return None
    try:
        return json.loads(unseal(held, context_of(row._meta.label, row.pk, field)))
    except SealError:
        raise Unreadable
