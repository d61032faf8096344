"""OS IDs of Open Supply Hub: country, day, five random signs and a check sign. Source: its documentation of the id."""

import re
from datetime import date, timedelta

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32
_SHAPE = re.compile(rf"[A-Z]{{2}}[0-9]{{7}}[{_SIGNS}]{{6}}")
_FIRST_YEAR = 2018


def plain_os_id(text: str) -> str:
    """As it is compared: capitals, without blanks and hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def is_os_id(text: str) -> bool:
    """Whether a plain OS ID has its shape, a day that there is, and the right check sign."""
    if not _SHAPE.fullmatch(text):
        return False
    year, day = int(text[2:6]), int(text[6:9])
    if year < _FIRST_YEAR or not 1 <= day <= 366:
        return False
    if (date(year, 1, 1) + timedelta(days=day - 1)).year != year:
        return False
    return check_sign(text[:-1]) == text[-1]


def check_sign(front: str) -> str:
    """The last sign that belongs behind the first fourteen."""
    return _SIGNS[(ord(front[0]) + ord(front[1]) + sum(_SIGNS.index(sign) for sign in front[2:])) % 32]
