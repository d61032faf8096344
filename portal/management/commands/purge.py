"""`manage.py purge`: deletes what is past its retention. Run it every hour, and after restoring a backup."""

from django.core.management.base import BaseCommand

from accounts.invitations import forget_expired, forget_proposals
from agencies.actions.leads import purge_leads
from agencies.actions.reviews import purge_reviews
from agencies.actions.uploading import purge_uploads
from audits.actions.lists import purge_lists
from cms.paper import purge_requests
from foundation import clock
from jobs.alerts import purge_searches
from jobs.introductions import purge_introductions
from support.actions.concerns import open_missing_cases
from support.actions.purging import purge_cases


class Command(BaseCommand):
    """Counts only: what was deleted is nobody's business any more."""

    help = (
        "Close introductions nobody answered, delete those closed 30 days ago, and saved searches that nobody has read "
        "for half a year; forget whom invitations were sent to that ran out; close silent cases and delete old ones. "
        "Run it every hour."
    )

    def handle(self, *args, **options):
        """Purge by the day of foundation.clock and say how many."""
        done = purge_introductions(clock.today())
        self.stdout.write(f"Introductions: {done['closed']} closed, {done['deleted']} deleted.")
        self.stdout.write(f"Reports: {purge_leads(clock.today())} deleted.")
        self.stdout.write(f"Lists nobody applied: {purge_uploads(clock.today())} deleted.")
        self.stdout.write(f"Supplier lists nobody applied: {purge_lists(clock.today())} deleted.")
        done = purge_searches(clock.today())
        self.stdout.write(
            f"Saved searches: {done['searches']} deleted, with {done['tellings']} old tellings of others."
        )
        self.stdout.write(f"Invitations: {forget_expired() + forget_proposals()} ran out.")
        self.stdout.write(f"Requests for printed copies: {purge_requests(clock.today())} deleted.")
        done = purge_reviews(clock.today())
        self.stdout.write(f"Review cards: {done['cards']} deleted; words of reports: {done['words']} deleted.")
        self.stdout.write(f"Concerns without a case: {open_missing_cases(clock.today())} now have one.")
        done = purge_cases(clock.today())
        self.stdout.write(
            f"Cases: {done['closed']} closed, {done['taken_back']} back at the desk, {done['deleted']} deleted."
        )
