"""plant_pages: the first tree of pages in every language and the site that serves it; safe to repeat. The demo calls it."""

from django.core.management.base import BaseCommand

from cms.actions import plant_home
from cms.page_index import keep_doors
from cms.planting import plant_tree
from cms.translation.groups import plant_translator_groups


class Command(BaseCommand):
    help = (
        "Make the pages that are missing, in every language; never touch what editors wrote. Run load_corridors first."
    )

    def handle(self, *args, **options):
        made = plant_tree()
        plant_translator_groups()
        keep_doors()
        self.stdout.write(f"First pages: {', '.join(sorted(plant_home()))}. {made} pages made.")
