"""`manage.py reseal`: after a new key was put first in FIELD_KEYS, seal with it whatever an older one sealed."""

from django.core.management.base import BaseCommand

from agencies.actions.review_moves import SEALED, reseal_reviews
from agencies.models import Lead
from cms.models.library import PaperRequest
from foundation.resealing import reseal
from jobs.introduction_models import Introduction
from support.models import Case, CaseMessage, Referral

# Each by itself; what workers report (SEALED) is sealed anew at once, so that no order of rows tells anything.
TABLES = (
    (Introduction, "letter"),
    (Introduction, "answer"),
    (Lead, "words"),
    (Case, "letter"),
    (CaseMessage, "words"),
    (Referral, "answer"),
    (PaperRequest, "address"),
)


class Command(BaseCommand):
    """Counts only. Old keys may go once nothing is left that needs them."""

    help = "Seal anew, with the first of FIELD_KEYS, what older keys sealed; site may run meanwhile."

    def handle(self, *args, **options):
        """One line a field: how many were sealed anew, how many no key opens."""
        for model, field in TABLES:
            self.tell(model, field, *reseal(model, field))
        for (model, field), counts in zip(SEALED, reseal_reviews(), strict=True):
            self.tell(model, field, *counts)

    def tell(self, model, field: str, done: int, lost: int) -> None:
        self.stdout.write(f"{model._meta.label}.{field}: {done} sealed anew, {lost} that no key opens.")
