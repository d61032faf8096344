"""Makes the demo's sign-ins: random passwords and authenticator secrets, printed once, refused in production."""

import secrets
from dataclasses import asdict, dataclass

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from foundation import clock


@dataclass(frozen=True)
class SignIn:
    """What one needs to sign in: user name, password, TOTP secret (base 32), and what the account is for."""

    username: str
    password: str
    totp: str
    purpose: str

    def told(self) -> dict:
        """For printing and for the tests."""
        return asdict(self)


@transaction.atomic
def sign_in_for(username: str, purpose: str, staff: bool = False, group: str = "") -> tuple[User, SignIn]:
    """The example user with a fresh password and second factor; an older one is replaced, so the printed one is true."""
    user, _ = User.objects.get_or_create(
        username=username, defaults={"email": f"{username}@fair-passage.example", "example": True, "called": purpose}
    )
    if not user.example:
        raise ValueError(f"{username} is a real account: the demo does not touch it.")
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.is_staff = staff
    user.is_superuser = staff and not group
    user.save()
    if group:
        user.groups.set(Group.objects.filter(name=group))
    Authenticator.objects.filter(user=user).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return user, SignIn(username, password, secret, purpose)


def authenticator_link(sign_in: SignIn) -> str:
    """The otpauth link that an authenticator app takes."""
    return get_adapter().build_totp_url(User(username=sign_in.username), sign_in.totp)


def code_now(secret: str) -> str:
    """The six digits an authenticator app would show now for this secret."""
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
