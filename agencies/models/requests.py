"""What people ask of a registrar: to act for an agency, and to read a regulator's new list into the registry."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agencies.models.registry import Agency

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}


class ClaimRequest(models.Model):
    """An organisation says that an agency's record is its own; a registrar looks at its evidence."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a registrar")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="claim_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="claim_requests")
    evidence = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    received = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING.value)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, **PERSON)
    decided = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["received", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="waiting"), name="one_waiting_claim_an_organisation"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None) | (~Q(state="waiting") & Q(decided_by__isnull=False)),
                name="decided_claim_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id} → {self.agency_id} {self.state}"


class RegisterUpload(models.Model):
    """A regulator's list that a registrar uploaded and has not applied yet; the file goes when it is applied or old."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Stem of a file in agencies/sources.
    source = models.CharField(max_length=60)
    retrieved = models.DateField()
    complete = models.BooleanField(default=False)
    format = models.CharField(max_length=4)
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    uploaded = models.DateField()
    applied = models.DateField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, **PERSON)
    # Of the difference that was applied.
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-uploaded", "id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.source} {self.retrieved}"
