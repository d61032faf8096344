"""reindex_pages: writes what search over pages reads anew, for all languages; safe at any time and to repeat."""

from django.core.management.base import BaseCommand

from cms.page_index import keep_everything


class Command(BaseCommand):
    help = (
        "Write the words of all pages, routes and doors anew. Run it after an upgrade, and nightly for changed names."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{keep_everything()} texts can be found.")
