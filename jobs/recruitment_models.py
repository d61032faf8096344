"""What openings told at each moment of who recruits for whom: rows are added, and only `gone_at` is filled in.

An opening's own row holds the newest state. jobs.recruitments writes these, and audits reads them.
"""

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from corridors.models import Corridor


class RecruitmentQuerySet(models.QuerySet):
    def known(self, moment):
        """What openings told at that moment."""
        return self.filter(known_at__lte=moment).filter(Q(gone_at=None) | Q(gone_at__gt=moment))

    def current(self):
        """What they tell now."""
        return self.filter(gone_at=None)


class Recruitment(models.Model):
    """One published opening: for whom, through which agency on which route, and since when, as known from a moment on."""

    # Merging agencies leaves these rows alone: of the moments before, they tell of the record that was.
    tells_of_the_past = True

    opening = models.ForeignKey("jobs.Opening", on_delete=models.CASCADE, related_name="+")
    employer = models.ForeignKey("jobs.Employer", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, related_name="+")
    published_on = models.DateField()
    known_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = RecruitmentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["opening"], condition=Q(gone_at=None), name="one_current_recruitment_an_opening"
            ),
            models.CheckConstraint(
                condition=Q(gone_at=None) | Q(gone_at__gte=F("known_at")), name="recruitment_goes_after_it_came"
            ),
        ]

    def __str__(self):
        return f"{self.opening_id} {self.published_on}"
