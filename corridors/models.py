"""Facts of legal migration: corridors, costs, steps, ceilings, wages, rates, route status, helplines, rights, surveys.

Every fact is kept in versions: `known_from`/`known_to` say when we knew it, `effective_*` when it is true. Only
corridors.actions writes here.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from corridors.rules import facts
from foundation.clock import BANGKOK

_AMOUNT = {"max_digits": 16, "decimal_places": 4, "null": True, "blank": True}


def _choices(words) -> list[tuple[str, str]]:
    """A StrEnum as plain choices, so that migrations need not import the rules."""
    return [(word.value, word.value) for word in words]


class Source(models.Model):
    """A page or notice that says something: title, address, date as printed, and who checked it when."""

    title = models.CharField(max_length=250)
    url = models.URLField(max_length=500, blank=True)
    dated = models.CharField(max_length=10, blank=True, help_text=_("2025, 2025-03 or 2025-03-01"))
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["title", "url", "dated"], name="one_row_a_source")]

    def __str__(self):
        return self.title


class CorridorQuerySet(models.QuerySet):
    def between(self, origin: str = "", destination: str = "", channel: str = ""):
        """Corridors of these countries and this channel; blank = any."""
        wanted = {"origin": origin, "destination": destination, "channel": channel}
        return self.filter(**{name: value for name, value in wanted.items() if value})


class Corridor(models.Model):
    """One legal way from one country to another: origin, destination and channel, `MM-TH-MOU`."""

    code = models.CharField(max_length=20, unique=True)
    origin = models.CharField(max_length=2)
    destination = models.CharField(max_length=2)
    channel = models.CharField(max_length=12)
    channel_name = models.CharField(max_length=120)
    authority_origin = models.CharField(max_length=250, blank=True)
    authority_destination = models.CharField(max_length=250, blank=True)
    instruments = models.TextField(blank=True)
    agreement_date = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    evidence = models.CharField(max_length=8, choices=_choices(facts.Evidence))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = CorridorQuerySet.as_manager()

    class Meta:
        ordering = ["origin", "destination", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination", "channel"], name="one_corridor_a_channel"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="corridor_crosses_a_border"),
        ]

    def __str__(self):
        return self.code

    @property
    def pair(self) -> str:
        """The two countries without the channel: `MM-TH`."""
        return f"{self.origin}-{self.destination}"


class FactQuerySet(models.QuerySet):
    def current(self):
        """The versions that we hold for true now."""
        return self.filter(known_to=None)

    def in_force(self, on: date):
        """Facts that can hold on that day; a partial date counts from its earliest to its latest day."""
        return self.filter(Q(first_day=None) | Q(first_day__lte=on), Q(last_day=None) | Q(last_day__gte=on))

    def as_of(self, on: date, known: datetime | None = None):
        """Facts in force on a day as we knew them at a moment: the end of that day in Bangkok unless given."""
        moment = known or datetime.combine(on + timedelta(days=1), time(), BANGKOK)
        return self.in_force(on).filter(known_from__lt=moment).filter(Q(known_to=None) | Q(known_to__gte=moment))

    def said_since(self):
        """Annotates `since`, when we first said this in these words, and `first`, that version's id: a version that only
        says that somebody checked the fact is no news.
        """
        earlier = self.model.objects.filter(key=OuterRef("key"), known_from__lte=OuterRef("known_from"))
        others = earlier.exclude(digest=OuterRef("digest")).order_by("-known_from").values("known_from")[:1]
        never = Value(datetime(1970, 1, 1, tzinfo=BANGKOK))
        same = earlier.filter(digest=OuterRef("digest"), known_from__gte=OuterRef("_others")).order_by(
            "known_from", "pk"
        )
        return self.annotate(_others=Coalesce(Subquery(others), never)).annotate(
            since=Subquery(same.values("known_from")[:1]), first=Subquery(same.values("pk")[:1])
        )


class Fact(models.Model):
    """One version of one fact. `key` names the fact; a change closes the version (`known_to`) and inserts another."""

    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    collection = models.CharField(max_length=40, help_text=_("The set of files, or the desk, that told it."))
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)
    effective_from = models.CharField(max_length=10, blank=True)
    effective_to = models.CharField(max_length=10, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text=_("When somebody of us last found it unchanged."))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(max_length=8, choices=_choices(facts.Evidence))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=Q(known_to=None), name="%(class)s_one_current_version"),
            models.CheckConstraint(
                condition=Q(known_to=None) | Q(known_to__gte=F("known_from")), name="%(class)s_known_in_order"
            ),
            models.CheckConstraint(
                condition=Q(first_day=None) | Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="%(class)s_days_in_order",
            ),
        ]
        indexes = [models.Index(fields=["collection", "key"], name="%(class)s_told")]

    def __str__(self):
        return self.key


def _never_negative(field: str) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gte": 0})


def _in_order(low: str, high: str) -> Q:
    return Q(**{low: None}) | Q(**{high: None}) | Q(**{f"{low}__lte": F(high)})


class CostItem(Fact):
    """A price, rate or rule for one item of a corridor's costs. No amount = unknown, never zero."""

    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, related_name="costs")
    step_key = models.CharField(max_length=40, blank=True)
    item = models.CharField(max_length=60, help_text=_("Rows of one item speak of the same thing."))
    name = models.CharField(max_length=160)
    category = models.CharField(max_length=24, choices=_choices(facts.Category))
    payer = models.CharField(max_length=10, choices=_choices(facts.Payer))
    pays_first = models.CharField(max_length=10, choices=_choices(facts.Payer), blank=True)
    payer_evidence = models.CharField(max_length=8, choices=_choices(facts.Evidence))
    amount_min = models.DecimalField(**_AMOUNT)
    amount_max = models.DecimalField(**_AMOUNT)
    refundable_amount = models.DecimalField(**_AMOUNT)
    currency = models.CharField(max_length=3, blank=True)
    figure_kind = models.CharField(max_length=20, choices=_choices(facts.FigureKind))
    periodicity = models.CharField(max_length=16, choices=_choices(facts.Periodicity))
    nature = models.CharField(max_length=16, choices=_choices(facts.Nature))
    group = models.CharField(max_length=80, default="all")
    differs_by = models.CharField(max_length=20, blank=True)
    part_of = models.CharField(max_length=60, blank=True)
    historical = models.BooleanField(default=False)
    legal_basis = models.CharField(max_length=250, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=_never_negative("amount_min"), name="cost_min_not_negative"),
            models.CheckConstraint(condition=_never_negative("amount_max"), name="cost_max_not_negative"),
            models.CheckConstraint(condition=_in_order("amount_min", "amount_max"), name="cost_min_below_max"),
            models.CheckConstraint(
                condition=Q(amount_min=None, amount_max=None) | ~Q(currency=""), name="cost_amount_has_currency"
            ),
            models.CheckConstraint(
                condition=~Q(figure_kind="placeholder") | Q(amount_min=None, amount_max=None),
                name="placeholder_has_no_amount",
            ),
            models.CheckConstraint(
                condition=_in_order("refundable_amount", "amount_min") & _never_negative("refundable_amount"),
                name="refundable_part_within_cost",
            ),
        ]


