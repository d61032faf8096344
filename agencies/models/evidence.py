"""What speaks for or against an agency on a corridor: fees it declares, vouches, sanctions, concerns, workers' payments."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.registry import Agency
from corridors.models import Corridor
from corridors.rules.facts import Category
from foundation.money import Money
from partners.models import CSO
from reference.models import Occupation

LEAST_REPORTS = 5
LONGEST_VOUCH = timedelta(days=366)


class FeeDisclosure(models.Model):
    """One version of what an agency says its workers pay on a corridor, for all occupations or for one."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="disclosures")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, related_name="disclosures")
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField()
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "corridor", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "corridor", "version"],
                condition=Q(occupation=None),
                name="one_general_disclosure_a_version",
            ),
            models.UniqueConstraint(
                fields=["agency", "corridor", "occupation", "version"], name="one_disclosure_a_version"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="disclosure_ends_after_it_starts",
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.corridor_id} v{self.version}"


class DisclosedItem(models.Model):
    """One line of a disclosure. An empty amount is unknown, never zero."""

    class Payer(models.TextChoices):
        WORKER = "worker", _("worker")
        EMPLOYER = "employer", _("employer")
        AGENCY = "agency", _("agency")
        SHARED = "shared", _("shared")
        UNCLEAR = "unclear", _("not clear")

    disclosure = models.ForeignKey(FeeDisclosure, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    # One of the eight groups that corridors' cost items use, after the ILO definition of 2019.
    category = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3)
    payer = models.CharField(max_length=8, choices=Payer.choices)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "order"], name="one_item_a_line"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="disclosed_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(category__in=[each.value for each in Category]), name="disclosed_item_has_a_category"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def cost(self) -> Money:
        """The amount with its currency, unknown where none was told."""
        return Money(self.amount, self.currency)


class Vouch(models.Model):
    """A CSO's word for an agency on a corridor, for twelve months at most. Who vouched is never public."""

    cso = models.ForeignKey(CSO, on_delete=models.PROTECT, related_name="vouches")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="vouches")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, related_name="vouches")
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    # {principle: {"answer", "note"}} as rules.vouching names them and the CSO's officer gave them.
    checklist = models.JSONField(default=dict, blank=True)
    visited = models.DateField(_("day of the visit"), null=True, blank=True)
    interviewed = models.PositiveIntegerField(_("workers asked"), null=True, blank=True)
    # Papers that were read, in the CSO's words.
    evidence = models.TextField(_("evidence"), blank=True)
    tie_declared = models.BooleanField(_("declares a tie to the agency"), default=False)
    given = models.DateField(_("given"))
    expires = models.DateField(_("expires"))
    withdrawn = models.DateField(_("withdrawn"), null=True, blank=True)
    known_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "vouches"
        ordering = ["agency", "corridor", "-given"]
        constraints = [
            models.UniqueConstraint(fields=["cso", "agency", "corridor", "given"], name="one_vouch_a_cso_and_day"),
            models.CheckConstraint(condition=Q(expires__gt=F("given")), name="vouch_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(expires__lte=F("given") + LONGEST_VOUCH), name="vouch_a_year_at_most"),
            models.CheckConstraint(
                condition=Q(withdrawn=None) | Q(withdrawn__gte=F("given")), name="vouch_withdrawn_after_given"
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.corridor_id} until {self.expires}"


class VouchDraft(models.Model):
    """What an officer has typed of a vouch so far; it has no effect, and goes when the vouch is given."""

    cso = models.ForeignKey(CSO, on_delete=models.CASCADE, related_name="vouch_drafts")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="vouch_drafts")
    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, related_name="vouch_drafts")
    # Fields of the form = what was typed, right or wrong.
    typed = models.JSONField(default=dict)
    saved_on = models.DateField()

    class Meta:
        ordering = ["saved_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cso", "agency", "corridor"], name="one_draft_a_cso_and_route"),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.corridor_id} draft"


