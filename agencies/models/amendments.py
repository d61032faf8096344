"""What the dates of a contact, a vouch or a sanction said before they were changed, so that a past day can be read back."""

from django.db import models

from agencies.models.registry import Agency


class Amendment(models.Model):
    """One date of one fact before it was changed, and when the change became known; never changed itself.

    The facts hold their newest dates; agencies.history undoes the amendments of later moments. Of a vouch it names the
    row and never the CSO.
    """

    class Fact(models.TextChoices):
        CONTACT = "contact"
        VOUCH = "vouch"
        SANCTION = "sanction"

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="amendments")
    fact = models.CharField(max_length=10, choices=Fact.choices)
    row = models.PositiveBigIntegerField()
    field = models.CharField(max_length=40)
    before = models.DateField(null=True, blank=True)
    after = models.DateField(null=True, blank=True)
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["known_at", "id"]
        indexes = [models.Index(fields=["agency", "fact"], name="amendments_of_a_fact")]

    def __str__(self):
        return f"{self.fact} {self.row} {self.field}"
