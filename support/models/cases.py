"""Cases: what somebody asked help for, what was written since, and which needs were named. Every word is sealed.

In clear stand only what a desk sorts by: the kind of trouble, the country, the language, days and states.
"""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agencies.models import Concern
from support.rules import keeping
from support.rules.states import State as Stands


class Request(models.TextChoices):
    """What is wrong: the first question of the form, and what a desk filters by."""

    CHANGE_EMPLOYER = "change_employer", _("I want to change my employer")
    LEGAL_PAPERS = "legal_papers", _("My papers: visa, permit, registration")
    UNPAID_WAGES = "unpaid_wages", _("I was not paid what I earned")
    DOCUMENTS_HELD = "documents_held", _("Somebody keeps my passport or papers")
    LEGAL_REPRESENTATION = "legal_aid", _("I need a lawyer or an interpreter in a case")
    HEALTH = "health", _("I am ill or injured")
    SHELTER = "shelter", _("I need a safe place to stay")
    NEW_JOB = "new_job", _("I look for a new job")
    NEXT_STEPS = "next_steps", _("I do not know what to do next")
    OTHER = "other", _("Something else")


class CaseQuerySet(models.QuerySet):
    """Cases, asked by day, so that a purge that did not run shows nothing it should have deleted."""

    def kept(self, today: date):
        """Those that may still be read that day; the same days as keeping.gone_on."""
        closed = Q(closed=None)
        for days, which in (
            (keeping.DAYS_WITHDRAWN, Q(state="withdrawn")),
            (keeping.DAYS_IF_ASKED, ~Q(state="withdrawn") & Q(keep=True)),
            (keeping.DAYS_AFTER_CLOSING, ~Q(state="withdrawn") & Q(keep=False)),
        ):
            closed |= which & Q(closed__gt=today - timedelta(days=days))
        return self.filter(closed, received__gt=today - timedelta(days=keeping.DAYS_AT_MOST))

    def open(self):
        """Those somebody still works at."""
        return self.filter(closed=None)


class Case(models.Model):
    """One person's trouble, or one grave report of the registry. Who asked stands in the sealed letter alone."""

    class Origin(models.TextChoices):
        CLIENT = "client", _("asked for help")
        COMPLAINT = "complaint", _("complaint about a helper")
        CONCERN = "concern", _("grave report about an agency")

    class State(models.TextChoices):
        NEW = Stands.NEW.value, _("waits for a helper")
        ASSIGNED = Stands.ASSIGNED.value, _("handed to a helper")
        WORKING = Stands.WORKING.value, _("being worked on")
        CLOSING = Stands.CLOSING.value, _("client is asked whether it is done")
        CLOSED = Stands.CLOSED.value, _("closed")
        WITHDRAWN = Stands.WITHDRAWN.value, _("taken back by the client")

    # Random and known before the row is written: the sealed texts are bound to it.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # What helpers call it among themselves; it opens nothing.
    number = models.CharField(max_length=8, unique=True, editable=False)
    origin = models.CharField(max_length=9, choices=Origin.choices, default=Origin.CLIENT.value)
    request = models.CharField(max_length=16, choices=Request.choices, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=2, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.NEW.value)
    # Who helps; none while it waits at the desk of this site.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, null=True, blank=True, related_name="case")
    # Keyed hashes, none for a concern: neither the form's key nor the receipt code can be read back from a dump.
    submission = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    receipt = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    # A slow hash of the client's own phrase; "" when there is none.
    phrase = models.CharField(max_length=200, blank=True, editable=False)
    # Sealed JSON: called, reply_by, contact, when, place, words. Emptied when the client has it deleted.
    letter = models.TextField(blank=True, editable=False)
    received = models.DateField()
    # By when somebody answers; none while it is the client's turn.
    due = models.DateField(null=True, blank=True)
    last_written = models.DateField()
    asked_to_close = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    keep = models.BooleanField(default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["received", "id"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["organisation", "closed", "due"], name="cases_at_a_desk"),
            models.Index(fields=["closed", "received"], name="cases_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("closed", "withdrawn"), closed__isnull=False)
                | (~Q(state__in=("closed", "withdrawn")) & Q(closed=None)),
                name="case_closed_or_open",
            ),
            models.CheckConstraint(
                condition=(Q(origin="concern") & Q(concern__isnull=False, receipt=None))
                | (~Q(origin="concern") & Q(concern=None, receipt__isnull=False)),
                name="case_of_a_client_or_a_concern",
            ),
            models.CheckConstraint(
                condition=~Q(state="new", organisation__isnull=False), name="new_case_waits_at_the_desk"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def has_client(self) -> bool:
        """Whether somebody holds a receipt for it."""
        return self.origin != self.Origin.CONCERN

    @property
    def gone_on(self) -> date:
        """The first day on which nothing of it can be read."""
        return keeping.gone_on(self.received, self.closed, self.keep, self.state == self.State.WITHDRAWN)

    @property
    def title(self) -> str:
        """What a desk calls it: the kind of trouble, or where it comes from."""
        return self.get_request_display() or self.get_origin_display()


class CaseParty(models.Model):
    """What an organisation is to a case: it held it, now or once, or the complaint is about it. Never both."""

    class Part(models.TextChoices):
        HELD = "held", _("held the case")
        ACCUSED = "accused", _("the complaint is about it")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=7, choices=Part.choices)
    since = models.DateField()

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            # Whoever gets a case is written here, so a complaint cannot be handed to those it is about.
            models.UniqueConstraint(fields=["case", "organisation"], name="complaint_goes_to_others"),
        ]

    def __str__(self):
        return f"{self.organisation_id} {self.part}"


class CaseMessage(models.Model):
    """One thing written in a case: by the client, by a helper to the client, or a helper's note for helpers."""

    class Side(models.TextChoices):
        CLIENT = "client", _("client")
        HELPER = "helper", _("helper")
        NOTE = "note", _("note for helpers")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    order = models.PositiveIntegerField()
    side = models.CharField(max_length=6, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Sealed JSON: words.
    words = models.TextField(editable=False)
    # The one-time key of the form, hashed: the same page sent twice writes once.
    submission = models.CharField(max_length=64, unique=True, editable=False)
    written = models.DateField()

    class Meta:
        ordering = ["order"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["case", "order"], name="one_message_a_place")]

    def __str__(self):
        return str(self.pk)


class CaseNeed(models.Model):
    """That a client asked for something, in which place of their own order, and since when they have it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="needs")
    need = models.CharField(max_length=24)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    given = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["rank", "need"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "need"], name="each_need_once_a_case"),
            models.UniqueConstraint(fields=["case", "rank"], condition=Q(rank__isnull=False), name="one_need_a_rank"),
            models.CheckConstraint(
                condition=Q(rank__isnull=False) | Q(given__isnull=False), name="need_is_asked_or_given"
            ),
        ]

    def __str__(self):
        return self.need


class NeedTally(models.Model):
    """What is left of deleted cases: how many asked for a need and how many got it, by country."""

    need = models.CharField(max_length=24)
    country = models.CharField(max_length=2, blank=True)
    asked = models.PositiveIntegerField(default=0)
    given = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["need", "country"], name="one_tally_a_need_and_country")]

    def __str__(self):
        return f"{self.need} {self.country}"
