"""Introduction: a worker's letter to one agency about one opening, sealed, with a receipt instead of an account.

Written only by jobs.introductions; jobs.models imports it so that Django finds the table.
"""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency

# Retention, in one place (trust.md's rule: 30 days after closing). Every reader filters by it and `purge` deletes by it.
DAYS_UNTIL_CLOSED = 30
DAYS_KEPT_AFTER_CLOSING = 30
# From this day on an unanswered introduction is urgent at the agency's desk.
DAYS_UNTIL_URGENT = 7


class Outcome(models.TextChoices):
    """What an agency answers: a sentence that every worker reads in their own language."""

    WILL_CONTACT = "will_contact", _("The agency will contact you in the way you asked for.")
    PLEASE_CONTACT = "please_contact", _("The agency asks you to contact it. Use only the contacts on its page here.")
    TAKEN = "taken", _("The job is taken.")
    NOT_THIS_TIME = "not_this_time", _("The agency cannot offer you this job.")


class IntroductionQuerySet(models.QuerySet):
    """Introductions, asked by day, so that a purge that did not run shows nothing it should have deleted."""

    def kept(self, today: date):
        """Those that may still be read that day; what is past its retention counts as gone."""
        closed_since = today - timedelta(days=DAYS_KEPT_AFTER_CLOSING)
        sent_since = closed_since - timedelta(days=DAYS_UNTIL_CLOSED)
        return self.filter(Q(closed__gt=closed_since) | Q(closed=None, sent__gt=sent_since))

    def past_keeping(self, today: date):
        """The exact opposite of kept: what `purge` deletes."""
        return self.exclude(pk__in=self.model.objects.kept(today).values("pk"))

    def unanswered(self, today: date):
        """Open ones that still wait for their agency that day, oldest first."""
        return self.filter(state=Introduction.State.OPEN, sent__gt=today - timedelta(days=DAYS_UNTIL_CLOSED)).order_by(
            "sent", "pk"
        )


class Introduction(models.Model):
    """One letter. Who wrote it stands nowhere but in the sealed text; the receipt is known only as a keyed hash."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for the agency")
        ANSWERED = "answered", _("answered")
        WITHDRAWN = "withdrawn", _("taken back")
        EXPIRED = "expired", _("closed without an answer")

    # Random and known before the row is written: the sealed texts are bound to it.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    opening = models.ForeignKey("jobs.Opening", on_delete=models.PROTECT, related_name="introductions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="introductions")
    # Keyed hashes: neither the form's key nor the receipt code can be read back from a dump.
    submission = models.CharField(max_length=64, unique=True, editable=False)
    receipt = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN.value)
    # Sealed JSON: called, reply_by, contact, message, language. Emptied when the worker takes it back.
    letter = models.TextField(blank=True, editable=False)
    # Sealed JSON: outcome, words.
    answer = models.TextField(blank=True, editable=False)
    consent = models.PositiveSmallIntegerField(editable=False)
    sent = models.DateField()
    first_read = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        ordering = ["sent", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["agency", "state", "sent"], name="introduction_desk")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed=None) | (~Q(state="open") & Q(closed__isnull=False)),
                name="introduction_closed_or_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | Q(letter="", answer=""), name="introduction_withdrawn_is_empty"
            ),
            models.CheckConstraint(condition=Q(state="withdrawn") | ~Q(letter=""), name="introduction_has_a_letter"),
            models.CheckConstraint(
                condition=(Q(state="answered") & ~Q(answer="")) | (~Q(state="answered") & Q(answer="")),
                name="introduction_answered_has_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(closed=None) | Q(closed__gte=F("sent")), name="introduction_closes_after_sending"
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def closes(self) -> date:
        """The day on which an unanswered introduction closes by itself."""
        return self.sent + timedelta(days=DAYS_UNTIL_CLOSED)

    @property
    def gone_on(self) -> date:
        """The day from which nothing of it can be read any more."""
        return (self.closed or self.closes) + timedelta(days=DAYS_KEPT_AFTER_CLOSING)

    def is_urgent(self, today: date) -> bool:
        """Whether an open introduction has waited a week or longer."""
        return self.state == self.State.OPEN and self.sent <= today - timedelta(days=DAYS_UNTIL_URGENT)
