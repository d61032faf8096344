"""What waits at the desk from agencies/: vouches to renew, lists to look at again, fees to declare, cards, reports."""

from datetime import date, timedelta

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.waiting import Waiting
from agencies.models import Agency, RegisterList, Review, ReviewBatch, ReviewReply, Vouch
from agencies.permissions import is_registrar
from foundation.figures import format_day
from partners.models import CSO

AHEAD = timedelta(days=60)


def waiting(user, today: date) -> list[Waiting]:
    """Everything in agencies/ that waits for this user, oldest first."""
    found = [*_vouches(user, today), *_fees(user, today), *_cards(user, today)]
    if is_registrar(user):
        found += [*_lists(today), *_reviews(today)]
    return sorted(found, key=lambda one: one.since)


def _vouches(user, today: date):
    """Vouches of the user's own CSOs that run out soon and have no successor."""
    csos = CSO.objects.of_member(user, today)
    last = (
        Vouch.objects.filter(cso__in=csos, withdrawn=None)
        .values("agency", "agency__name", "agency__public_id", "corridor__code")
        .annotate(ends=Max("expires"))
        .filter(ends__gt=today, ends__lte=today + AHEAD)
    )
    for vouch in last:
        day = format_day(vouch["ends"] - timedelta(days=1), get_language() or "en")
        yield Waiting(
            title=_("Your vouch for %(agency)s (%(route)s) ends on %(day)s. Visit again to renew it.")
            % {"agency": vouch["agency__name"], "route": vouch["corridor__code"], "day": day},
            since=vouch["ends"] - AHEAD,
            url=reverse("agency", args=[vouch["agency__public_id"]]),
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


def _cards(user, today: date):
    """Sheets of the user's own CSOs whose unused cards run out soon."""
    csos = CSO.objects.of_member(user, today)
    soon = ReviewBatch.objects.filter(cso__in=csos, expires__gt=today, expires__lte=today + AHEAD)
    for batch in soon.annotate(left=Count("tokens")).filter(left__gt=0):
        yield Waiting(
            title=_("%(number)s review cards run out on %(day)s. Hand them out or make new ones.")
            % {"number": batch.left, "day": format_day(batch.last_day, get_language() or "en")},
            since=batch.expires - AHEAD,
            url=reverse("review_sheets"),
        )


def _reviews(today: date):
    """Reports held back, and replies to read. A report has no day, so it waits since today."""
    held = Review.objects.held().count()
    if held:
        yield Waiting(
            title=_("Reports held back, to look at: %(number)s") % {"number": held},
            since=today,
            url=reverse("held_reviews"),
            urgency=1,
        )
    for reply in ReviewReply.objects.filter(state=ReviewReply.State.WAITING).select_related("agency"):
        yield Waiting(
            title=_("A reply of %(agency)s waits to be read.") % {"agency": reply.agency.name},
            since=reply.written,
            url=reverse("held_reviews"),
        )
