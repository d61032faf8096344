"""What workers report: the cards that CSOs hand out, reports that wait sealed, reports that count, figures and replies.

No row here points from a report to a card, a batch, a day or a person; docs/reviews.md says why, and what that costs.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.evidence import LEAST_REPORTS
from agencies.models.registry import Agency
from corridors.models import Corridor
from partners.models import CSO

MOST_CARDS = 50


class ReviewBatch(models.Model):
    """One sheet of single-use cards that a CSO printed. How many are used is all that it knows of their use."""

    cso = models.ForeignKey(CSO, on_delete=models.PROTECT, related_name="review_batches")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8)
    cards = models.PositiveSmallIntegerField()
    made = models.DateField()
    # Exclusive: on this day the cards are good no more.
    expires = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submission = models.CharField(max_length=64, unique=True)
    # Called back, or run out before they were used.
    voided = models.PositiveSmallIntegerField(default=0)
    # {agency: reports so far}, sealed: what the caps need, and nobody reads.
    tallies = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "review batches"
        ordering = ["-made", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(cards__gte=1, cards__lte=MOST_CARDS), name="batch_of_fifty_at_most"),
            models.CheckConstraint(condition=Q(expires__gt=F("made")), name="batch_ends_after_it_starts"),
        ]

    def __str__(self):
        return f"{self.cso_id} {self.made} ×{self.cards}"

    @property
    def last_day(self):
        """The last day on which a card of it can be used."""
        return self.expires - timedelta(days=1)


class ReviewToken(models.Model):
    """A card that is not used yet, as a keyed hash of its digits. The row goes when the card is used."""

    mark = models.CharField(max_length=64, primary_key=True)
    batch = models.ForeignKey(ReviewBatch, on_delete=models.CASCADE, related_name="tokens")

    def __str__(self):
        return f"card of batch {self.batch_id}"


class SealedReview(models.Model):
    """A report that waits: what it says, and which batch it came from, stands inside the seal alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Keyed hash of the receipt code, of another kind than that of Review: the two rows cannot be joined.
    receipt = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()

    def __str__(self):
        return "a waiting report"


class SealedTally(models.Model):
    """Counts that the detectors need from one night to the next, such as reports by agency. Sealed."""

    name = models.CharField(max_length=30, primary_key=True)
    sealed = models.TextField()

    def __str__(self):
        return self.name


class ReviewBlock(models.Model):
    """Reports that are shown together: an agency, a route (None = several, pooled) and years; each report is in one.

    A pool's years are all that could be told of when it was made or published, whichever are: they tell of nobody.
    `gone_whole` and `gone_part` count those taken back since the last publication, by whether they told every fee.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="review_blocks")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pooled = models.BooleanField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    gone_whole = models.PositiveIntegerField(default=0)
    gone_part = models.PositiveIntegerField(default=0)
    # {"whole" or "part": {question: {answer: how many}}} of those taken back: what the published numbers still hold.
    gone_answers = models.JSONField(default=dict)

    class Meta:
        ordering = ["agency", "corridor", "-last_year", "pooled"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="review_block_years_forwards"),
            models.UniqueConstraint(
                fields=["agency", "corridor", "first_year"],
                condition=Q(pooled=False),
                name="one_review_block_a_year",
            ),
            models.UniqueConstraint(
                fields=["agency", "corridor"],
                condition=Q(pooled=True, corridor__isnull=False),
                name="one_pool_a_route",
            ),
            models.UniqueConstraint(
                fields=["agency"], condition=Q(pooled=True, corridor=None), name="one_pool_of_routes_an_agency"
            ),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.corridor_id} {self.first_year}–{self.last_year}"


class ReviewQuerySet(models.QuerySet):
    def counted(self):
        """Those that may enter figures."""
        return self.filter(state=Review.State.COUNTED)

    def held(self):
        """Those a person has to look at first."""
        return self.filter(state=Review.State.HELD)


class Review(models.Model):
    """One worker's report. It knows the year and month of the journey, and no day at all."""

    class State(models.TextChoices):
        COUNTED = "counted", _("counts")
        HELD = "held", _("held back")
        REJECTED = "rejected", _("rejected")

    class Fees(models.TextChoices):
        NOTHING = "nothing", _("paid nothing")
        ALL = "all", _("told every fee")
        SOME = "some", _("told some fees")
        UNTOLD = "untold", _("told no fees")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reviews")
    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    # {question: "yes", "no" or "unsure"}
    answers = models.JSONField(default=dict)
    fees = models.CharField(max_length=8, choices=Fees.choices)
    # [{category, paid, receipt, currency}]: amounts as text, receipt None where it is not known.
    items = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    # Pay of the first month abroad; unknown is never zero.
    earned = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    earned_in = models.CharField(max_length=3, blank=True)
    # Whether the published cost in months of income of its route (RouteCost) counts it.
    paired = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices)
    hold_reasons = models.JSONField(default=list)
    decision = models.CharField(max_length=300, blank=True)
    block = models.ForeignKey(ReviewBlock, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews")
    receipt = models.CharField(max_length=64, unique=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["agency", "state"], name="review_agency_state")]
        constraints = [
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="review_month_of_a_year"),
            models.CheckConstraint(condition=Q(block=None) | Q(state="counted"), name="only_counted_reviews_are_shown"),
            models.CheckConstraint(
                condition=Q(earned=None, earned_in="") | (Q(earned__gt=0) & ~Q(earned_in="")),
                name="review_pay_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(paired=False) | Q(state="counted", earned__isnull=False),
                name="only_counted_pay_is_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | ~Q(decision=""), name="review_rejected_for_a_reason"
            ),
        ]

    def __str__(self):
        return "a report"

    @property
    def whole(self) -> bool:
        """Whether it tells all that its worker paid."""
        return self.fees in (self.Fees.NOTHING, self.Fees.ALL)


