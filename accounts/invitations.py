"""Invitations: made, ended, accepted. The link goes out by e-mail and stands nowhere else; here is only its keyed hash.

The members' desk makes and ends them, the page of the link accepts them. The first one to a CSO is proposed by one
registrar and confirmed by another.
"""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.actions import join_organisation
from accounts.models import Invitation, InvitationProposal, Membership, Organisation, User
from accounts.permissions import is_kept_apart, may_invite, needs_a_second
from foundation import clock, purges, trail

LASTS = timedelta(days=7)
ENDED = purges.declare("accounts.invitation", Invitation, lambda keys: _end_again(keys), columns=("secret_hash",))
PROPOSAL_GONE = purges.declare(
    "accounts.invitation_proposal", InvitationProposal, columns=("pk", "organisation", "proposed_at")
)


class Closed(StrEnum):
    """Why an invitation cannot be made or accepted; accounts.wording says it in words."""

    INVITED_ALREADY = "invited_already"
    MEMBER_ALREADY = "member_already"
    UNKNOWN = "unknown"
    USED = "used"
    ENDED = "ended"
    EXPIRED = "expired"
    FOR_ANOTHER = "for_another"
    HAS_ACCOUNT = "has_account"
    SERVES_DESK = "serves_desk"
    SECOND_NEEDED = "second_needed"
    NOT_YOURS = "not_yours"


class InvitationRefused(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """Nothing was written; `code` says why."""

    def __init__(self, code: Closed):
        super().__init__(code.value)
        self.code = code


@transaction.atomic
def propose(organisation: Organisation, email: str, role: str, language: str, actor: User) -> InvitationProposal:
    """Ask for an invitation that takes a second registrar. The same person twice is refused. Raises InvitationRefused."""
    organisation, email = Organisation.objects.select_for_update().get(pk=organisation.pk), email.strip()
    forget_proposals()
    if InvitationProposal.objects.filter(organisation=organisation, email__iexact=email).exists():
        raise InvitationRefused(Closed.INVITED_ALREADY)
    _refuse_who_may_not_join(organisation, email, role, actor)
    proposal = InvitationProposal.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        language=language,
        proposed_by=actor,
        proposed_at=clock.now(),
    )
    trail.record("accounts.invitation_proposed", proposal, actor=actor, organisation=organisation.pk, role=role)
    return proposal


@transaction.atomic
def confirm(proposal: InvitationProposal, actor: User) -> tuple[Invitation, str]:
    """A second registrar agrees: (invitation, the secret of its link). Raises InvitationRefused."""
    proposal = (
        InvitationProposal.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=proposal.pk)
    )
    made = invite(proposal.organisation, proposal.email, proposal.role, actor, proposed_by=proposal.proposed_by)
    proposal.delete()
    return made


@transaction.atomic
def refuse(proposal: InvitationProposal, actor: User) -> None:
    """No letter goes: a second registrar does not agree, or the first takes it back."""
    trail.record("accounts.invitation_refused", proposal, actor=actor, organisation=proposal.organisation_id)
    PROPOSAL_GONE.purge(InvitationProposal.objects.filter(pk=proposal.pk))


@transaction.atomic
def invite(
    organisation: Organisation, email: str, role: str, actor: User, proposed_by: User | None = None
) -> tuple[Invitation, str]:
    """(invitation, the secret of its link). Raises InvitationRefused, such as while an older one to the person is open.

    A registrar's to a CSO takes another registrar, who proposed it.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    now, email = clock.now(), email.strip()
    if needs_a_second(actor, organisation) and (proposed_by is None or proposed_by.pk == actor.pk):
        raise InvitationRefused(Closed.SECOND_NEEDED)
    open_ones = Invitation.objects.filter(
        organisation=organisation, email__iexact=email, accepted_at=None, ended_at=None
    )
    for stale in open_ones.filter(expires__lte=now):
        _end(stale)
    if open_ones.exists():
        raise InvitationRefused(Closed.INVITED_ALREADY)
    _refuse_who_may_not_join(organisation, email, role, actor)
    secret = base64.b32encode(secrets.token_bytes(20)).decode().lower()
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        email=email,
        secret_hash=_hash(secret, settings.SECRET_KEY),
        invited_by=actor,
        proposed_by=proposed_by,
        invited_at=now,
        expires=now + LASTS,
    )
    trail.record("accounts.invited", invitation, actor=actor, organisation=organisation.pk, role=role)
    return invitation, secret


@transaction.atomic
def end_invitation(invitation: Invitation, actor: User) -> bool:
    """Take back an invitation that nobody has accepted: its link is dead at once. False when there was none to end."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.accepted_at or invitation.ended_at:
        return False
    _end(invitation)
    trail.record("accounts.invitation_ended", invitation, actor=actor)
    return True


