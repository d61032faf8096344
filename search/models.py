"""What the index has not heard of yet: one row for each change, written with the change itself."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from foundation import clock

LONGEST_RETRY_SECONDS = 600


class PendingChangeQuerySet(models.QuerySet):
    """Pending changes as the outbox asks for them."""

    def due(self):
        """Those that may be tried now, in the order they were noted."""
        now = clock.now()
        # Nothing is put off for longer: what lies further ahead was put off before the clock was set back.
        far = now + timedelta(seconds=LONGEST_RETRY_SECONDS)
        return self.filter(Q(retry_at=None) | Q(retry_at__lte=now) | Q(retry_at__gt=far)).order_by("id")


class PendingChange(models.Model):
    """Something that must be read again and put into the index, or taken out of it. Any number may name one key."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    created = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True, default="")
    retry_at = models.DateTimeField(null=True, blank=True)

    objects = PendingChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kind="") & ~Q(key=""), name="pending_change_names_something"),
        ]

    def __str__(self):
        return f"{self.kind} {self.key}"
