"""What waits at the desk from agencies/: vouches to renew, fees to declare, cards that run out, and a registrar's queues."""

from datetime import date, timedelta

from django.db.models import Count, Exists, Min, OuterRef
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.waiting import About, Waiting
from agencies.models import (
    Agency,
    Appeal,
    ClaimRequest,
    Concern,
    Lead,
    Licence,
    LookAlike,
    RegisterList,
    RegisterUpload,
    Review,
    ReviewBatch,
    ReviewReply,
    SanctionProposal,
    VouchDraft,
)
from agencies.permissions import is_registrar
from agencies.vouching import AHEAD, running_out
from foundation.figures import format_day
from partners.models import CSO

MOST = 50
# How long an answer stands among what waits.
NEWS = timedelta(days=30)


def waiting(user, today: date) -> list[Waiting]:
    """Everything in agencies/ that waits for this user, oldest first."""
    found = [
        *_vouches(user, today),
        *_drafts(user, today),
        *_fees(user, today),
        *_cards(user, today),
        *_answers(user, today),
    ]
    if is_registrar(user):
        found += [
            *_lists(today),
            *_uploads(),
            *_reports(today),
            *_concerns(),
            *_second_people(user),
            *_second_looks(user),
            *_requests(),
            *_look_alikes(),
            *_reviews(today),
        ]
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
            about=About.VOUCHES,
        )


def _drafts(user, today: date):
    """Vouches that the user's own CSOs have begun to write."""
    drafts = VouchDraft.objects.filter(cso__in=CSO.objects.of_member(user, today))
    for draft in drafts.select_related("agency", "corridor")[:MOST]:
        yield Waiting(
            title=_("Finish your vouch for %(agency)s (%(route)s)")
            % {"agency": draft.agency.name, "route": draft.corridor.code},
            since=draft.saved_on,
            url=reverse("vouch", args=[draft.cso_id, draft.agency.public_id, draft.corridor.code]),
            about=About.VOUCHES,
        )


def _answers(user, today: date):
    """Answers to the user's own appeals and claims, for a month after they were given."""
    organisations, since = user.live_memberships(today).values("organisation"), today - NEWS
    appeals = Appeal.objects.exclude(state=Appeal.State.WAITING).filter(
        sanction__agency__organisation__in=organisations, answered__gt=since
    )
    for appeal in appeals.select_related("sanction__agency"):
        agency = appeal.sanction.agency
        yield Waiting(
            title=_("Read the answer to your appeal: %(agency)s") % {"agency": agency.name},
            since=appeal.answered,
            url=reverse("own_appeal", args=[agency.public_id, appeal.sanction_id]),
            urgency=1,
        )
    claims = ClaimRequest.objects.exclude(state=ClaimRequest.State.WAITING).filter(
        organisation__in=organisations, decided__gt=since
    )
    for claim in claims.select_related("agency"):
        yield Waiting(
            title=_("Read the answer to your claim: %(agency)s") % {"agency": claim.agency.name},
            since=claim.decided,
            url=reverse("own_desk"),
        )


def _fees(user, today: date):
    """The user's own agencies that have told no fees yet."""
    own = Agency.objects.filter(organisation__in=user.memberships.live(today).values("organisation"), disclosures=None)
    for agency in own:
        yield Waiting(
            title=_("Tell us what workers pay at %(agency)s. Without it, your jobs are not shown.")
            % {"agency": agency.name},
            since=today,
            url=reverse("own_fees", args=[agency.public_id]),
        )


def _lists(today: date):
    """Registers with rows that nobody looked at again in time. A newer list of a few rows leaves the others to look at."""
    still_listed = Licence.objects.filter(entry__seen=OuterRef("pk"), known_to=None).exclude(
        status=Licence.Status.NOT_LISTED
    )
    whole = RegisterList.objects.filter(complete=True, next_check__gt=today)
    stale = RegisterList.objects.filter(Exists(still_listed), next_check__lte=today)
    stale = stale.exclude(source__in=whole.values("source"))
    for one in stale.values("source", "regulator").annotate(due=Min("next_check")).order_by("source"):
        yield Waiting(
            title=_("Look at this list of licences again: %(regulator)s") % {"regulator": one["regulator"]},
            since=one["due"],
            url=reverse("register_uploads"),
            urgency=1,
        )


