"""What every piece of background work tells of itself: how far it is, when it last gave a sign of life, why it failed."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Work that gave no sign of life for so long was ended from outside, such as by kill -9 or a power cut.
SILENT = timedelta(seconds=60)
MOST_ATTEMPTS = 3


class WorkQuerySet(models.QuerySet):
    def abandoned(self, now):
        """Running work whose worker is gone."""
        return self.filter(state="running", beat__lt=now - SILENT)

    def unheard(self, now):
        """Work that waits longer than a worker takes to come by: it may have lost its place in the queue."""
        return self.filter(state="waiting").filter(Q(beat=None, asked__lt=now - SILENT) | Q(beat__lt=now - SILENT))


class Work(models.Model):
    """One piece of work. `attempt` counts how often it was taken up: a worker that was overtaken by another stops."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        RUNNING = "running", _("is being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING.value)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    asked = models.DateTimeField()
    beat = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def per_cent(self) -> int:
        """How much of it is done; 0 while nobody knows."""
        return 100 if self.state == self.State.DONE else min(99, 100 * self.done // self.total) if self.total else 0

    @property
    def unfinished(self) -> bool:
        """Whether somebody should look again later."""
        return self.state in (self.State.WAITING, self.State.RUNNING)
