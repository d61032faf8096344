"""Plain builders, one a model: make_user(), make_organisation() …; each gives a saved row with sensible defaults."""

from datetime import date
from itertools import count

from accounts.models import Membership, Organisation, User

_number = count(1)
TODAY = date(2026, 11, 22)


def make_user(**given) -> User:
    """A user without a second factor."""
    number = next(_number)
    password = given.pop("password", None)
    user = User(**{"username": f"user{number}", "email": f"user{number}@example.org", **given})
    user.set_password(password)
    user.save()
    return user


def make_organisation(**given) -> Organisation:
    """A CSO unless told otherwise."""
    return Organisation.objects.create(**{"name": f"Organisation {next(_number)}", "kind": "cso", **given})


def make_membership(**given) -> Membership:
    """An officer since January."""
    given.setdefault("user", None)
    given["user"] = given["user"] or make_user()
    given.setdefault("organisation", None)
    given["organisation"] = given["organisation"] or make_organisation()
    return Membership.objects.create(**{"role": "officer", "since": date(2026, 1, 1), **given})


def make_second_factor(user: User) -> str:
    """Give the user a TOTP authenticator; returns its secret."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_place(code: str = "MMR013", **given):
    """A place; Yangon unless told otherwise."""
    from reference.models import Place

    return Place.objects.get_or_create(
        code=code, defaults={"country": "MM", "kind": "state", "name_en": "Yangon", **given}
    )[0]
