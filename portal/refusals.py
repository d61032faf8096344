"""An audit line for whatever was refused: of a member at a desk in the trail, of everybody else in the log alone.

portal.settings puts it among the middleware. Django logs each refusal by the name of its view (portal.logs); nobody who
has no account is written down anywhere else, and no flood of strangers can lengthen the trail.
"""

import re

from django.utils.translation import gettext_lazy as _

from foundation import limits, trail
from portal.logs import view_of

REFUSED = trail.declare("portal.refused", _("A member was refused"))
# Where members act for others. What jobseekers with an account look at is nobody's business.
DESKS = re.compile(r"^/(?:admin|[a-z]{2}/(?:desk|account/invitation))/")
LINES_AN_HOUR, HOUR = 120, 3600


class RefusalsNoted:
    """Writes which view refused which member, how, and the row's number: no word of what was typed, no address.

    Of views marked nameless, such as those for vouches, neither the member nor a number.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if 400 <= response.status_code < 500 and DESKS.match(request.path):
            user = getattr(request, "user", None)
            # One who tries and tries gets so many lines, then only the log's.
            if user and user.is_authenticated and self._may_note(user):
                facts = {"method": request.method, "status": response.status_code}
                if not _is_nameless(request):
                    facts = {**facts, "actor": user, **_numbers(request)}
                trail.record(REFUSED, f"portal.view/{view_of(request)}", **facts)
        return response

    @staticmethod
    def _may_note(user) -> bool:
        return limits.allow("portal.refused", str(user.pk), limit=LINES_AN_HOUR, seconds=HOUR)


def _is_nameless(request) -> bool:
    """Whether the view was marked by foundation.trail.nameless."""
    match = request.resolver_match
    return match is not None and getattr(match.func, "refused_namelessly", False)


def _numbers(request) -> dict[str, str]:
    """What the address names, where that is a number of ours: never a secret, never a text."""
    match = request.resolver_match
    given = match.kwargs if match else {}
    return {name: str(value) for name, value in given.items() if re.fullmatch(r"[0-9]{1,10}", str(value))}
