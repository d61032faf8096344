"""Sessions in the database that know whose they are (settings.SESSION_ENGINE), and what a person sees of their own.

Written after Django's own way of extending its database sessions: the row gets one more column, the user.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils.crypto import salted_hmac

from foundation import clock


class SessionStore(DatabaseSessions):
    """Django's database sessions with the user beside them."""

    @classmethod
    def get_model_class(cls):
        """The table of sessions."""
        from accounts.models import MemberSession

        return MemberSession

    def create_model_instance(self, data):
        """The row to save; whoever is signed in stands in it."""
        row = super().create_model_instance(data)
        user = str(data.get(SESSION_KEY, ""))
        row.user_id = int(user) if user.isdecimal() else None
        return row


@dataclass(frozen=True)
class OwnSession:
    """One signed-in browser of a person: a handle for forms (never the key), since when, until when, whether this one."""

    handle: str
    since: datetime | None
    until: datetime
    here: bool


def own_sessions(user, here: str | None) -> list[OwnSession]:
    """The person's open sessions, this one first, then the latest."""
    rows = user.sessions.filter(expire_date__gt=clock.now()).order_by("-expire_date")
    found = [OwnSession(handle(row.session_key), _since(row), row.expire_date, row.session_key == here) for row in rows]
    return sorted(found, key=lambda one: not one.here)


def handle(session_key: str) -> str:
    """What stands for a session in a form (40 hex): whoever reads it cannot use the session."""
    return salted_hmac("accounts.sessions", session_key, algorithm="sha256").hexdigest()[:40]


def _since(row) -> datetime | None:
    """When the person proved who they are, as allauth noted it."""
    told = row.get_decoded().get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    moments = [one["at"] for one in told if isinstance(one, dict) and isinstance(one.get("at"), int | float)]
    return datetime.fromtimestamp(min(moments), UTC) if moments else None
