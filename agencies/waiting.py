"""What waits at the desk from agencies/: vouches to renew, lists to look at again, fees to declare."""

from datetime import date, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.waiting import Waiting
from agencies.models import Agency, RegisterList
from agencies.permissions import is_registrar
from agencies.vouching import AHEAD, running_out
from foundation.figures import format_day
from partners.models import CSO


def waiting(user, today: date) -> list[Waiting]:
    """Everything in agencies/ that waits for this user, oldest first."""
    found = [*_vouches(user, today), *_fees(user, today)]
    if is_registrar(user):
        found += _lists(today)
    return sorted(found, key=lambda one: one.since)


def _vouches(user, today: date):
    """Vouches of the user's own CSOs that run out soon and have no successor."""
    for vouch in running_out(CSO.objects.of_member(user, today), today):
        day = format_day(vouch["ends"] - timedelta(days=1), get_language() or "en")
        yield Waiting(
            title=_("Your vouch for %(agency)s (%(route)s) ends on %(day)s. Visit again to renew it.")
            % {"agency": vouch["agency__name"], "route": vouch["corridor__code"], "day": day},
            since=vouch["ends"] - AHEAD,
            url=reverse("vouch", args=[vouch["cso"], vouch["agency__public_id"], vouch["corridor__code"]]),
            urgency=2 if vouch["ends"] - today <= timedelta(days=14) else 1,
        )


def _fees(user, today: date):
    """The user's own agencies that have told no fees yet."""
    own = Agency.objects.filter(organisation__in=user.memberships.live(today).values("organisation"), disclosures=None)
    for agency in own:
        yield Waiting(
            title=_("Tell us what workers pay at %(agency)s. Without it, your jobs are not shown.")
            % {"agency": agency.name},
            since=today,
            url=reverse("agency", args=[agency.public_id]),
        )


def _lists(today: date):
    """Registers whose newest list is due to be looked at again."""
    newest = RegisterList.objects.values("source", "regulator").annotate(due=Max("next_check")).filter(due__lte=today)
    for one in newest:
        yield Waiting(
            title=_("Look at this list of licences again: %(regulator)s") % {"regulator": one["regulator"]},
            since=one["due"],
            url=reverse("agency_list"),
            urgency=1,
        )
