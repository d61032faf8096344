"""manage.py send_fact_letters: the weekly letter on facts and pages to look at again; running twice tells nobody twice."""

from django.core.management.base import BaseCommand

from cms.facts.digest import send_letters
from foundation import clock


class Command(BaseCommand):
    help = "Send the weekly letter on facts and pages to look at again to the editors who want it."

    def handle(self, *args, **options):
        sent = send_letters(clock.today())
        self.stdout.write(
            f"{sent.letters} letters sent, {sent.refused} refused by the mail server, "
            f"{sent.without_address} without a confirmed address."
        )
