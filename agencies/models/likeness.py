"""Pairs of agencies that look like each other, what two people made of them, and records that were merged.

`manage.py find_look_alikes` finds the pairs; agencies.actions.likeness and agencies.actions.merging are the only other
writers. A machine publishes nothing.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.registry import Agency

PERSON = {"on_delete": models.PROTECT, "null": True, "blank": True, "related_name": "+"}


class LookAlike(models.Model):
    """`suspect` is under a sanction or lost its licence; `agency` looks like it. Two people decide what that means."""

    class Finding(models.TextChoices):
        SAME = "same", _("the same agency: merge the records")
        WARN = "warn", _("easily confused: say so on both pages")
        DIFFERENT = "different", _("different, and not to be confused")

    suspect = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="look_alikes")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="looks_like")
    # 0 to 100.
    score = models.PositiveSmallIntegerField()
    # Codes of agencies.rules.likeness.Why.
    reasons = models.JSONField(default=list)
    found = models.DateField()
    proposed = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    decided = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["suspect", "agency"], name="one_look_alike_a_pair"),
            models.CheckConstraint(condition=~Q(suspect=F("agency")), name="no_agency_looks_like_itself"),
            models.CheckConstraint(condition=Q(score__lte=100), name="likeness_out_of_a_hundred"),
            models.CheckConstraint(
                condition=Q(finding="")
                | (Q(proposed_by__isnull=False, decided_by__isnull=False) & ~Q(proposed_by=F("decided_by"))),
                name="two_people_find_likeness",
            ),
        ]

    def __str__(self):
        return f"{self.suspect_id} ~ {self.agency_id} {self.score}"


class Merger(models.Model):
    """That two people made one record a part of another, which shows it in its history; agencies.actions.merging."""

    public_id = models.CharField(max_length=8, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="mergers")
    # What the record was called.
    name = models.CharField(max_length=250)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["known_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(proposed_by=F("confirmed_by")), name="two_people_merge"),
        ]

    def __str__(self):
        return f"{self.public_id} → {self.agency_id}"
