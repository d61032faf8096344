"""Exports of the list of cases: asked for by one person, allowed by another. Written by support.actions.exporting."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class CaseExport(models.Model):
    """That somebody wants the list as a file. It holds no name, contact or word of a client, ever."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        ALLOWED = "allowed", _("allowed")
        REFUSED = "refused", _("refused")
        TAKEN = "taken", _("taken")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    # The filters of the list, as its address carries them.
    filters = models.CharField(max_length=300, blank=True)
    reason = models.CharField(_("what it is for"), max_length=200)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING.value)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    decided = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-asked", "-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="export_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None) | (~Q(state="waiting") & Q(decided_by__isnull=False)),
                name="export_is_decided_or_waits",
            ),
        ]

    def __str__(self):
        return str(self.pk)
