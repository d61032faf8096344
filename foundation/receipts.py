"""Receipt codes: 16 digits shown once and kept only as a keyed hash. Each kind of receipt has a salt of its own.

A code follows from the form's one-time key and what it is about, so that one page sent twice gives the same code.
"""

import hashlib
import hmac

from django.conf import settings

from foundation import codes

_FIRST = 10**13


def submission_key(salt: str, submission: str, about: str) -> str:
    """What a form's one-time key becomes in the table: bound to its subject, and not to be turned back (64 hex)."""
    return _keyed(salt, "submission", f"{about}/{submission}", settings.SECRET_KEY).hex()


def receipt_code(salt: str, submission: str, about: str) -> str:
    """The 16 digits for a submission, unguessable without our key."""
    return receipt_codes(salt, submission, about)[0]


def receipt_codes(salt: str, submission: str, about: str) -> list[str]:
    """The digits a submission may have been given: with today's key and with the keys before it."""
    numbers = [int.from_bytes(_keyed(salt, "code", f"{about}/{submission}", key)) for key in _keys()]
    return [codes.with_check(str(_FIRST + number % (9 * _FIRST))) for number in numbers]


def receipt_hash(salt: str, code: str) -> str:
    """What is stored of a code (64 hex)."""
    return _keyed(salt, "hash", code, settings.SECRET_KEY).hex()


def receipt_hashes(salt: str, code: str) -> list[str]:
    """The hashes a code may be stored under: with today's key and with the keys before it."""
    return [_keyed(salt, "hash", code, key).hex() for key in _keys()]


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _keyed(salt: str, purpose: str, text: str, key: str) -> bytes:
    return hmac.new(key.encode(), f"{salt}/{purpose}/{text}".encode("utf-8", "replace"), hashlib.sha256).digest()