class Step(Fact):
    """A step of a corridor, or (`is_total`) the reported length of the whole, which is never added to the steps."""

    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField()
    step_key = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    where = models.CharField(max_length=12, choices=_choices(facts.Where))
    days_min = models.PositiveSmallIntegerField(null=True, blank=True)
    days_max = models.PositiveSmallIntegerField(null=True, blank=True)
    documents = models.TextField(blank=True, help_text=_("Separated by semicolons."))
    responsible = models.CharField(max_length=120, blank=True)
    is_total = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=_in_order("days_min", "days_max"), name="step_shortest_below_longest"),
        ]


class FeeCeiling(Fact):
    """What a country's law lets be charged on a country pair (blank side = any); never keyed to one corridor."""

    country = models.CharField(max_length=2)
    origin = models.CharField(max_length=2, blank=True)
    destination = models.CharField(max_length=2, blank=True)
    channels = models.CharField(max_length=60, blank=True)
    some_only = models.CharField(max_length=60, blank=True)
    binds = models.CharField(max_length=10, choices=_choices(facts.Binds))
    kind = models.CharField(max_length=16, choices=_choices(facts.CeilingKind))
    amount = models.DecimalField(**_AMOUNT)
    currency = models.CharField(max_length=3, blank=True)
    plus_amount = models.DecimalField(**_AMOUNT)
    plus_currency = models.CharField(max_length=3, blank=True)
    covers = models.CharField(max_length=16, choices=_choices(facts.Covers))
    payer = models.CharField(max_length=10, choices=_choices(facts.Payer))
    periodicity = models.CharField(max_length=16, choices=_choices(facts.Periodicity))
    group = models.CharField(max_length=80, default="all")
    instrument = models.CharField(max_length=250, blank=True)
    section = models.CharField(max_length=60, blank=True)
    historical = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=_never_negative("amount"), name="ceiling_not_negative"),
            models.CheckConstraint(condition=~Q(kind="zero") | Q(amount=0), name="zero_ceiling_is_zero"),
            models.CheckConstraint(
                condition=~Q(kind="fixed_amount") | ~Q(currency=""), name="fixed_ceiling_has_currency"
            ),
            models.CheckConstraint(
                condition=Q(plus_amount=None, plus_currency="") | (Q(plus_amount__gt=0) & ~Q(plus_currency="")),
                name="ceiling_plus_is_whole",
            ),
        ]


