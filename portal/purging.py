"""Everything that is deleted by age, on every floor, and everything that a restored backup must lose again.

Importing this declares every kind of foundation.purges; `purge` and `restore` call it.
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.invitations import forget_expired, forget_proposals
from agencies.actions.leads import purge_leads
from agencies.actions.reviews import purge_reviews
from agencies.actions.uploading import purge_uploads
from audits.actions.lists import purge_lists
from cms import consents
from cms.paper import purge_requests
from foundation import purge_log, purges, trail
from jobs.alerts import purge_searches
from jobs.introductions import purge_introductions
from partners import network
from support.actions import client, referring
from support.actions.concerns import open_missing_cases
from support.actions.purging import purge_cases

# Where kinds are declared that nothing is deleted from by age.
DECLARED_IN = (client, consents, network, referring)
REPLAYED = trail.declare("portal.purges_replayed", _("Deleted again after a restore"))


def purge_everything(today: date) -> Iterator[str]:
    """Delete what has reached its last day: sentences with counts. Safe to repeat."""
    done = purge_introductions(today)
    yield f"Introductions: {done['closed']} closed, {done['deleted']} deleted."
    yield f"Reports: {purge_leads(today)} deleted."
    yield f"Lists nobody applied: {purge_uploads(today)} deleted."
    yield f"Supplier lists nobody applied: {purge_lists(today)} deleted."
    done = purge_searches(today)
    yield f"Saved searches: {done['searches']} deleted, with {done['tellings']} old tellings of others."
    yield f"Invitations: {forget_expired() + forget_proposals()} ran out."
    yield f"Requests for printed copies: {purge_requests(today)} deleted."
    done = purge_reviews(today)
    yield f"Review cards: {done['cards']} deleted; words of reports: {done['words']} deleted."
    yield f"Concerns without a case: {open_missing_cases(today)} now have one."
    done = purge_cases(today)
    yield f"Cases: {done['closed']} closed, {done['taken_back']} back at the desk, {done['deleted']} deleted."
    purge_log.prune()


def delete_again() -> int:
    """Delete what the purge log says was deleted: how many rows a restored backup had brought back. Safe to repeat."""
    back = purges.replay()
    if back:
        trail.record(REPLAYED, "portal.backups", **{name.replace(".", "_"): count for name, count in back.items()})
    purge_log.end_restore()
    return sum(back.values())
