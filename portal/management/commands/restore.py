"""`manage.py restore ARCHIVE`: puts a backup back, without what was purged since it was made. Stop the site first."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from portal.backups import Refused, restore


class Command(BaseCommand):
    help = "Restore a backup. Refuses a damaged one, one of another schema, and a database that is not empty."

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what the database here holds")
        parser.add_argument(
            "--without-purge-log",
            action="store_true",
            help="restore although the purge log is lost: what people had deleted since the backup comes back",
        )

    def handle(self, *args, archive: Path, replace: bool, without_purge_log: bool, **options):
        """Say what was restored, and what a person must look at."""
        try:
            done = restore(archive, replace=replace, without_purge_log=without_purge_log)
        except Refused as why:
            raise CommandError(str(why))
        self.stdout.write(f"Restored as of {done.made}, with {done.files} files.")
        self.stdout.write(f"Deleted again, because it had been deleted since: {done.deleted_again} rows.")
        self.stdout.write("Everybody signs in anew. Whoever left or was let in since must leave or be let in again.")
        self.stdout.write("Now run manage.py reindex, and start the site.")
