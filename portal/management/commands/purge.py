"""`manage.py purge`: deletes what is past its retention. Run it every hour, and after restoring a backup by hand."""

from django.core.management.base import BaseCommand

from foundation import clock, purge_log
from portal.purging import delete_again, purge_everything


class Command(BaseCommand):
    """Counts only: what was deleted is nobody's business any more."""

    help = (
        "Close introductions nobody answered, delete those closed 30 days ago, and saved searches that nobody has read "
        "for half a year; forget whom invitations were sent to that ran out; close silent cases and delete old ones. "
        "Run it every hour."
    )

    def add_arguments(self, parser):
        """A database restored by other tools needs to be told so."""
        parser.add_argument(
            "--restored", action="store_true", help="delete again what had been deleted since the backup was made"
        )

    def handle(self, *args, restored: bool, **options):
        """Purge by the day of foundation.clock and say how many. A restore that was broken off is finished first."""
        if restored or purge_log.restore_unfinished():
            self.stdout.write(f"Deleted again after a restore: {delete_again()}.")
        for line in purge_everything(clock.today()):
            self.stdout.write(line)
