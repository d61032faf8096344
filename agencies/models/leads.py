"""Leads: what people report about agencies, jobs and adverts. Their words are sealed; nothing tells who sent them.

Written only by agencies.actions.leads.
"""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models.evidence import Concern
from agencies.models.registry import Agency

# trust.md: what people write is kept 90 days after a person has closed it, and a year at most when nobody has.
DAYS_KEPT_AFTER_CLOSING = 90
DAYS_KEPT_OPEN = 365


class LeadQuerySet(models.QuerySet):
    """Leads, asked by day, so that a purge that did not run shows nothing it should have deleted."""

    def kept(self, today: date):
        """Those whose words may still be read that day."""
        closed_since = today - timedelta(days=DAYS_KEPT_AFTER_CLOSING)
        received_since = today - timedelta(days=DAYS_KEPT_OPEN)
        return self.filter(Q(closed__gt=closed_since) | Q(closed=None, received__gt=received_since))

    def at_the_desk(self, today: date):
        """Those, and such as a concern that nobody has closed yet rests on, though their words may not be read any more."""
        return self.kept(today) | self.with_live_concern()

    def with_live_concern(self):
        """Those whose concern nobody has closed yet."""
        return self.filter(concern__in=Concern.objects.live())

    def waiting(self, today: date):
        """Those nobody has closed yet, oldest first."""
        return self.at_the_desk(today).filter(closed=None).order_by("received", "id")


class Lead(models.Model):
    """One report or one advert somebody asked about. Its receipt code is known only as a keyed hash."""

    class Kind(models.TextChoices):
        CONCERN = "concern", _("report")
        ADVERT = "advert", _("advert")
        CORRECTION = "correct", _("correction asked for")

    class State(models.TextChoices):
        RECEIVED = "received", _("nobody has read it yet")
        READ = "read", _("a person is looking at it")
        CLOSED = "closed", _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    # What it is about, where that is known: the agency reported, or the one an advert seems to name.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    opening_number = models.CharField(max_length=10, blank=True)
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="lead")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED.value)
    # Sealed JSON; bound to this row. Emptied when the sender takes them back.
    words = models.TextField(blank=True, editable=False)
    # Keyed hashes: neither the form's key nor the receipt code can be read back from a dump.
    submission = models.CharField(max_length=64, unique=True, editable=False)
    receipt = models.CharField(max_length=64, unique=True, editable=False)
    received = models.DateField()
    closed = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["received", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["closed", "received"], name="leads_at_the_desk")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed__isnull=False) | (~Q(state="closed") & Q(closed=None)),
                name="closed_lead_says_since_when",
            ),
            # Words that the sender took back are gone at once; a concern that rests on them is still to be looked into.
            models.CheckConstraint(
                condition=~Q(words="") | Q(state="closed") | Q(concern__isnull=False), name="lead_has_words_or_concern"
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def gone_on(self) -> date:
        """The day from which nothing of it can be read any more."""
        if self.closed:
            return self.closed + timedelta(days=DAYS_KEPT_AFTER_CLOSING)
        return self.received + timedelta(days=DAYS_KEPT_OPEN)
