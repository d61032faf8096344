"""`manage.py verify_trail`: reads the whole audit trail and says whether anything in it was altered or removed."""

from django.core.management.base import BaseCommand, CommandError

from foundation import trail
from foundation.models import TrailEntry


class Command(BaseCommand):
    help = "Check the audit trail. Prints its last entry, which you should keep elsewhere and give to --kept next time."

    def add_arguments(self, parser):
        parser.add_argument(
            "--kept", metavar="SEQUENCE:DIGEST", help="an entry written down earlier, that must still be there"
        )

    def handle(self, *args, **options):
        ok, broken = trail.verify_trail()
        if not ok:
            raise CommandError(f"The trail is broken at entry {broken}.", returncode=1)
        if kept := options["kept"]:
            sequence, _, digest = kept.partition(":")
            if not sequence.isdigit() or not TrailEntry.objects.filter(sequence=int(sequence), digest=digest).exists():
                raise CommandError(
                    "The entry you kept is not in the trail: its end was cut off or rewritten.", returncode=1
                )
        sequence, digest = trail.head()
        self.stdout.write(f"The trail is whole: {sequence} entries. Keep this: {sequence}:{digest}")
