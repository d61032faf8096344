"""The members' desk: who acts for an organisation, who is invited, who leaves, who lost a second factor.

Officers of the organisation and registrars; everybody else finds nothing here.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import actions, invitations
from accounts.desk_tables import member_table, organisation_table
from accounts.forms import EnrolForm, InviteForm, ResetFactorForm
from accounts.letters import send_invitation
from accounts.models import Invitation, InvitationProposal, Membership, Organisation, User
from accounts.permissions import (
    acts_for,
    is_registrar,
    manages_members,
    may_invite,
    may_reset_second_factor,
    needs_a_second,
)
from accounts.wording import CLOSED
from foundation import clock, limits

LETTERS_A_DAY = 60
UNSENT = gettext_lazy("The letter could not be sent. Look at the address, or try again later.")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_organisations(request):
    """The organisations whose members this user looks after; for a registrar all of them, found by name.

    A registrar's POST enrols the organisation of an agency, so that its first officer can be invited.
    """
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not is_registrar(request.user):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        organisation, new = actions.enrol_agency(form.cleaned_data["name"], request.user)
        if new:
            messages.success(request, _("Enrolled. Invite its first officer, who then claims the agency’s record."))
        else:
            messages.warning(request, _("This organisation is registered already. Here it is."))
        return redirect("members", organisation.pk)
    found = Organisation.objects.order_by("name", "pk")
    if not is_registrar(request.user):
        held = request.user.live_memberships(clock.today()).filter(role=Membership.Role.OFFICER)
        found = found.filter(pk__in=held.values("organisation"))
        if len(found) == 1:
            return redirect("members", found[0].pk)
    context = {"form": form if is_registrar(request.user) else None}
    status = 422 if form.is_bound else 200
    return organisation_table(request, found).answer("accounts/organisations.html", context, status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_members(request, pk: int):
    """Members and open invitations of one organisation; a POST invites one more."""
    organisation = get_object_or_404(Organisation, pk=pk)
    # Asked once: each of the three questions below would ask it again.
    own = acts_for(request.user, organisation)
    if not own and not manages_members(request.user, organisation):
        raise Http404
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _invite(request, organisation, form):
        return redirect("members", pk)
    context = {
        "organisation": organisation,
        "may_invite": own or may_invite(request.user, organisation),
        "needs_a_second": not own and needs_a_second(request.user, organisation),
        "proposals": organisation.invitation_proposals.all(),
        "invitations": Invitation.objects.waiting(clock.now()).filter(organisation=organisation),
        "form": form,
    }
    table = member_table(request, organisation, clock.today())
    return table.answer("accounts/members.html", context, 422 if form.is_bound else 200)


def _invite(request, organisation, form) -> bool:
    if not limits.allow("accounts.invite", str(request.user.pk), limit=LETTERS_A_DAY, seconds=86400):
        form.add_error(None, _("You have sent very many invitations today. Go on tomorrow."))
        return False
    told = form.cleaned_data
    try:
        if needs_a_second(request.user, organisation):
            invitations.propose(organisation, told["email"], told["role"], told["language"], request.user)
            messages.success(request, _("Another registrar must confirm this invitation. Then the letter goes out."))
            return True
        invitation, secret = invitations.invite(organisation, told["email"], told["role"], request.user)
    except invitations.InvitationRefused as refused:
        form.add_error("email", str(CLOSED[refused.code]))
        return False
    if not _sent(request, invitation, secret, told["language"]):
        form.add_error("email", UNSENT)
        return False
    return True


def _sent(request, invitation, secret: str, language: str) -> bool:
    """Send the letter, or end the invitation."""
    if send_invitation(invitation, secret, language):
        messages.success(request, _("The invitation is on its way. Its link works once, within seven days."))
        return True
    invitations.end_invitation(invitation, request.user)
    return False


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide_invitation(request, pk: int):
    """A registrar looks at an invitation to a CSO that another one asked for; the one who asked can only take it back."""
    if not is_registrar(request.user):
        raise Http404
    proposal = get_object_or_404(InvitationProposal.objects.select_related("organisation", "proposed_by"), pk=pk)
    back, own = redirect("members", proposal.organisation_id), proposal.proposed_by_id == request.user.pk
    step = request.POST.get("step", "")
    if step == "refuse":
        invitations.refuse(proposal, request.user)
        messages.success(request, _("No letter goes out."))
        return back
    if step == "confirm":
        try:
            invitation, secret = invitations.confirm(proposal, request.user)
        except invitations.InvitationRefused as refused:
            messages.error(request, str(CLOSED[refused.code]))
            return back
        if not _sent(request, invitation, secret, proposal.language):
            messages.error(request, UNSENT)
        return back
    return render(request, "accounts/decide_invitation.html", {"proposal": proposal, "own": own})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_invitation(request, pk: int):
    """Ask, then take an invitation back."""
    invitation = get_object_or_404(Invitation.objects.select_related("organisation"), pk=pk)
    _managed(request.user, invitation.organisation_id)
    if request.method == "POST":
        if invitations.end_invitation(invitation, request.user):
            messages.success(request, _("The invitation is taken back. Its link no longer works."))
        else:
            messages.warning(request, _("This invitation was used or taken back before."))
        return redirect("members", invitation.organisation_id)
    return render(request, "accounts/end_invitation.html", {"invitation": invitation})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request, pk: int):
    """Ask, then end a membership today. What the person did for the organisation stays."""
    membership = get_object_or_404(Membership.objects.select_related("organisation", "user"), pk=pk)
    organisation, today = _managed(request.user, membership.organisation_id), clock.today()
    if request.method == "POST":
        actions.leave_organisation(membership, today, request.user)
        messages.success(request, _("The membership has ended. This person no longer acts for the organisation."))
        still = manages_members(request.user, organisation)
        return redirect("members", organisation.pk) if still else redirect("desk")
    officers = Membership.objects.live(today).filter(organisation=organisation, role=Membership.Role.OFFICER)
    last = not officers.exclude(pk=membership.pk).exists()
    context = {"membership": membership, "organisation": organisation, "last": last}
    return render(request, "accounts/end_membership.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request, pk: int):
    """A registrar says how identity was checked, then the member's second factors and sessions are gone."""
    if not is_registrar(request.user):
        raise Http404
    members = User.objects.filter(memberships__in=Membership.objects.live(clock.today())).distinct()
    member = get_object_or_404(members, pk=pk)
    if not may_reset_second_factor(request.user, member):
        raise Http404
    form = ResetFactorForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.reset_second_factor(member, form.cleaned_data["checked"], request.user)
        messages.success(
            request, _("Done. At the next sign-in this person sets up a new second step. All their sessions ended.")
        )
        return redirect("organisations")
    context = {"member": member, "form": form}
    return render(request, "accounts/reset_second_factor.html", context, status=422 if form.is_bound else 200)


def _managed(user, pk: int) -> Organisation:
    organisation = get_object_or_404(Organisation, pk=pk)
    if not manages_members(user, organisation):
        raise Http404
    return organisation
