"""The secrets of saved searches: the unguessable part of a feed's address, and the code that stops its mails.

Both are 32 small letters and digits (160 bits); portal.logs knows them by that. The first is kept only as a keyed hash,
the second is reckoned from the number of the search and kept nowhere.
"""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

_SALT = "jobs.alerts"


def new_secret() -> str:
    """A secret nobody has had."""
    return _written(secrets.token_bytes(20))


def secret_of(submission: str, search: int) -> str:
    """The secret of the search that a page made: the same again when the page is sent twice, unguessable without our
    key. No other search has that number, ever: a secret that was stopped comes back by no sending.
    """
    return _written(_keyed("secret", f"{search}/{submission}", settings.SECRET_KEY))


def submission_hash(submission: str) -> str:
    """What is stored of a form's one-time key (64 hex)."""
    return _keyed("submission", submission, settings.SECRET_KEY).hex()


def secret_hash(secret: str) -> str:
    """What is stored of a secret (64 hex)."""
    return _keyed("hash", secret, settings.SECRET_KEY).hex()


def secret_hashes(secret: str) -> list[str]:
    """The hashes a secret may be stored under: with today's key and with the keys before it."""
    return [_keyed("hash", secret, key).hex() for key in _keys()]


def stop_code(search: int) -> str:
    """What stands in the link that stops the mails of a search, beside its number."""
    return _written(_keyed("stop", str(search), settings.SECRET_KEY))


def is_stop_code(search: int, code: str) -> bool:
    """Whether we wrote that code for that search, with today's key or one before it."""
    right = [_written(_keyed("stop", str(search), key)) for key in _keys()]
    return any(hmac.compare_digest(one.encode(), code.encode("utf-8", "replace")) for one in right)


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _written(raw: bytes) -> str:
    return base64.b32encode(raw[:20]).decode().lower()


def _keyed(purpose: str, text: str, key: str) -> bytes:
    return hmac.new(key.encode(), f"{_SALT}/{purpose}/{text}".encode("utf-8", "replace"), hashlib.sha256).digest()
