"""Proposals of facts, and who wants the weekly letter: what an editor wants the facts to say, and what became of it. Only
corridors.proposals and corridors.letters write here.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

_PERSON = {"null": True, "blank": True, "on_delete": models.SET_NULL, "related_name": "+"}


class FactProposal(models.Model):
    """One decision: rows of one file that are published together, or not at all."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        AWAITING = "awaiting", _("waits for a second person")
        SCHEDULED = "scheduled", _("approved, waits for its day")
        PUBLISHED = "published", _("published")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")
        STOPPED = "stopped", _("could not be published")

    # What the editors' lists show first.
    OPEN = (State.DRAFT, State.AWAITING, State.SCHEDULED, State.STOPPED)

    file = models.CharField(_("kind of fact"), max_length=40)
    reason = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.DRAFT.value)
    go_live_on = models.DateField(_("publish on"), null=True, blank=True)
    edits = models.PositiveIntegerField(
        default=1, help_text=_("Grows with each change, so that no two editors collide.")
    )
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    drafted_at = models.DateTimeField(_("drafted"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("words with the decision"), max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    stopped = models.TextField(blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("proposal"), _("proposals")
        ordering = ["-drafted_at", "-pk"]
        permissions = [
            ("draft_facts", _("Can propose facts of migration")),
            ("approve_facts", _("Can approve facts that somebody else proposed")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(drafted_by=None) | ~Q(decided_by=F("drafted_by")),
                name="proposal_is_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False, decided_at__isnull=False),
                name="published_proposal_was_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(go_live_on__isnull=False, decided_at__isnull=False),
                name="scheduled_proposal_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "go_live_on"], name="proposals_by_state")]

    def __str__(self):
        return f"{self.file} {self.pk}"


class ProposedRow(models.Model):
    """One fact of a proposal. `before` is what its drafter saw: when that has moved, the row is no longer published.

    `key` names the fact as it will be, `replaces` as it was where the change gives it another name; a row that
    `withdraws` closes the fact.
    """

    proposal = models.ForeignKey(FactProposal, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=255)
    replaces = models.CharField(max_length=255, blank=True)
    withdraws = models.BooleanField(default=False)
    cells = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["line", "pk"]
        constraints = [models.UniqueConstraint(fields=["proposal", "key"], name="one_row_a_fact")]

    def __str__(self):
        return self.key

    @property
    def now_key(self) -> str:
        """The key by which the fact that it changes, replaces or withdraws is published now."""
        return self.replaces or self.key

    @property
    def is_closing(self) -> bool:
        """Whether that fact is published no more under its key."""
        return self.withdraws or bool(self.replaces)


class ReviewLetter(models.Model):
    """An editor who wants the weekly letter on what must be looked at again, and the Monday of the last week told."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    told_week = models.DateField(null=True, blank=True)

    def __str__(self):
        return str(self.user_id)