class MinimumWage(Fact):
    """A minimum wage by country, region ("ALL" = whole country), unit and group. No amount = none known."""

    country = models.CharField(max_length=2)
    region = models.CharField(max_length=80)
    amount = models.DecimalField(**_AMOUNT)
    unit = models.CharField(max_length=6, choices=_choices(facts.WageUnit))
    currency = models.CharField(max_length=3)
    group = models.CharField(max_length=80)
    for_group = models.CharField(max_length=20, blank=True, help_text=_("Blank = everybody; else MDW, MDW:PH, HOTEL …"))
    instrument = models.CharField(max_length=250, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="wage_is_positive"),
        ]


class ExchangeRate(Fact):
    """Units of a currency for one US dollar, of a kind, as of a (partial) date. For display and comparison only."""

    currency = models.CharField(max_length=3)
    units_per_usd = models.DecimalField(max_digits=16, decimal_places=6)
    rate_kind = models.CharField(max_length=24)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(units_per_usd__gt=0), name="rate_is_positive"),
        ]


class CorridorStatus(Fact):
    """When a route was opened, limited or closed, and for whom.
    `note` is unused; `detail` is the published sentence.
    """

    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=12, choices=_choices(facts.Status))
    affected_group = models.CharField(max_length=80)
    for_everyone = models.BooleanField()
    detail = models.TextField(blank=True)

    class Meta(Fact.Meta):
        pass


class Helpline(Fact):
    """A number or channel to ask for help: languages, hours, whence it can be dialled, when somebody last called it."""

    country = models.CharField(max_length=2)
    organisation = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    languages = models.CharField(max_length=80, blank=True, help_text=_("Language codes, separated by spaces."))
    languages_as_written = models.CharField(max_length=120, blank=True)
    hours = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=30)
    audience = models.CharField(max_length=120, blank=True)
    dial_from = models.CharField(max_length=60, help_text=_("Country codes separated by spaces, or ALL."))
    seen_on = models.CharField(max_length=10, blank=True)
    last_called = models.DateField(null=True, blank=True)
    given_by_brief = models.BooleanField(default=False)

    class Meta(Fact.Meta):
        pass


class Right(Fact):
    """One plain sentence on a worker's rights at a destination: a right, a fact, a do or a don't."""

    class Kind(models.TextChoices):
        DO = "do"
        DONT = "dont"
        RIGHT = "right"
        FACT = "fact"

    destination = models.CharField(max_length=2)
    topic = models.CharField(max_length=24)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    statement = models.CharField(max_length=300)
    legal_basis = models.CharField(max_length=250, blank=True)

    class Meta(Fact.Meta):
        pass


class SurveyBenchmark(Fact):
    """What a survey or report found that workers really paid. Methods differ: never used to rank corridors."""

    origin = models.CharField(max_length=2, blank=True)
    destination = models.CharField(max_length=2, blank=True)
    survey = models.CharField(max_length=160)
    period = models.CharField(max_length=60, blank=True)
    sample = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    cost_min = models.DecimalField(**_AMOUNT)
    cost_mean = models.DecimalField(**_AMOUNT)
    cost_max = models.DecimalField(**_AMOUNT)
    monthly_earnings = models.DecimalField(**_AMOUNT)
    months_of_earnings = models.DecimalField(**_AMOUNT)
    finding = models.TextField(blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=_in_order("cost_min", "cost_mean"), name="survey_mean_above_min"),
            models.CheckConstraint(condition=_in_order("cost_mean", "cost_max"), name="survey_mean_below_max"),
            models.CheckConstraint(condition=_in_order("cost_min", "cost_max"), name="survey_min_below_max"),
        ]
