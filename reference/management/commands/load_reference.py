"""manage.py load_reference: places, occupations, crosswalks and names from our own content files."""

from django.core.management.base import BaseCommand

from reference.actions import load_reference


class Command(BaseCommand):
    help = "Load places, occupations (ISCO-08), crosswalks and names; safe to repeat."

    def handle(self, **options):
        held = load_reference()
        self.stdout.write(", ".join(f"{count} {name}" for name, count in held.items()))
