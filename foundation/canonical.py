"""Canonical JSON: the same value gives the same bytes on every machine, so that a digest names its content.

After RFC 8785: keys sorted by UTF-16 units, no blanks, UTF-8. Stricter than it where machines differ: text in NFC, amounts as
text, days in ISO 8601, and no floats at all.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal


def canonical(value) -> bytes:
    """The bytes of a value made of mappings, lists, text, whole numbers, decimals, days, truths and None.

    Raises TypeError for anything else, and ValueError where two keys are one text.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def digest_of(value) -> str:
    """SHA-256 (hex) of the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()


def decimal_text(amount: Decimal) -> str:
    """A number in full, without an exponent and without zeros at its end: 12000, 0.5."""
    text = format(amount.normalize(), "f")
    return "0" if text in ("-0", "0") else text


def _plain(value):
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", str(value))
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        plain = {unicodedata.normalize("NFC", key): _plain(part) for key, part in value.items()}
        if len(plain) < len(value):
            raise ValueError("Two keys are one text.")
        return dict(sorted(plain.items(), key=lambda one: one[0].encode("utf-16-be")))
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no canonical form.")
