"""Cards that were called back: printed codes of one number that must not be trusted any more. Written by jobs.cards."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CardRecall(models.Model):
    """Cards of this number printed before a day were stolen, sold or faked; newer ones are not meant."""

    class Kind(models.TextChoices):
        OPENING = "J", _("job")
        AGENCY = "A", _("agency")

    kind = models.CharField(max_length=1, choices=Kind.choices)
    number = models.CharField(max_length=10)
    printed_before = models.DateField(_("printed before"))
    reason = models.CharField(_("reason"), max_length=200)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["-known_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number", "printed_before"], name="one_recall_a_number_and_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="recall_says_why"),
        ]

    def __str__(self):
        return f"{self.kind} {self.number} < {self.printed_before}"