class ReviewText(models.Model):
    """Free words of a report, sealed, for the registrar alone; deleted when `gone_in` begins. Nothing joins it to its report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    receipt = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    # A month such as 2027-02, so that it tells no night.
    gone_in = models.CharField(max_length=7, db_index=True)

    def __str__(self):
        return "words of a report"


class ReviewFigure(models.Model):
    """One published row: how many of `reports` gave each answer. Rows are added and never changed.

    `subject` is a question, or "reports" (told every fee, or not). `cells` = {answer, or several joined by "+": count},
    each of them 0 or five and more.
    """

    block = models.ForeignKey(ReviewBlock, on_delete=models.PROTECT, related_name="figures")
    subject = models.CharField(max_length=40)
    reports = models.PositiveIntegerField()
    cells = models.JSONField()
    published = models.DateField()

    class Meta:
        ordering = ["block", "subject", "-published"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reports__gte=LEAST_REPORTS) | Q(reports=0), name="review_figure_of_five_at_least"
            ),
            models.UniqueConstraint(fields=["block", "subject", "published"], name="one_row_a_publication"),
        ]

    def __str__(self):
        return f"{self.block_id} {self.subject} n={self.reports}"


class RouteCost(models.Model):
    """SDG 10.7.1 of a route as published: months of first pay, from `people` who told all they paid and what they earned.

    Rows are added and never changed. No people = fewer than five were left, and the figure was taken off.
    """

    corridor = models.ForeignKey(Corridor, on_delete=models.PROTECT, related_name="route_costs")
    people = models.PositiveIntegerField()
    median = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    mean = models.DecimalField(max_digits=24, decimal_places=2, null=True)
    # Codes parted by blanks: those that at least five people told amounts in.
    currencies = models.CharField(max_length=60, blank=True)
    published = models.DateField()

    class Meta:
        ordering = ["corridor", "-published"]
        constraints = [
            models.CheckConstraint(
                condition=Q(people__gte=LEAST_REPORTS, median__isnull=False, mean__isnull=False)
                | Q(people=0, median=None, mean=None),
                name="route_cost_of_five_at_least",
            ),
            models.UniqueConstraint(fields=["corridor", "published"], name="one_route_cost_a_day"),
        ]

    def __str__(self):
        return f"{self.corridor_id} {self.published} n={self.people}"


class ReviewReply(models.Model):
    """An agency's answer to what workers report. The registrar reads it first: it may not threaten or expose anybody."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the registrar")
        SHOWN = "shown", _("shown")
        REFUSED = "refused", _("refused")
        REPLACED = "replaced", _("replaced")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="review_replies")
    words = models.TextField(max_length=1500)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING.value)
    reason = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written = models.DateField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name_plural = "review replies"
        ordering = ["agency", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["agency"], condition=Q(state="shown"), name="one_reply_shown_an_agency"),
            models.UniqueConstraint(fields=["agency"], condition=Q(state="waiting"), name="one_reply_waits_an_agency"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="reply_refused_for_a_reason"),
        ]

    def __str__(self):
        return f"{self.agency_id} {self.state}"