def of_secret(secret: str) -> Invitation | None:
    """The invitation of a link, also a used one; None for a link that we never made."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    rows = Invitation.objects.select_related("organisation")
    return rows.filter(secret_hash__in=[_hash(secret, key) for key in keys]).first()


def why_closed(invitation: Invitation | None) -> Closed | None:
    """Why it cannot be accepted any more; None when it can."""
    if invitation is None:
        return Closed.UNKNOWN
    if invitation.accepted_at:
        return Closed.USED
    if invitation.ended_at and invitation.ended_at < invitation.expires:
        return Closed.ENDED
    if invitation.expires <= clock.now():
        return Closed.EXPIRED
    # An officer who has left cannot leave a door open behind them.
    by = invitation.invited_by
    return None if by and may_invite(by, invitation.organisation) else Closed.ENDED


@transaction.atomic
def accept_as_new(invitation: Invitation, username: str, password: str) -> User:
    """Make the account, its address confirmed by the letter that reached it, and join. Raises InvitationRefused."""
    invitation = _still_open(invitation)
    if account_of(invitation):
        raise InvitationRefused(Closed.HAS_ACCOUNT)
    user = User(username=username, email=invitation.email)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _join(invitation, user)
    return user


@transaction.atomic
def accept_as(invitation: Invitation, user: User) -> Membership:
    """Join with the account that the invitation was sent to. Raises InvitationRefused."""
    invitation = _still_open(invitation)
    if not user.email or user.email.lower() != invitation.email.lower():
        raise InvitationRefused(Closed.FOR_ANOTHER)
    if is_kept_apart(user, invitation.organisation):
        raise InvitationRefused(Closed.SERVES_DESK)
    return _join(invitation, user)


def forget_proposals() -> int:
    """Delete what no second registrar looked at within a week: how many. Safe to repeat; the nightly purge calls it."""
    return PROPOSAL_GONE.purge(InvitationProposal.objects.filter(proposed_at__lte=clock.now() - LASTS))


def account_of(invitation: Invitation) -> User | None:
    """The account that already has the address of the invitation."""
    return User.objects.filter(email__iexact=invitation.email).first() if invitation.email else None


@transaction.atomic
def forget_expired() -> int:
    """Take the addresses out of invitations that ran out: how many. Safe to repeat; the hourly purge calls it."""
    stale = Invitation.objects.filter(accepted_at=None, ended_at=None, expires__lte=clock.now())
    ENDED.note(stale)
    return stale.update(ended_at=F("expires"), email="")


def _refuse_who_may_not_join(organisation: Organisation, email: str, role: str, actor: User) -> None:
    if not may_invite(actor, organisation):
        raise InvitationRefused(Closed.NOT_YOURS)
    held = Membership.objects.live(clock.today()).filter(organisation=organisation, role=role)
    if held.filter(user__email__iexact=email).exists():
        raise InvitationRefused(Closed.MEMBER_ALREADY)
    account = User.objects.filter(email__iexact=email).first()
    if account and is_kept_apart(account, organisation):
        raise InvitationRefused(Closed.SERVES_DESK)


def _still_open(invitation: Invitation) -> Invitation:
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=invitation.pk)
    if why := why_closed(invitation):
        raise InvitationRefused(why)
    return invitation


def _join(invitation: Invitation, user: User) -> Membership:
    membership = join_organisation(user, invitation.organisation, invitation.role, clock.today(), invitation.invited_by)
    invitation.accepted_at, invitation.email = clock.now(), ""
    invitation.save(update_fields=["accepted_at", "email"])
    trail.record("accounts.invitation_accepted", invitation, actor=user, membership=membership.pk)
    return membership


def _end_again(keys: list) -> None:
    for invitation in Invitation.objects.filter(pk__in=keys, accepted_at=None, ended_at=None):
        _end(invitation)


def _end(invitation: Invitation) -> None:
    ENDED.note(Invitation.objects.filter(pk=invitation.pk))
    invitation.ended_at, invitation.email = clock.now(), ""
    invitation.save(update_fields=["ended_at", "email"])


def _hash(secret: str, key: str) -> str:
    return hmac.new(
        key.encode(), f"accounts.invitations/{secret}".encode("utf-8", "replace"), hashlib.sha256
    ).hexdigest()
