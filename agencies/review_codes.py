"""Digits of review cards and of receipts, and the keyed hashes that are kept of them. agencies.actions.reviews calls it."""

import hashlib
import hmac

from django.conf import settings

from foundation import codes

CARD_DIGITS, RECEIPT_DIGITS = 12, 16
# A receipt is kept under another hash at each place, so that two places cannot be joined without the code itself.
WAITING, KEPT, WORDS = "waiting", "kept", "words"
_FIRST = 10**13
_SALT = "agencies.reviews"


def new_card_codes(count: int) -> list[str]:
    """Fresh digits for cards, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[codes.new_code(CARD_DIGITS)] = None
    return list(found)


def card_mark(code: str) -> str:
    """What is stored of a card (64 hex)."""
    return _keyed("card", code, settings.SECRET_KEY).hex()


def card_marks(code: str) -> list[str]:
    """The hashes a card may be stored under: with today's key and with those before it."""
    return [_keyed("card", code, key).hex() for key in _keys()]


def batch_key(submission: str) -> str:
    """What the one-time key of a CSO's form becomes in the table."""
    return _keyed("batch", submission, settings.SECRET_KEY).hex()


def receipt_codes(submission: str, card: str) -> list[str]:
    """The 16 digits for a form sent with a card, today's key first: the same when the same page is sent twice."""
    found = []
    for key in _keys():
        number = int.from_bytes(_keyed("receipt", f"{card}/{submission}", key))
        found.append(codes.with_check(str(_FIRST + number % (9 * _FIRST))))
    return found


def receipt_mark(code: str, place: str) -> str:
    """What is stored of a receipt at one of WAITING, KEPT and WORDS."""
    return _keyed(place, code, settings.SECRET_KEY).hex()


def receipt_marks(code: str, place: str) -> list[str]:
    """The hashes a receipt may be stored under at that place."""
    return [_keyed(place, code, key).hex() for key in _keys()]


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _keyed(purpose: str, text: str, key: str) -> bytes:
    return hmac.new(key.encode(), f"{_SALT}/{purpose}/{text}".encode("utf-8", "replace"), hashlib.sha256).digest()
