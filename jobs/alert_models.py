"""SavedSearch ("tell me when new jobs come"), what its words need, which openings have come, and who was told of them.

Written only by jobs.alerts, jobs.alert_matching and jobs.alert_mail; jobs.models imports it so that Django finds the tables.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

# Retention, in one place. Every reader filters by it and `purge` deletes by it.
DAYS_SEARCH_KEPT = 183
DAYS_TELLING_KEPT = 60
# How long an opening that was hidden before anybody was told of it may take to come back and still be news.
DAYS_HIDDEN_WAITED = 14


def week_of(today: date) -> date:
    """The Monday of that week. Reading is written down by week, so that nobody learns on which days somebody reads."""
    return today - timedelta(days=today.weekday())


class Anchor(models.Model):
    """What the words of saved searches need (search.anchors), each different text once."""

    text = models.TextField(unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self):
        return self.text


class SavedSearchQuerySet(models.QuerySet):
    """Saved searches, asked by day, so that a purge that did not run shows nothing it should have deleted."""

    def live(self, today: date):
        """Those that are still kept that day."""
        return self.filter(renewed__gt=today - timedelta(days=DAYS_SEARCH_KEPT))

    def past_keeping(self, today: date):
        """The exact opposite of live: what `purge` deletes."""
        return self.filter(renewed__lte=today - timedelta(days=DAYS_SEARCH_KEPT))


class SavedSearch(models.Model):
    """One question whose new answers are told in a private feed, by e-mail, or both. Nobody's name stands here: the
    feed's address is known only as a keyed hash, and an account only when somebody signed in to save it.

    The columns from `origin` to `housing` say the question again for SQL (jobs.alert_matching): several values as
    "|TH|JP|", money and months in millionths, nothing where nothing is asked. `question` alone decides.
    """

    secret = models.CharField(max_length=64, unique=True, null=True, editable=False)
    submission = models.CharField(max_length=64, unique=True, null=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="saved_searches"
    )
    by_email = models.BooleanField(default=False)
    language = models.CharField(max_length=8)
    question = models.TextField(help_text="The parameters of its address, as OpeningQuery.to_params writes them.")
    known_words = models.TextField(blank=True, help_text="Latin words that openings held on the day it was saved.")
    saved = models.DateField()
    # The Monday of the week in which somebody last read it or kept it.
    renewed = models.DateField()
    # Openings that had come before it was saved are not new to it.
    after = models.BigIntegerField(default=0)

    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, null=True, related_name="searches")
    read_by = models.CharField(max_length=40, help_text="search.anchors.VERSION that made the anchor.")
    origin = models.TextField(blank=True)
    destination = models.TextField(blank=True)
    channel = models.TextField(blank=True)
    occupation = models.TextField(blank=True)
    agency = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    wage_from = models.BigIntegerField(null=True)
    cost_to = models.BigIntegerField(null=True)
    start_from = models.DateField(null=True)
    start_to = models.DateField(null=True)
    housing = models.BooleanField(null=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["-saved", "-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["renewed"], name="saved_searches_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(secret__isnull=False) | Q(account__isnull=False), name="saved_search_can_be_reached"
            ),
            models.CheckConstraint(
                condition=Q(by_email=False) | Q(account__isnull=False), name="only_accounts_get_email"
            ),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def last_day(self) -> date:
        """The last day on which it is kept, unless somebody renews it."""
        return self.renewed + timedelta(days=DAYS_SEARCH_KEPT - 1)


class Appearance(models.Model):
    """An opening that was seen on show for the first time. Ids grow in the order of coming; an opening that is hidden
    and shown again has one already, so it is told once.
    """

    opening = models.OneToOneField("jobs.Opening", on_delete=models.CASCADE, related_name="appearance")
    matched = models.BooleanField(default=False, help_text="Every search that was saved before it has been told.")
    # The day on which a run found it hidden and untold; empty again when one finds it on show.
    hidden_since = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        indexes = [models.Index(fields=["id"], condition=Q(matched=False), name="appearances_to_match")]

    def __str__(self):
        return str(self.opening_id)


class Telling(models.Model):
    """One opening told to one saved search: an entry of its feed, and a line of the next mail while it waits for one."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, db_index=False, related_name="tellings")
    opening = models.ForeignKey("jobs.Opening", on_delete=models.CASCADE, db_index=False, related_name="tellings")
    told = models.DateTimeField()
    waits_for_mail = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        default_permissions = ()
        indexes = [models.Index(fields=["search"], condition=Q(waits_for_mail=True), name="tellings_to_mail")]
        constraints = [models.UniqueConstraint(fields=["search", "opening"], name="each_opening_is_told_once")]

    def __str__(self):
        return f"{self.search_id} {self.opening_id}"
