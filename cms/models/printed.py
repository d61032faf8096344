"""The PDFs of guides as they lie on the disk: which facts each was drawn from, when, and what failed since."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from corridors.models import Corridor


class PrintedSheet(models.Model):
    """One form of one guide in one language. `digest` names what the file says; `stale_since` only hurries the worker:
    whether a file is still true is asked of the facts at every reading.
    """

    # Drawn again from the facts: no reason to keep a corridor (corridors.actions.uses_of).
    made_again = True

    class Form(models.TextChoices):
        LEAFLET = "leaflet", _("Leaflet")
        CARD = "card", _("Folding card")

    class Why(models.TextChoices):
        BROKEN = "broken", _("It cannot be drawn as it should be: a letter without a shape, or a part is missing.")
        TOO_LONG = "too long", _("It does not fit on its pages, not even in the smallest letters.")
        DISK = "disk", _("The file could not be written.")
        OTHER = "other", _("Something else failed; the log of that moment tells what.")

    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, related_name="printed")
    form = models.CharField(max_length=8, choices=Form.choices)
    language = models.CharField(max_length=5)
    file = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    # Which of the sizes of letters fitted, so that the next drawing need not try the larger ones.
    fitted = models.PositiveSmallIntegerField(default=0)
    facts_of = models.DateField(null=True)
    stale_since = models.DateTimeField(null=True)
    failed_since = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_why = models.CharField(max_length=8, choices=Why.choices, blank=True)
    failed_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("printed guide")
        constraints = [
            models.UniqueConstraint(fields=["corridor", "form", "language"], name="one_sheet_a_form_and_language"),
            models.CheckConstraint(
                condition=models.Q(file="", facts_of=None) | (~models.Q(file="") & models.Q(facts_of__isnull=False)),
                name="a_sheet_with_a_file_has_its_day",
            ),
        ]

    def __str__(self):
        return f"{self.corridor.code} {self.form} {self.language}"

    @property
    def name(self) -> str:
        """Names what this very file says: of one day there may be two, when a fact moved in between."""
        return self.digest[:12]
