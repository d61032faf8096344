"""Codes that people read aloud and type: digits with two check digits (ISO 7064 MOD 97-10). Ids and receipts use them.

Every wrong digit and every swap of two neighbours is caught. A zero added in front is not: compare codes as text.
"""

import re
import secrets

_LONGEST = 64
_DIGITS = {ord(zero) + value: str(value) for zero in ("၀", "႐", "០", "໐", "๐", "٠", "۰", "０") for value in range(10)}
_SEPARATORS = dict.fromkeys(map(ord, " \t\r\n\u00a0\u202f\u2009\u200b\u200c\u200d\ufeff-‐‑‒–—−._/"))


def with_check(digits: str) -> str:
    """`digits` (ASCII) followed by its two check digits. Raises ValueError for anything but digits."""
    if not _is_digits(digits):
        raise ValueError("A code is made of digits only.")
    return f"{digits}{98 - int(digits) * 100 % 97:02d}"


def is_valid(code: str) -> bool:
    """Whether the last two of these ASCII digits fit the rest. Pass what people typed through `normalise` first."""
    return _is_digits(code) and len(code) >= 3 and int(code) % 97 == 1


def normalise(typed: str) -> str:
    """ASCII digits from what somebody typed: Burmese, Khmer, Lao, Thai, Arabic-Indic or fullwidth digits,
    with spaces, hyphens and dots left out. Gives "" when anything else is in it: that is never a code.
    """
    if not typed or len(typed) > _LONGEST * 4:
        return ""
    code = typed.translate(_SEPARATORS).translate(_DIGITS)
    return code if _is_digits(code) else ""


def grouped(code: str, size: int = 4) -> str:
    """`1234567890` as `1234 5678 90`, for reading aloud."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def new_code(length: int) -> str:
    """A random code of `length` digits in all, the check digits included, that never starts with zero."""
    if length < 4:
        raise ValueError("A code has at least four digits.")
    body = length - 2
    return with_check(str(10 ** (body - 1) + secrets.randbelow(9 * 10 ** (body - 1))))


def new_receipt_code() -> str:
    """A receipt's 16 digits: 9·10¹³ possible ones, unguessable."""
    return new_code(16)


def _is_digits(text: str) -> bool:
    return len(text) <= _LONGEST and re.fullmatch("[0-9]+", text) is not None
