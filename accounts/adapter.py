"""allauth as this site wants it: closed sign-up doors for staff roles, and no network address kept."""

import hashlib
import hmac

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from foundation import clock


class AccountAdapter(DefaultAccountAdapter):
    """Rate limits count a keyed hash of the address, renewed each day; the address itself goes no further."""

    def get_client_ip(self, request) -> str:
        """A daily pseudonym of the client's address."""
        address = request.META.get("REMOTE_ADDR", "")
        day = clock.now().date().isoformat()
        return hmac.new(settings.SECRET_KEY.encode(), f"{day}|{address}".encode(), hashlib.sha256).hexdigest()[:32]
