"""Words for what partners/ refuses and for shares of townships. Views and forms ask here."""

from django.utils.translation import gettext_lazy as _

from partners.network_rules import Share

REFUSALS = {
    "pseudonym_taken": _("Another ambassador of yours has this pseudonym, now or before. Choose another one."),
    "changed_since": _("Somebody changed this in the meantime. Here it is as it is now; nothing of yours was kept."),
    "session_off": _("This session was called off. Write a new one."),
    "session_held": _("This session was reported as held."),
}
SHARES = {
    Share.NONE: _("none"),
    Share.SOME: _("under a quarter"),
    Share.QUARTER: _("a quarter to half"),
    Share.HALF: _("half to three quarters"),
    Share.MOST: _("three quarters or more"),
}
MEASURES = {
    "states": _("States and regions"),
    "townships": _("Townships"),
    "ambassadors": _("Ambassadors"),
}
