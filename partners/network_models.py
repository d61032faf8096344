"""What CSOs do in their townships: which they cover, their ambassadors under pseudonyms, and education sessions.

Written only by partners.network; partners.models imports it so that Django finds the tables. No table here holds a
name, a number or an address of a person, and none has a field of free words but the pseudonym.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partners.network_rules import BANDS, Band
from reference.models import Place

# People helped by one ambassador: more than this is a slip of the hand.
MOST_HELPED = 100_000


class Topic(models.TextChoices):
    """What a session, or the training of an ambassador, is about."""

    ROUTES = "routes", _("ways abroad and what they cost")
    AGENCIES = "agencies", _("checking an agency")
    CONTRACT = "contract", _("contract and papers")
    RIGHTS = "rights", _("rights at work")
    HELP = "help", _("asking for help")
    RETURN = "return", _("coming home")


class Material(models.TextChoices):
    """What was handed out or shown."""

    HELPLINE_CARD = "helpline_card", _("helpline card")
    LEAFLET = "leaflet", _("leaflet")
    REVIEW_CARD = "review_card", _("review cards")
    FILM = "film", _("film")
    PHONE = "phone", _("this site on a phone")


class Coverage(models.Model):
    """That a CSO works in a township (where we hold no townships: in a province), from a day until (exclusive) a day."""

    cso = models.ForeignKey("partners.CSO", on_delete=models.CASCADE, related_name="coverage")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["place_id", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="coverage_ends_after_start"),
            models.UniqueConstraint(
                fields=["cso", "place"], condition=Q(until=None), name="one_open_coverage_a_township"
            ),
        ]

    def __str__(self):
        return f"{self.cso_id} {self.place_id}"


class Ambassador(models.Model):
    """Somebody who tells others what they know, under a pseudonym. Nothing here says who it is."""

    class Kind(models.TextChoices):
        RETURNEE = "returnee", _("came back from work abroad")
        ORGANISER = "organiser", _("organiser")

    class Where(models.TextChoices):
        HOME = "home", _("at home")
        ABROAD = "abroad", _("abroad")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cso = models.ForeignKey("partners.CSO", on_delete=models.CASCADE, related_name="ambassadors")
    pseudonym = models.CharField(_("pseudonym"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    where = models.CharField(_("where"), max_length=6, choices=Where.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    # Codes, one space between.
    languages = models.CharField(_("languages"), max_length=60)
    topics = models.CharField(max_length=80, blank=True)
    trained = models.DateField(_("last trained"), null=True, blank=True)
    helped = models.PositiveIntegerField(_("people helped"), default=0)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    submission = models.CharField(max_length=40, editable=False)
    edition = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["pseudonym", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("cso", Lower("pseudonym"), name="one_pseudonym_a_cso"),
            models.UniqueConstraint(fields=["cso", "submission"], name="one_ambassador_a_form"),
            models.CheckConstraint(condition=Q(helped__lte=MOST_HELPED), name="ambassador_helped_some"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="ambassador_ends_after_start"
            ),
            models.CheckConstraint(
                condition=(Q(topics="") & Q(trained=None)) | (~Q(topics="") & Q(trained__isnull=False)),
                name="training_has_topics_and_a_day",
            ),
        ]

    def __str__(self):
        return self.pseudonym


class EducationSessionQuerySet(models.QuerySet):
    """Sessions, asked by day."""

    def to_report(self, today):
        """Planned ones whose day has come: somebody must say how it went."""
        return self.filter(state=EducationSession.State.PLANNED, day__lte=today).order_by("day", "pk")


class EducationSession(models.Model):
    """A session in a township: planned, then held with a band of people, or called off. Nobody who came stands here."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        OFF = "off", _("called off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cso = models.ForeignKey("partners.CSO", on_delete=models.CASCADE, related_name="sessions")
    day = models.DateField(_("day"))
    topic = models.CharField(_("topic"), max_length=10, choices=Topic.choices)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED.value)
    people = models.CharField(
        _("people"), max_length=8, blank=True, choices=[(band.value, band.value) for band in Band]
    )
    # Codes, one space between.
    material = models.CharField(max_length=60, blank=True)
    reported = models.DateField(null=True, blank=True)
    submission = models.CharField(max_length=40, editable=False)

    objects = EducationSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "id"]
        default_permissions = ()
        indexes = [models.Index(fields=["cso", "state", "day"], name="sessions_at_the_desk")]
        constraints = [
            models.UniqueConstraint(fields=["cso", "submission"], name="one_session_a_form"),
            models.CheckConstraint(
                condition=Q(state="held", people__in=tuple(BANDS), reported__gte=F("day"))
                | (~Q(state="held") & Q(people="")),
                name="held_session_says_how_many_came",
            ),
        ]

    def __str__(self):
        return f"{self.cso_id} {self.day}"
