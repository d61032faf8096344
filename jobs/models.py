"""Employers and openings. jobs.actions writes them; jobs.visibility says in SQL which openings may be shown on a day."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from corridors.models import Corridor
from foundation.codes import grouped
from jobs.alert_models import Anchor, Appearance, SavedSearch, Telling  # noqa: F401 - so that Django finds the tables
from jobs.card_models import CardRecall  # noqa: F401 - so that Django finds its table
from jobs.introduction_models import Introduction  # noqa: F401 - so that Django finds its table
from jobs.recruitment_models import Recruitment  # noqa: F401 - so that Django finds its table
from jobs.visibility import OpeningQuerySet
from reference.models import Occupation, Place


class Employer(models.Model):
    """Who the worker would work for. A natural person has no name here: only `individual`, city and state."""

    key = models.CharField(
        max_length=260, unique=True, help_text=_("Country, name, city and state, folded; recognises an employer again.")
    )
    name = models.CharField(_("name"), max_length=200, blank=True)
    trading_name = models.CharField(_("trading name"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2)
    region = models.ForeignKey(Place, verbose_name=_("region"), on_delete=models.PROTECT, null=True, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    individual = models.BooleanField(_("a private person"), default=False)
    os_id = models.CharField(_("OS ID"), max_length=20, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(individual=True) | ~Q(name=""), name="employer_is_named_or_private"),
            models.CheckConstraint(condition=Q(individual=False) | Q(name=""), name="private_employer_has_no_name"),
        ]

    def __str__(self):
        return self.name or f"{self.city} {self.country}"


class Opening(models.Model):
    """One job on offer, with the basis on which it may be shown. What is not known is empty or null, never zero."""

    class Basis(models.TextChoices):
        VETTED_AGENCY = "vetted_agency", _("vetted agency")
        CERTIFIED_ORDER = "certified_order", _("certified job order")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CLOSED = "closed", _("closed")

    class OrderStatus(models.TextChoices):
        NONE = "none", _("no job order")
        CERTIFIED = "certified", _("certified")
        PARTLY_CERTIFIED = "partly_certified", _("certified for fewer workers")
        DENIED = "denied", _("denied")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class WagePer(models.TextChoices):
        HOUR = "hour", _("an hour")
        DAY = "day", _("a day")
        WEEK = "week", _("a week")
        FORTNIGHT = "fortnight", _("every two weeks")
        MONTH = "month", _("a month")
        YEAR = "year", _("a year")
        PIECE = "piece", _("a piece")

    public_id = models.CharField(_("number"), max_length=10, unique=True)
    source = models.CharField(max_length=40, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    employer = models.ForeignKey(
        Employer, verbose_name=_("employer"), on_delete=models.PROTECT, related_name="openings"
    )
    agency = models.ForeignKey(
        Agency, verbose_name=_("agency"), on_delete=models.PROTECT, null=True, blank=True, related_name="openings"
    )
    corridor = models.ForeignKey(
        Corridor, verbose_name=_("corridor"), on_delete=models.PROTECT, null=True, blank=True, related_name="openings"
    )
    origin = models.CharField(_("recruits in"), max_length=2, blank=True, help_text=_("Empty: any country."))
    destination = models.CharField(_("country of work"), max_length=2)
    channel = models.CharField(_("channel"), max_length=32, blank=True)
    basis = models.CharField(_("basis of trust"), max_length=16, choices=Basis.choices)

    occupation = models.ForeignKey(
        Occupation, verbose_name=_("occupation"), on_delete=models.PROTECT, null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=200)
    title_language = models.CharField(_("language of the title"), max_length=8, default="en")

    wage_low = models.DecimalField(_("wage"), max_digits=14, decimal_places=2, null=True, blank=True)
    wage_high = models.DecimalField(_("wage, highest"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    wage_per = models.CharField(_("paid for"), max_length=10, choices=WagePer.choices, blank=True)
    wage_note = models.TextField(_("about the wage"), blank=True)
    hours_per_week = models.DecimalField(_("hours a week"), max_digits=5, decimal_places=2, null=True, blank=True)
    rest_days_per_week = models.DecimalField(
        _("rest days a week"), max_digits=2, decimal_places=1, null=True, blank=True
    )
    overtime = models.TextField(_("overtime"), blank=True)
    deductions = models.TextField(_("taken off the wage"), blank=True)

    housing = models.BooleanField(_("housing given"), null=True, blank=True)
    housing_note = models.TextField(_("about the housing"), blank=True)
    meals = models.BooleanField(_("meals given"), null=True, blank=True)
    meals_charge = models.DecimalField(
        _("price of meals a day"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    contract_months = models.DecimalField(
        _("months of contract"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    starts = models.DateField(_("first day of work"), null=True, blank=True)
    ends = models.DateField(_("last day of work"), null=True, blank=True)
    apply_by = models.DateField(_("last day to apply"), null=True, blank=True)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, null=True, blank=True, related_name="openings"
    )
    place_text = models.CharField(_("town of work"), max_length=200, blank=True)
    positions = models.PositiveIntegerField(_("workers wanted"), null=True, blank=True)
    experience_months = models.PositiveSmallIntegerField(_("months of experience"), null=True, blank=True)
    requirements = models.TextField(_("asked of the worker"), blank=True)
    languages_needed = models.CharField(
        _("languages needed"), max_length=60, blank=True, help_text=_("Codes such as th,en; empty: not said.")
    )

    job_order_number = models.CharField(_("job order number"), max_length=60, blank=True)
    order_authority = models.CharField(_("certified by"), max_length=160, blank=True)
    order_from = models.DateField(_("day of the decision"), null=True, blank=True)
    order_until = models.DateField(_("last day of the job order"), null=True, blank=True)
    order_status = models.CharField(
        _("job order"), max_length=20, choices=OrderStatus.choices, default=OrderStatus.NONE.value
    )
    agent_name = models.CharField(_("filed by"), max_length=160, blank=True)
    names_foreign_recruiter = models.BooleanField(_("names a recruiter abroad"), default=False)
    recruiter_name = models.CharField(_("recruiter abroad"), max_length=160, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT.value)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    # It left its complete list, and reopens when its row is back; what a person closed does not.
    closed_by_list = models.BooleanField(default=False, editable=False)
    example = models.BooleanField(default=False)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "public_id"]
        indexes = [
            # No index on basis or state: they part the table in two, and SQLite would choose them over the number.
            models.Index(fields=["agency", "corridor"], name="openings_of_a_pair"),
            models.Index(fields=["-published_on", "public_id"], name="openings_newest_first"),
            # What jobs.alert_matching.unseen asks of every opening, so that it need not read the rows.
            models.Index(fields=["published_on", "apply_by", "order_until"], name="openings_by_their_days"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source=""), name="one_opening_a_source_key"
            ),
            models.CheckConstraint(
                condition=Q(source="", source_key="") | (~Q(source="") & ~Q(source_key="")),
                name="opening_source_has_a_key",
            ),
            models.CheckConstraint(
                condition=~Q(basis="vetted_agency") | Q(agency__isnull=False, corridor__isnull=False),
                name="vetted_opening_has_agency_and_corridor",
            ),
            models.CheckConstraint(
                condition=~Q(basis="certified_order") | ~Q(job_order_number=""), name="certified_opening_has_an_order"
            ),
            # On a certified order an agency stands only as the recruiter it names, who must then be vetted.
            models.CheckConstraint(
                condition=~Q(basis="certified_order", agency__isnull=False) | Q(names_foreign_recruiter=True),
                name="agency_of_an_order_is_its_recruiter",
            ),
            models.CheckConstraint(
                condition=Q(wage_low=None, wage_high=None) | (Q(wage_low__gte=0) & ~Q(currency="") & ~Q(wage_per="")),
                name="opening_wage_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(wage_high=None) | Q(wage_high__gte=F("wage_low")), name="opening_wage_low_to_high"
            ),
            models.CheckConstraint(
                condition=Q(meals_charge=None) | (Q(meals_charge__gte=0) & ~Q(currency="")),
                name="opening_meals_charge_has_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week=None) | Q(hours_per_week__gte=0, hours_per_week__lte=168),
                name="opening_week_has_168_hours",
            ),
            models.CheckConstraint(
                condition=Q(rest_days_per_week=None) | Q(rest_days_per_week__gte=0, rest_days_per_week__lte=7),
                name="opening_week_has_7_days",
            ),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")), name="opening_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False), name="published_opening_has_its_day"
            ),
            models.CheckConstraint(
                condition=Q(closed_by_list=False) | Q(state="closed"), name="opening_closed_by_list_is_closed"
            ),
        ]

    def __str__(self):
        return f"{grouped(self.public_id)} {self.title}"

    @property
    def languages_asked(self) -> tuple[str, ...]:
        """Codes of the languages the work asks for; empty when none is named."""
        return tuple(code for part in self.languages_needed.split(",") if (code := part.strip().lower()))
