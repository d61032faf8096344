"""Sealing of what workers write: AES-256-GCM, bound to its row and field, padded so that length tells little.

Apps seal in their actions and unseal for the one who may read. Keys come from `settings.FIELD_KEYS`.
"""

import base64
import binascii
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE_BYTES = 12
_BUCKETS = (64, 128, 256, 512, 1024, 2048, 4096)


class SealError(Exception):
    """The text cannot be opened: altered, moved to another row or field, or sealed with a key we do not have."""


def context_of(model: str, row: object, field: str) -> str:
    """The place a sealed text belongs to, such as `jobs.Introduction/42/message`. `row` must be known and final."""
    if row in (None, ""):
        raise ValueError("A text can be sealed only for a row whose id is known.")
    return f"{model}/{row}/{field}"


def seal(text: str, context: str) -> str:
    """`key id:base64` of the sealed text, with the first key. Empty text is sealed too. An empty context raises."""
    key_id, key = next(iter(_keys().items()))
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = key.encrypt(nonce, _pad(text.encode("utf-8", "replace")), _bound(key_id, context))
    return f"{key_id}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(token: str, context: str) -> str:
    """The text sealed for this very context, with any key we hold. Raises SealError."""
    key_id, _, body = token.partition(":")
    key = _keys().get(key_id)
    if key is None:
        raise SealError("This text was sealed with a key that is not here.")
    try:
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
        padded = key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound(key_id, context))
    except (InvalidTag, ValueError, binascii.Error):
        raise SealError("This text was changed, or belongs to another row or field.")
    return _unpad(padded).decode()


def needs_resealing(token: str) -> bool:
    """Whether the text was sealed with an older key than the one that writes now."""
    return token.partition(":")[0] != next(iter(_keys()))


def _bound(key_id: str, context: str) -> bytes:
    if not context:
        raise ValueError("A sealed text needs the row and field it belongs to.")
    return f"{key_id}\n{context}".encode()


def _pad(raw: bytes) -> bytes:
    needed = len(raw) + 4
    size = next((bucket for bucket in _BUCKETS if needed <= bucket), -(-needed // 4096) * 4096)
    return (len(raw).to_bytes(4, "big") + raw).ljust(size, b"\0")


def _unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def _keys() -> dict[str, AESGCM]:
    return _read_keys(settings.FIELD_KEYS)


@lru_cache(maxsize=8)
def _read_keys(written: str) -> dict[str, AESGCM]:
    """`id:base64,id2:base64` as ciphers, in order. The error never shows a key."""
    keys = {}
    for part in filter(None, (part.strip() for part in written.split(","))):
        key_id, _, encoded = part.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if not key_id or len(raw) != 32 or key_id in keys:
            raise SealError("FIELD_KEYS must read id:base64,id2:base64, each id once, each key 32 bytes.")
        keys[key_id] = AESGCM(raw)
    if not keys:
        raise SealError("FIELD_KEYS is empty.")
    return keys
