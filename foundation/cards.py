"""Signed cards: what a printed code says, and whether it is ours. A card proves who printed it, never what is true today.

Two forms of one card: a token for a QR code, signed with Ed25519 so that anybody can check it without the site, and
digits that can be read aloud on a helpline. Keys come from `settings.CARD_KEYS`; pages look up what holds today.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from foundation import codes

# Digits of the number a card is about, by the letter of its kind. Other apps add none: the lengths must differ.
NUMBER_DIGITS = {"J": 10, "A": 8}
DAY_ZERO = date(2026, 1, 1)
_DAY_DIGITS, _MARK_DIGITS = 4, 4
_PURPOSE = "fair-passage card 1"
_TOKEN = re.compile(r"([A-Z])\.([0-9]{1,20})\.([0-9]{8})\.([A-Za-z0-9_-]{1,16})\.([A-Za-z0-9_-]{86})")


class CardProblem(StrEnum):
    """Why a code is no card of ours."""

    UNREADABLE = "unreadable"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"


class CardError(Exception):
    """The code is no card of ours; `problem` says why."""

    def __init__(self, problem: CardProblem):
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Card:
    """A card of an opening ("J") or an agency ("A"), by its number, printed on a day."""

    kind: str
    number: str
    issued: date


def sign(card: Card) -> str:
    """The token of a card, `J.4012345678.20261126.k1.<signature>`, with the key that writes now."""
    key_id, seed = next(iter(_keys().items()))
    head = f"{card.kind}.{card.number}.{card.issued:%Y%m%d}.{key_id}"
    return f"{head}.{_base64(_private(seed).sign(_message(head)))}"


def read(token: str) -> Card:
    """The card of a token. Raises CardError for every other text, whatever it is."""
    found = _TOKEN.fullmatch(token.strip()) if len(token) < 300 else None
    if found is None:
        raise CardError(CardProblem.UNREADABLE)
    kind, number, day, key_id, signature = found.groups()
    seed = _keys().get(key_id)
    if seed is None:
        raise CardError(CardProblem.UNKNOWN_KEY)
    try:
        raw = base64.urlsafe_b64decode(f"{signature}==")
        # The last letter has spare bits: only one way of writing a signature is ours.
        if _base64(raw) != signature:
            raise InvalidSignature
        _private(seed).public_key().verify(raw, _message(f"{kind}.{number}.{day}.{key_id}"))
        return Card(kind, number, date(int(day[:4]), int(day[4:6]), int(day[6:])))
    except (InvalidSignature, ValueError, binascii.Error):
        raise CardError(CardProblem.ALTERED) from None


def spoken(card: Card) -> str:
    """The digits of a card for reading aloud: its number, the day it was printed, our mark, two check digits."""
    day = (card.issued - DAY_ZERO).days
    if not 0 <= day < 10**_DAY_DIGITS:
        raise ValueError(f"A card cannot say {card.issued}.")
    body = f"{card.number}{day:0{_DAY_DIGITS}d}"
    seed = next(iter(_keys().values()))
    return codes.with_check(body + _mark(seed, body))


def read_spoken(code: str) -> Card:
    """The card of digits (passed through `codes.normalise`). Raises CardError: unreadable for a typing error."""
    kind = next((kind for kind, size in NUMBER_DIGITS.items() if len(code) == spoken_digits(size)), None)
    if kind is None or not codes.is_valid(code):
        raise CardError(CardProblem.UNREADABLE)
    size = NUMBER_DIGITS[kind]
    body, mark = code[: size + _DAY_DIGITS], code[size + _DAY_DIGITS : -2]
    if not any(hmac.compare_digest(mark, _mark(seed, body)) for seed in _keys().values()):
        raise CardError(CardProblem.ALTERED)
    return Card(kind, code[:size], DAY_ZERO + timedelta(days=int(body[size:])))


def spoken_digits(size: int) -> int:
    """How many digits a spoken card has whose number has `size`."""
    return size + _DAY_DIGITS + _MARK_DIGITS + 2


def public_keys() -> dict[str, str]:
    """{key id: base64url of the Ed25519 public key}: what anybody needs to check a token without the site."""
    return {key_id: _base64(_private(seed).public_key().public_bytes_raw()) for key_id, seed in _keys().items()}


def check_offline(token: str, public: dict[str, str]) -> bool:
    """How somebody without the site checks a token against published keys; docs/codes.md tells it in words."""
    head, _, signature = token.rpartition(".")
    key = public.get(head.rpartition(".")[2], "")
    try:
        Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(f"{key}==")).verify(
            base64.urlsafe_b64decode(f"{signature}=="), _message(head)
        )
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _message(head: str) -> bytes:
    return f"{_PURPOSE}\n{head}".encode()


def _mark(seed: bytes, body: str) -> str:
    made = hmac.new(hashlib.sha256(b"spoken" + seed).digest(), f"{_PURPOSE}\n{body}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(made[:8], 'big') % 10**_MARK_DIGITS:0{_MARK_DIGITS}d}"


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@lru_cache(maxsize=16)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def _keys() -> dict[str, bytes]:
    return _read_keys(settings.CARD_KEYS)


@lru_cache(maxsize=8)
def _read_keys(written: str) -> dict[str, bytes]:
    """`id:base64,id2:base64` as seeds, in order. The error never shows a key."""
    keys = {}
    for part in filter(None, (part.strip() for part in written.split(","))):
        key_id, _, encoded = part.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raw = b""
        if not re.fullmatch("[A-Za-z0-9_-]{1,16}", key_id) or len(raw) != 32 or key_id in keys:
            raise ImproperlyConfigured("CARD_KEYS must read id:base64,id2:base64, each id once, each key 32 bytes.")
        keys[key_id] = raw
    if not keys:
        raise ImproperlyConfigured("CARD_KEYS is empty.")
    return keys
