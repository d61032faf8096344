"""Sends staff and members without a second factor to where they set one up."""

import re

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import needs_second_factor

OPEN = re.compile(r"^/(?:[a-z]{2}/account|static)/")


class SecondFactorRequired:
    """Until it is set up, a member's every page but the account pages leads to the set-up."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Only a session cookie can mean a user; without one, anonymous pages stay free of session look-ups.
        if request.COOKIES.get("sessionid") and not OPEN.match(request.path):
            user = request.user
            if user.is_authenticated and needs_second_factor(user) and not is_mfa_enabled(user):
                messages.info(request, _("Set up a second step for signing in before you go on."))
                return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)
