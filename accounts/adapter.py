"""allauth as this site wants it: no network address kept, no demo account where demos are refused."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from foundation import clock
from foundation.limits import client_key


class AccountAdapter(DefaultAccountAdapter):
    """Rate limits count a keyed hash of the address, renewed each day; the address itself goes no further."""

    def get_client_ip(self, request) -> str:
        """A pseudonym of the client's address for today."""
        return client_key(request)

    def get_signup_redirect_url(self, request) -> str:
        """Who signs up by themselves keeps searches; members are invited."""
        return reverse("saved_searches")

    def get_login_redirect_url(self, request) -> str:
        """Members and staff to the desk, everybody else to their saved searches."""
        if request.user.is_staff or request.user.live_memberships(clock.today()).exists():
            return super().get_login_redirect_url(request)
        return reverse("saved_searches")

    def pre_login(self, request, user, **kwargs):
        """A demo account signs in only where examples may exist."""
        if user.example and not settings.PORTAL_DEMO:
            return HttpResponseRedirect(reverse("account_inactive"))
        return super().pre_login(request, user, **kwargs)
