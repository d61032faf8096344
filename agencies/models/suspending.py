"""How this site suspends an agency: one person proposes, another confirms, the agency appeals, a third person answers.

Written only by agencies.actions.suspending. Sanctions themselves stand in agencies.models.evidence.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.evidence import Concern, Sanction
from agencies.models.registry import Agency
from corridors.models import Corridor

PERSON = {"on_delete": models.PROTECT, "related_name": "+"}


class SanctionProposal(models.Model):
    """A suspension that one person asks for; it has no force until a second one confirms it. Always with an end."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sanction_proposals")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    reason = models.CharField(_("reason"), max_length=300)
    ends = models.DateField(_("ends"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING.value)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    proposed = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, **PERSON)
    decided = models.DateField(null=True, blank=True)
    answer = models.CharField(_("why"), max_length=300, blank=True)
    sanction = models.OneToOneField(Sanction, on_delete=models.PROTECT, null=True, blank=True, related_name="proposal")

    class Meta:
        ordering = ["proposed", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("proposed")), name="proposed_sanction_ends_later"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None) | (~Q(state="waiting") & Q(decided_by__isnull=False)),
                name="decided_proposal_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | (~Q(decided_by=F("proposed_by")) & Q(sanction__isnull=False)),
                name="another_person_confirms",
            ),
            models.UniqueConstraint(
                fields=["agency", "corridor"], condition=Q(state="waiting"), name="one_waiting_proposal_a_route"
            ),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(state="waiting", corridor=None), name="one_waiting_general_proposal"
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.state}"


class Appeal(models.Model):
    """An agency's words against its suspension, answered by somebody who neither proposed nor confirmed it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a third person")
        UPHELD = "upheld", _("the suspension stays")
        LIFTED = "lifted", _("the suspension was lifted")

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="appeals")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    received = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING.value)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, **PERSON)
    answered = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["received", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sanction"], condition=Q(state="waiting"), name="one_waiting_appeal_a_sanction"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_by=None)
                | (~Q(state="waiting") & Q(answered_by__isnull=False) & ~Q(answered_by=F("by")) & ~Q(answer="")),
                name="answered_appeal_says_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.sanction_id} {self.state}"
