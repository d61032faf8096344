"""The append-only table behind foundation.trail, which is its only writer."""

from django.db import models


class TrailSealed(Exception):  # noqa: N818 - it says what the trail is
    """Somebody tried to change or remove an entry of the trail."""


class AppendOnly(models.QuerySet):
    """A queryset that reads. Entries are added one at a time by foundation.trail.record."""

    def _refuse(self, *args, **kwargs):
        raise TrailSealed("The trail is append-only: its entries are never changed or removed.")

    update = delete = _raw_delete = bulk_create = bulk_update = update_or_create = get_or_create = _refuse
    _refuse.alters_data = True


class TrailEntry(models.Model):
    """One thing that happened. `digest` covers all other columns, and `previous` is the digest of the entry before."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=100, db_index=True)
    subject = models.CharField(max_length=200, db_index=True)
    actor = models.CharField(max_length=64, blank=True, default="")
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering = ["sequence"]
        constraints = [models.CheckConstraint(condition=models.Q(sequence__gte=1), name="trail_starts_at_one")]
        default_permissions = ("view",)
        verbose_name_plural = "trail entries"

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.subject}"

    def save(self, *args, **kwargs):
        """Insert only; a second save of the same entry is refused."""
        if not self._state.adding:
            raise TrailSealed("The trail is append-only: its entries are never changed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Refused, always."""
        raise TrailSealed("The trail is append-only: its entries are never removed.")
