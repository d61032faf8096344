"""Receipt codes of introductions: shown to the worker once, kept only as a keyed hash. jobs.introductions calls this."""

import hashlib
import hmac

from django.conf import settings

from foundation import codes

_FIRST = 10**13
_SALT = "jobs.receipts"


def submission_key(submission: str, opening_id: int) -> str:
    """What a form's one-time key becomes in the table: bound to the opening, and not to be turned back (64 hex)."""
    return _keyed("submission", f"{opening_id}/{submission}", settings.SECRET_KEY).hex()


def receipt_code(submission: str, opening_id: int) -> str:
    """The 16 digits for a submission: the same again when the same page is sent twice, unguessable without our key."""
    number = int.from_bytes(_keyed("code", f"{opening_id}/{submission}", settings.SECRET_KEY))
    return codes.with_check(str(_FIRST + number % (9 * _FIRST)))


def receipt_hash(code: str) -> str:
    """What is stored of a code (64 hex)."""
    return _keyed("hash", code, settings.SECRET_KEY).hex()


def receipt_hashes(code: str) -> list[str]:
    """The hashes a code may be stored under: with today's key and with the keys before it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_keyed("hash", code, key).hex() for key in keys]


def _keyed(purpose: str, text: str, key: str) -> bytes:
    return hmac.new(key.encode(), f"{_SALT}/{purpose}/{text}".encode("utf-8", "replace"), hashlib.sha256).digest()