def _uploads():
    """Uploaded lists that nobody applied or dropped yet."""
    for upload in RegisterUpload.objects.filter(applied=None).defer("content").order_by("uploaded", "pk")[:MOST]:
        yield Waiting(
            title=_("Apply or drop an uploaded list: %(file)s") % {"file": upload.file_name},
            since=upload.uploaded,
            url=reverse("register_upload", args=[upload.pk]),
        )


def _reports(today: date):
    """Reports and adverts nobody has closed, one line a kind: their words are for the page that records each reading."""
    for kind, title, address, urgency in (
        (Lead.Kind.CONCERN, _("Read what workers report"), "registry_leads", 2),
        (Lead.Kind.ADVERT, _("Look at adverts people asked about"), "registry_adverts", 0),
        (Lead.Kind.CORRECTION, _("Look at corrections asked for"), "registry_corrections", 1),
    ):
        oldest = Lead.objects.waiting(today).filter(kind=kind).aggregate(since=Min("received"))["since"]
        if oldest:
            yield Waiting(title=title, since=oldest, url=reverse(address), urgency=urgency)


def _concerns():
    """One line for all that nobody has closed: one raised by a vouch taken back has no report of its own."""
    oldest = Concern.objects.live().aggregate(since=Min("received"))["since"]
    if oldest:
        yield Waiting(title=_("Look into concerns"), since=oldest, url=reverse("concerns"), urgency=2)


def _second_people(user):
    """Suspensions somebody else proposed, and appeals this person may answer."""
    proposals = SanctionProposal.objects.filter(state=SanctionProposal.State.WAITING).exclude(proposed_by=user)
    for proposal in proposals.select_related("agency")[:MOST]:
        yield Waiting(
            title=_("Confirm or refuse: suspend %(agency)s") % {"agency": proposal.agency.name},
            since=proposal.proposed,
            url=reverse("proposal", args=[proposal.pk]),
            urgency=2,
        )
    appeals = Appeal.objects.filter(state=Appeal.State.WAITING).exclude(sanction__proposed_by=user)
    for appeal in appeals.exclude(sanction__confirmed_by=user).select_related("sanction__agency")[:MOST]:
        yield Waiting(
            title=_("Answer the appeal of %(agency)s") % {"agency": appeal.sanction.agency.name},
            since=appeal.received,
            url=reverse("sanction", args=[appeal.sanction_id]),
            urgency=2,
        )


def _second_looks(user):
    """Concerns that somebody else found severe: this person may open them."""
    found = Concern.objects.filter(state=Concern.State.RECEIVED).exclude(proposed_by=None)
    for concern in found.exclude(proposed_by=user).select_related("agency")[:MOST]:
        yield Waiting(
            title=_("Look whether this is severe, as another registrar finds: a concern about %(agency)s")
            % {"agency": concern.agency.name},
            since=concern.proposed,
            url=reverse("concern", args=[concern.pk]),
            urgency=2,
        )


def _requests():
    """Claims of records."""
    for claim in ClaimRequest.objects.filter(state=ClaimRequest.State.WAITING).select_related("organisation")[:MOST]:
        yield Waiting(
            title=_("Look at the claim of %(organisation)s") % {"organisation": claim.organisation.name},
            since=claim.received,
            url=reverse("claim", args=[claim.pk]),
            urgency=1,
        )


def _look_alikes():
    """One line for the whole queue."""
    oldest = LookAlike.objects.filter(finding="").aggregate(since=Min("found"))["since"]
    if oldest:
        yield Waiting(title=_("Look at agencies that look alike"), since=oldest, url=reverse("look_alikes"))


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
            about=About.CARDS,
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
