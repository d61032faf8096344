"""`manage.py reseal`: after a new key was put first in FIELD_KEYS, seal letters, reports and cases with it."""

from django.core.management.base import BaseCommand

from agencies.models import Lead
from foundation.resealing import reseal
from jobs.introduction_models import Introduction
from support.models import Case, CaseMessage, Referral

TABLES = (
    (Introduction, "letter"),
    (Introduction, "answer"),
    (Lead, "words"),
    (Case, "letter"),
    (CaseMessage, "words"),
    (Referral, "answer"),
)


class Command(BaseCommand):
    """Counts only. Old keys may go once nothing is left that needs them."""

    help = "Seal anew, with the first of FIELD_KEYS, what older keys sealed; site may run meanwhile."

    def handle(self, *args, **options):
        """One line a field: how many were sealed anew, how many no key opens."""
        for model, field in TABLES:
            done, lost = reseal(model, field)
            self.stdout.write(f"{model._meta.label}.{field}: {done} sealed anew, {lost} that no key opens.")
