"""What the dates of a contact, a vouch or a sanction said before they were changed, so that a past day can be read back."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models.evidence import Sanction, Vouch
from agencies.models.registry import Agency, AgencyContact
from foundation import clock


class AmendmentQuerySet(models.QuerySet):
    def of(self, row: AgencyContact | Vouch | Sanction):
        """What was changed on this row, oldest first."""
        return self.filter(fact=FACTS[type(row)], row=row.pk)


class Amendment(models.Model):
    """One date of one fact before it was changed, and when the change became known; never changed itself.

    The facts hold their newest dates; agencies.history undoes the amendments of later moments. When people moved the end
    of a suspension it says who and why; of a vouch it names the row and never the CSO or anybody of it.
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
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["known_at", "id"]
        indexes = [models.Index(fields=["agency", "fact"], name="amendments_of_a_fact")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fact="sanction") | Q(reason="", by=None), name="only_sanctions_say_who_moved_them"
            )
        ]

    def __str__(self):
        return f"{self.fact} {self.row} {self.field}"

    @property
    def on(self) -> date:
        """The day, in Bangkok, on which it was changed."""
        return self.known_at.astimezone(clock.BANGKOK).date()


FACTS = {
    AgencyContact: Amendment.Fact.CONTACT.value,
    Vouch: Amendment.Fact.VOUCH.value,
    Sanction: Amendment.Fact.SANCTION.value,
}
