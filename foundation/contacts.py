"""How somebody without an account may be answered, and whether what they wrote can be reached that way. Letters use it."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation import codes

_HANDLE = re.compile(r"[\w.@+~-][\w .@+~-]{1,59}")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\u200b-\u200d\W_]+(?=\d)")
_NUMBER = re.compile(r"\d{6}")
_ADDRESS = re.compile(
    r"@|://|www\.|\b(?:facebook|telegram|viber|whatsapp|line)\b|\.(?:com|org|net|me)\b", re.IGNORECASE
)


class ReplyBy(models.TextChoices):
    """How a worker wants to be answered."""

    RECEIPT = "receipt", _("On this site only. I look with my receipt code.")
    PHONE = "phone", _("Phone")
    LINE = "line", "LINE"
    VIBER = "viber", "Viber"
    EMAIL = "email", _("E-mail")


def contact_problem(way: str, contact: str, nothing):
    """A sentence when the contact cannot be reached that way (`nothing` when it is empty), None when it can."""
    if not contact:
        return nothing
    if way == ReplyBy.PHONE and not 6 <= len(codes.normalise(re.sub(r"[+()]", "", contact))) <= 15:
        return _("A phone number has 6 to 15 digits.")
    if way == ReplyBy.EMAIL:
        try:
            validate_email(contact)
        except ValidationError:
            return _("An e-mail address looks like name@example.org.")
    if way in (ReplyBy.LINE, ReplyBy.VIBER) and not _HANDLE.fullmatch(contact):
        return _("Write your name or number there, without spaces at the ends.")
    return None


def tells_contact(text: str) -> bool:
    """Whether a text that must tell nobody's whereabouts holds a phone number, an address or a link."""
    return tells_number(text) or bool(_ADDRESS.search(text))


def tells_number(text: str) -> bool:
    """Whether it holds six digits in a row, however they are spaced and in whatever script they are written."""
    digits = "".join(str(unicodedata.digit(sign, sign)) for sign in text)
    return bool(_NUMBER.search(_BETWEEN_DIGITS.sub("", digits)))
