"""Pages of one's own account that allauth has not: the link of an invitation, and where one is signed in."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions, invitations
from accounts.forms import NewAccountForm
from accounts.invitations import Closed, InvitationRefused
from accounts.sessions import own_sessions
from accounts.wording import CLOSED
from foundation import limits

TRIES_A_CLIENT = 40


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_invitation(request, secret: str):
    """The link of a letter: join with the account one has, or make one. Only a POST uses the invitation up."""
    if not limits.allow("accounts.invitation", limits.client_key(request), limit=TRIES_A_CLIENT, seconds=600):
        return render(request, "accounts/invitation_closed.html", {"too_many": True}, status=429)
    invitation = invitations.of_secret(secret)
    if why := invitations.why_closed(invitation):
        return _closed(request, why)
    if request.user.is_authenticated:
        return _join(request, invitation)
    if invitations.account_of(invitation):
        to = f"{reverse('account_login')}?next={request.path}"
        return render(request, "accounts/invitation_sign_in.html", {"invitation": invitation, "to": to})
    form = NewAccountForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            user = invitations.accept_as_new(invitation, told["username"], told["password1"])
        except InvitationRefused as refused:
            return _closed(request, refused.code)
        # The password was typed this moment: setting up the second step need not ask for it again.
        record_authentication(request, user, method="password", username=user.username, reauthenticated=True)
        return perform_login(request, user, email_verification="none", redirect_url=reverse("desk"))
    context = {"invitation": invitation, "form": form}
    return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)


def _join(request, invitation):
    if request.user.email.lower() != invitation.email.lower():
        return _closed(request, Closed.FOR_ANOTHER)
    if request.method == "POST":
        try:
            invitations.accept_as(invitation, request.user)
        except InvitationRefused as refused:
            return _closed(request, refused.code)
        messages.success(request, _("You now act for %(name)s.") % {"name": invitation.organisation.name})
        return redirect("desk")
    return render(request, "accounts/invitation_join.html", {"invitation": invitation})


def _closed(request, why: Closed):
    status = {Closed.UNKNOWN: 404, Closed.FOR_ANOTHER: 403, Closed.HAS_ACCOUNT: 409}.get(why, 410)
    return render(request, "accounts/invitation_closed.html", {"why": CLOSED[why]}, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_sessions(request):
    """Where one is signed in; end one of the others, or all of them."""
    here = request.session.session_key
    if request.method == "POST":
        only = request.POST.get("session", "")[:40]
        ended = actions.end_sessions(request.user, here, only)
        messages.success(request, _("Ended.") if ended else _("There was nothing to end."))
        return redirect("sessions")
    return render(request, "accounts/sessions.html", {"sessions": own_sessions(request.user, here)})
