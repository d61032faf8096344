"""`manage.py backup FOLDER`: one archive of the database and of what editors uploaded. The site may run meanwhile."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.backups import DAYS_KEPT, Refused, back_up


class Command(BaseCommand):
    help = "Write a backup into a folder. Keys and the purge log are not in it: keep those elsewhere."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where the archive is to stand; made when it is not there")
        parser.add_argument(
            "--keep-days",
            type=int,
            default=DAYS_KEPT,
            metavar="DAYS",
            help="delete older archives there; 30 unless said",
        )

    def handle(self, *args, folder: Path, keep_days: int, **options):
        """Print the path of the archive, for whatever takes it away from this machine."""
        try:
            path = back_up(folder, keep_days)
        except Refused as why:
            raise CommandError(str(why))
        except OSError as why:
            raise CommandError(f"The backup was not written: {why.strerror} ({why.filename or folder}).")
        self.stdout.write(str(path))