class Sanction(models.Model):
    """Suspends an agency, everywhere or on one corridor, by its regulator or by two people of this site."""

    class By(models.TextChoices):
        REGULATOR = "regulator", _("regulator")
        PORTAL = "portal", _("this site")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="sanctions")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.CharField(max_length=10, choices=By.choices)
    authority = models.CharField(_("authority"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    source_address = models.CharField(max_length=300, blank=True)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["agency", "-starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="sanction_ends_after_start"),
            models.CheckConstraint(
                condition=Q(by="regulator")
                | (Q(proposed_by__isnull=False, confirmed_by__isnull=False) & ~Q(proposed_by=F("confirmed_by"))),
                name="two_people_suspend",
            ),
            models.UniqueConstraint(
                fields=["agency", "corridor", "by", "starts", "reason"], name="no_sanction_twice_on_a_corridor"
            ),
            models.UniqueConstraint(
                fields=["agency", "by", "starts", "reason"],
                condition=Q(corridor=None),
                name="no_general_sanction_twice",
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.by} {self.starts}"


class ConcernQuerySet(models.QuerySet):
    def live(self):
        """Those that nobody has closed yet, whether a report of a worker belongs to them or not."""
        return self.exclude(state=Concern.State.CLOSED)


class Concern(models.Model):
    """That a grave report about an agency exists, and how far people have looked into it; its words are kept elsewhere."""

    class State(models.TextChoices):
        RECEIVED = "received", _("received")
        OPEN = "open", _("found severe by two people")
        CLOSED = "closed", _("closed")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="concerns")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # One of the ILO's eleven indicators of forced labour, or "other".
    indicator = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED.value)
    received = models.DateField()
    # Two people find it severe: one proposes, another opens it.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    # A keyed hash: it keeps one sending from counting twice, and tells nothing of who sent it.
    submission = models.CharField(max_length=40, unique=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["received", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="open") | Q(opened__isnull=False), name="open_concern_says_since_when"
            ),
            models.CheckConstraint(
                condition=Q(opened_by=None) | (Q(proposed_by__isnull=False) & ~Q(proposed_by=F("opened_by"))),
                name="two_people_open_a_concern",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed__isnull=False), name="closed_concern_says_since_when"
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.indicator} {self.state}"


class PaymentFigureQuerySet(models.QuerySet):
    def shown_on(self, day: date):
        """What stood on public pages that day: published by then, and not yet taken off."""
        return self.filter(Q(taken_off=None) | Q(taken_off__gt=day), published__lte=day)


class PaymentFigure(models.Model):
    """What at least five workers say they paid in all: low, middle and high, over a period (period_until exclusive).

    `taken_off`: the first day on which it stands no more, because fewer than five of those who told it are left.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="payment_figures")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, related_name="payment_figures")
    period_from = models.DateField()
    period_until = models.DateField()
    reports = models.PositiveIntegerField()
    low = models.DecimalField(max_digits=14, decimal_places=2)
    median = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    published = models.DateField()
    taken_off = models.DateField(null=True, blank=True)

    objects = PaymentFigureQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "corridor", "-period_until", "-published"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "corridor", "period_from", "period_until", "published"],
                name="one_figure_a_publication",
            ),
            models.CheckConstraint(condition=Q(reports__gte=LEAST_REPORTS), name="five_reports_at_least"),
            models.CheckConstraint(condition=Q(period_until__gt=F("period_from")), name="figure_period_forwards"),
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=F("median"), median__lte=F("high")), name="figure_low_median_high"
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.corridor_id} n={self.reports}"


class PaymentPart(models.Model):
    """The same for one group of costs, where at least five workers told what they paid for it; in the figure's currency."""

    figure = models.ForeignKey(PaymentFigure, on_delete=models.CASCADE, related_name="parts")
    # One of the eight groups that corridors' cost items use, after the ILO definition of 2019.
    category = models.CharField(max_length=24)
    reports = models.PositiveIntegerField()
    low = models.DecimalField(max_digits=14, decimal_places=2)
    median = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["figure", "category"]
        constraints = [
            models.UniqueConstraint(fields=["figure", "category"], name="one_part_a_category"),
            models.CheckConstraint(condition=Q(reports__gte=LEAST_REPORTS), name="five_reports_a_part_at_least"),
            models.CheckConstraint(
                condition=Q(low__gte=0, low__lte=F("median"), median__lte=F("high")), name="part_low_median_high"
            ),
        ]

    def __str__(self):
        return f"{self.figure_id} {self.category} n={self.reports}"
