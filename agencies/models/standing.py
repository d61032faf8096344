"""Every standing ever judged. Rows are added by actions.reassess alone; only `replaced_at` is ever filled in later."""

from django.db import models
from django.db.models import F, Q

from agencies.models.registry import Agency
from agencies.rules import Standing
from corridors.models import Corridor


class StandingQuerySet(models.QuerySet):
    """Standings, asked in the words of the domain."""

    def current(self):
        """The newest verdict of each agency and corridor."""
        return self.filter(replaced_at=None)

    def in_force(self, today):
        """Current verdicts that still speak for today: past `until` an agency is judged live."""
        return self.current().filter(on__lte=today).filter(Q(until=None) | Q(until__gt=today))

    def as_of(self, on, known):
        """The verdict of each pair that the registry knew at that moment about that day; it may be past its until."""
        return self.filter(on__lte=on, known_at__lte=known).filter(Q(replaced_at=None) | Q(replaced_at__gt=known))


class StandingChange(models.Model):
    """One verdict about an agency on a corridor, or without a corridor about the agency as such."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="standings")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, blank=True, related_name="standings")
    standing = models.CharField(max_length=12, choices=[(standing.value, standing.value) for standing in Standing])
    # [{"code", "evidence", "day"}] as rules.Reason has them.
    reasons = models.JSONField(default=list)
    # Exclusive: the first day on which time alone would change the verdict.
    until = models.DateField(null=True, blank=True)
    rules_version = models.PositiveSmallIntegerField()
    on = models.DateField()
    known_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-known_at", "-id"]
        indexes = [
            models.Index(fields=["standing", "until"], condition=Q(replaced_at=None), name="standing_in_force"),
            # Holds all that a past day's counts over thousands of agencies read, so that the reasons stay untouched.
            models.Index(
                fields=["agency", "known_at", "replaced_at", "on", "until", "corridor", "standing"],
                name="standing_history",
            ),
            # Read for every search: routes are few, and the registers' thousands of agencies stand on none.
            models.Index(
                fields=["corridor", "agency"],
                condition=Q(replaced_at=None, corridor__isnull=False),
                name="standing_on_routes",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "corridor"], condition=Q(replaced_at=None), name="one_current_standing_a_pair"
            ),
            models.UniqueConstraint(
                fields=["agency"],
                condition=Q(replaced_at=None, corridor=None),
                name="one_current_standing_without_corridor",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("on")), name="standing_holds_a_day_at_least"
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.corridor_id} {self.standing}"
