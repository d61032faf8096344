"""Sentences for what accounts/ refuses. Its views call these."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.invitations import Closed

CLOSED: dict[Closed, Promise] = {
    Closed.INVITED_ALREADY: _("This person has an invitation already. Take it back first to send another."),
    Closed.MEMBER_ALREADY: _("This person is a member in this role already."),
    Closed.UNKNOWN: _("We do not know this link. Copy all of it from the letter, or ask for a new invitation."),
    Closed.USED: _("This invitation was used already. If it was you, sign in."),
    Closed.ENDED: _("This invitation was taken back. Ask for a new one."),
    Closed.EXPIRED: _("This invitation has run out. Ask for a new one."),
    Closed.FOR_ANOTHER: _("This invitation was sent to another e-mail address than that of your account."),
    Closed.HAS_ACCOUNT: _("There is an account with this e-mail address already. Sign in with it to join."),
    Closed.SERVES_DESK: _(
        "This person serves a desk of this site. Nobody does that and acts for a partner organisation too."
    ),
    Closed.SECOND_NEEDED: _("Another registrar must confirm this invitation."),
    Closed.NOT_YOURS: _("This organisation has an officer. Only its officers invite its people."),
}
