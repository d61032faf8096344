"""What may stand as the only valid contact of an agency. Its desk's form asks, since workers are told to trust no other."""

import re
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import AgencyContact
from foundation import codes

MOST_OF_A_KIND = 10
LONGEST = 200
LONGEST_PHONE = 40
_HANDLE = re.compile(r"[\w.@+~-](?:[\w .@+~-]{0,58}[\w.@+~-])?")
_PHONE = re.compile(r"[+(0-9][0-9 ()./-]*[0-9]")
_link = URLValidator(schemes=["http", "https"])
Kind = AgencyContact.Kind


def contact_problem(kind: str, value: str, country: str) -> Promise | None:
    """A sentence when nobody can be reached that way, None when one can. `country` is where a local number is called."""
    if len(value) > LONGEST:
        return _("This is too long for a contact: at most 200 characters.")
    if kind == Kind.PHONE:
        return (
            None
            if _is_phone(value, country)
            else _("Write the number with its country code, such as +95 9 123 456 789.")
        )
    if kind == Kind.EMAIL:
        return None if _passes(validate_email, value) else _("An e-mail address looks like name@example.org.")
    if kind == Kind.WEBSITE or "/" in value or ":" in value:
        return (
            None if _is_link(value) else _("A link looks like https://example.org and begins with http:// or https://.")
        )
    return None if _HANDLE.fullmatch(value) else _("Write the name or number there, at most 60 letters, or a link.")


def _is_phone(value: str, country: str) -> bool:
    plain = "".join(codes.normalise(sign) or sign for sign in value)
    if len(plain) > LONGEST_PHONE or not _PHONE.fullmatch(plain):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(plain, country))
    except phonenumbers.NumberParseException:
        return False


def _is_link(value: str) -> bool:
    # A name before the host, as in https://bank.example@evil.example, makes a link read as another.
    return _passes(_link, value) and "@" not in urlsplit(value).netloc


def _passes(check, value: str) -> bool:
    try:
        check(value)
    except ValidationError:
        return False
    return True
