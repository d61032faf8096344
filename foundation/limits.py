"""Anti-flood that needs no script and stores no address: counted slots in the cache, and a signed time in each form.

Views call `allow` before they do what can be abused; forms open to everybody inherit `foundation.quiet.QuietForm`.
"""

import hashlib
import hmac
import ipaddress
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.core.cache import cache

from foundation import clock

_STAMP_SALT = "foundation.limits.stamp"


def allow(name: str, *who: str, limit: int, seconds: int) -> bool:
    """Whether this may happen once more: at most `limit` times in a window of `seconds` (up to a day).

    `who` is what to count by, such as `client_key(request)` or a receipt; without it everybody shares the count.
    Exact among several processes when the cache is shared: each call takes one of `limit` slots, keep it below 200.
    Call it outside a transaction that may roll back, if the cache lives in the database.
    """
    window = int(clock.now().timestamp()) // seconds
    stem = _hashed("limit", name, str(window), *who)
    slots = [f"{stem}:{number}" for number in range(limit)]
    taken = cache.get_many(slots)
    return any(cache.add(slot, 1, timeout=seconds) for slot in slots if slot not in taken)


def is_spent(name: str, *who: str, limit: int, seconds: int) -> bool:
    """Whether `allow` with the same words would say no, without counting: where only what failed is counted."""
    window = int(clock.now().timestamp()) // seconds
    stem = _hashed("limit", name, str(window), *who)
    return len(cache.get_many([f"{stem}:{number}" for number in range(limit)])) >= limit


def seconds_left(seconds: int) -> int:
    """How long until the window of `allow` that runs now ends, and what it refused may be tried again."""
    return seconds - int(clock.now().timestamp()) % seconds


def client_key(request) -> str:
    """A keyed hash of the visitor's address that means nothing after today (UTC). IPv6 counts by network (/64).

    `settings.PROXY_HOPS` says how many proxies of ours append to X-Forwarded-For; without it the header is ignored.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if hops := getattr(settings, "PROXY_HOPS", 0):
        passed = list(filter(None, map(str.strip, request.META.get("HTTP_X_FORWARDED_FOR", "").split(","))))
        address = passed[-hops] if len(passed) >= hops else address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _hashed("client", "unknown")
    if parsed.version == 6:
        parsed = parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False)
    return _hashed("client", str(parsed))


class StampProblem(StrEnum):
    """Why a form's time was not accepted."""

    MISSING = "missing"
    FORGED = "forged"
    TOO_FAST = "too_fast"
    TOO_OLD = "too_old"


def form_stamp(subject: str = "") -> str:
    """The real time, signed, for a hidden field. `subject` ties it to one form or one submission."""
    return signing.TimestampSigner(salt=_STAMP_SALT).sign(_subject(subject))


def check_stamp(
    stamp: str, least_seconds: float = 2, most_seconds: float = 86400, subject: str = ""
) -> StampProblem | None:
    """None when the form was open between these two spans, else the reason."""
    if not stamp:
        return StampProblem.MISSING
    signer = signing.TimestampSigner(salt=_STAMP_SALT)
    try:
        signed = signer.unsign(stamp, max_age=most_seconds)
    except signing.SignatureExpired:
        return StampProblem.TOO_OLD
    except signing.BadSignature:
        return StampProblem.FORGED
    if not hmac.compare_digest(signed.encode(), _subject(subject).encode()):
        return StampProblem.FORGED
    try:
        signer.unsign(stamp, max_age=least_seconds)
    except signing.SignatureExpired:
        return None
    return None if least_seconds <= 0 else StampProblem.TOO_FAST


def _subject(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "replace")).hexdigest()[:16]


def _hashed(*parts: str) -> str:
    """Keyed with SECRET_KEY and the day, so that yesterday's hashes cannot be joined to today's."""
    key = f"{clock.now().date().isoformat()}\n{settings.SECRET_KEY}".encode()
    message = "\n".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "replace")
    return hmac.new(key, message, hashlib.sha256).hexdigest()[:40]
