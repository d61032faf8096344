"""`manage.py dossier_hash BRAND --as-of DAY`: the digest of a dossier's content, without making one. For comparing machines."""

from datetime import date, datetime

from django.core.management.base import BaseCommand, CommandError

from audits.content import content_of
from audits.models import Brand
from audits.picture import moment_for, supply
from foundation import clock
from foundation.canonical import canonical, digest_of


class Command(BaseCommand):
    help = "Print the SHA-256 of a dossier's content (with --content the canonical JSON itself)."

    def add_arguments(self, parser):
        parser.add_argument("brand", help="the brand's name")
        parser.add_argument("--as-of", default="", help="the day, such as 2026-11-22; today unless given")
        parser.add_argument(
            "--known", default="", help="the moment whose knowledge it tells, in ISO 8601 with an offset"
        )
        parser.add_argument("--country", default="", help="two capital letters; all countries unless given")
        parser.add_argument("--content", action="store_true")

    def handle(self, *args, **options):
        """Read only: nothing is written."""
        brand = Brand.objects.select_related("organisation").filter(organisation__name=options["brand"]).first()
        if brand is None:
            raise CommandError(f"There is no brand {options['brand']!r}.")
        try:
            on = date.fromisoformat(options["as_of"]) if options["as_of"] else clock.today()
            known = datetime.fromisoformat(options["known"]) if options["known"] else moment_for(on)
        except ValueError as error:
            raise CommandError(str(error))
        if known.tzinfo is None:
            raise CommandError("--known needs an offset, such as +00:00.")
        content = content_of(supply(brand, on, known, options["country"]), options["country"])
        self.stdout.write(canonical(content).decode() if options["content"] else digest_of(content))
