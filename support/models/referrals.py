"""Services to refer clients to, named as in Open Referral HSDS, and referrals with the client's consent.

Written only by support.actions.directory and support.actions.referring.
"""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reference.models import Place
from support.models.cases import Case
from support.rules.states import Handing


class HelpOrganization(models.Model):
    """HSDS organization: who offers services."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    website = models.URLField(_("website"), blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        default_permissions = ()

    def __str__(self):
        return self.name


class Service(models.Model):
    """HSDS service: one kind of help that an organization offers, and when somebody last made sure of it."""

    class Kind(models.TextChoices):
        LEGAL_AID = "legal_aid", _("legal help")
        COMPENSATION = "compensation", _("claims for wages and compensation")
        HEALTH = "health", _("health care")
        JOB = "job", _("finding work")
        SHELTER = "shelter", _("shelter")
        BANK = "bank", _("bank account")
        SOCIAL = "social", _("social services")

    organization = models.ForeignKey(HelpOrganization, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    description = models.CharField(_("what it does"), max_length=500, blank=True)
    # Codes, one space between.
    languages = models.CharField(_("languages"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    assured_date = models.DateField(_("last made sure"), null=True, blank=True)
    active = models.BooleanField(_("offered today"), default=True)

    class Meta:
        ordering = ["kind", "name", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="one_service_a_name")]

    def __str__(self):
        return f"{self.name} · {self.organization.name}"


class ServiceLocation(models.Model):
    """HSDS location: where a service is given; without a place, in the whole country."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="locations")
    country = models.CharField(_("country"), max_length=2)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.CharField(_("address"), max_length=200, blank=True)

    class Meta:
        ordering = ["country", "place_id", "id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.country} {self.place_id or ''}".strip()


class Referral(models.Model):
    """A client handed on to one service, with consent for named fields until a day. The link's secret is kept hashed."""

    class State(models.TextChoices):
        ASKED = Handing.ASKED.value, _("client is asked for consent")
        IN_PROGRESS = Handing.IN_PROGRESS.value, _("in progress")
        ACCEPTED = Handing.ACCEPTED.value, _("accepted")
        REJECTED = Handing.REJECTED.value, _("rejected")
        DONE = Handing.DONE.value, _("done")
        REVOKED = Handing.REVOKED.value, _("revoked by the client")

    class Field(models.TextChoices):
        """What of the client's letter a recipient may see, each asked for by itself."""

        CALLED = "called", _("What you are called")
        CONTACT = "contact", _("How to reach you")
        PLACE = "place", _("Where you are")
        REQUEST = "request", _("What kind of help you asked for")
        WORDS = "words", _("What you wrote first")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=11, choices=State.choices, default=State.ASKED.value)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked = models.DateField()
    # Field codes the client agreed to, one space between.
    fields = models.CharField(max_length=60, blank=True)
    consented = models.DateField(null=True, blank=True)
    consent_until = models.DateField(null=True, blank=True)
    secret = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    link_until = models.DateField(null=True, blank=True)
    opened = models.DateField(null=True, blank=True)
    answered = models.DateField(null=True, blank=True)
    # Sealed JSON: words of the recipient.
    answer = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["asked", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("asked", "revoked"))
                | Q(consented__isnull=False, consent_until__isnull=False) & ~Q(fields=""),
                name="referral_rests_on_consent",
            ),
            models.CheckConstraint(
                condition=Q(secret=None) | Q(state="in_progress", link_until__isnull=False),
                name="referral_link_lives_while_in_progress",
            ),
            models.UniqueConstraint(
                fields=["case", "service"],
                condition=Q(state__in=("asked", "in_progress", "accepted")),
                name="one_running_referral_a_service",
            ),
        ]

    def __str__(self):
        return str(self.pk)

    def agreed(self, today: date) -> list[str]:
        """The fields the recipient may see that day; none once consent ran out or was taken back."""
        live = self.state in (self.State.IN_PROGRESS, self.State.ACCEPTED, self.State.DONE)
        return self.fields.split() if live and self.consent_until and today < self.consent_until else []
