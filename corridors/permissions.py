"""Who may propose, approve and publish facts of migration: never somebody who acts for an agency."""

from accounts.models import Organisation
from foundation import clock


def acts_for_an_agency(user) -> bool:
    """Whether this user is a member of any agency today: such a user has an interest in what may be charged."""
    if not user.is_authenticated:
        return False
    return user.live_memberships(clock.today()).filter(organisation__kind=Organisation.Kind.AGENCY).exists()


def may_draft(user) -> bool:
    """Whether this person may propose facts. Asked here and not by `has_perm`, which says yes to every superuser."""
    return _with(user, "corridors.draft_facts")


def may_approve(user) -> bool:
    """Whether this person may decide about other people's proposals."""
    return _with(user, "corridors.approve_facts")


def may_read(user) -> bool:
    """Whether the editors' screens open for this person."""
    return may_draft(user) or may_approve(user)


def _with(user, permission: str) -> bool:
    return bool(user and user.is_authenticated and user.is_active and not acts_for_an_agency(user)) and user.has_perm(
        permission
    )
