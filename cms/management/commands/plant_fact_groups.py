"""manage.py plant_fact_groups: the groups "Fact editors" and "Fact approvers"; safe to repeat."""

from django.core.management.base import BaseCommand

from cms.facts.groups import plant_groups


class Command(BaseCommand):
    help = "Make the groups of those who draft facts of migration and of those who approve them."

    def handle(self, *args, **options):
        self.stdout.write(", ".join(plant_groups()))
