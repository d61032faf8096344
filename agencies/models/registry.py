"""Agencies, their only valid contacts, and their licences as the regulators' lists print them, with every older version."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agencies.rules.likeness import PHONE_DIGITS, phone_digits
from foundation import clock, codes
from reference.models import Place


class AgencyQuerySet(models.QuerySet):
    """Agencies, asked in the words of the domain."""

    def numbered(self, typed: str):
        """The agency of a number as somebody typed it, also of a record that was merged into it; None when there is none."""
        number = codes.normalise(typed)
        return self.filter(Q(public_id=number) | Q(aliases__public_id=number)).first() if number else None

    def barred(self, today) -> set[str]:
        """Public ids of those under a sanction or a suspended licence that day, whatever the corridor."""
        under_sanction = Q(sanctions__starts__lte=today) & (Q(sanctions__ends=None) | Q(sanctions__ends__gt=today))
        suspended = Q(licences__status="suspended", licences__known_to=None) & (
            Q(licences__last_day=None) | Q(licences__last_day__gte=today)
        )
        found = set(self.filter(under_sanction).values_list("public_id", flat=True))
        return found | set(self.filter(suspended).values_list("public_id", flat=True))


class LiveAgencies(models.Manager.from_queryset(AgencyQuerySet)):
    """The agencies of today: a record that became a part of another is none of them."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into=None)


class Agency(models.Model):
    """A recruitment agency under a stable public id: eight digits, of which two check the rest (ISO 7064 MOD 97-10)."""

    public_id = models.CharField(max_length=8, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=250)
    country = models.CharField(_("country"), max_length=2)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="agencies")
    address = models.CharField(_("address"), max_length=500, blank=True)
    registration_number = models.CharField(_("company number"), max_length=60, blank=True)
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="agency"
    )
    example = models.BooleanField(default=False)
    changed_at = models.DateTimeField(db_index=True)
    # Since when it is in the registry: on a day before, we knew nothing of it.
    known_at = models.DateTimeField(default=clock.now, editable=False)

    # A record found to be the same agency stays for the days before, and leads to the other one since.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = LiveAgencies()
    # Merged ones too: for past days.
    records = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["country", "name"], name="agency_country_name"),
            # The order of the register's pages, of today and of a past day.
            models.Index(F("example").desc(), "name", "id", "known_at", name="agency_in_lists"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Exact(Length("public_id"), 8) & Exact(Cast("public_id", models.BigIntegerField()) % 97, 1),
                name="agency_public_id_checks",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="agency_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None, merged_at=None)
                | (Q(merged_into__isnull=False, merged_at__isnull=False) & ~Q(merged_into=F("id"))),
                name="merged_agency_says_since_when",
            ),
        ]

    def __str__(self):
        return self.name


class LastDigits(models.CharField):
    """A phone's last nine digits, worked out on every insert and save; "" for what is no phone. By these phones are found."""

    def pre_save(self, instance, add):
        """Also called for each row of a bulk_create."""
        digits = phone_digits(instance.value) if instance.kind == AgencyContact.Kind.PHONE else ""
        setattr(instance, self.attname, digits)
        return digits


class AgencyContact(models.Model):
    """One of the only valid ways to reach an agency, from a day, until (exclusive) a day."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        WEBSITE = "website", _("Website")
        LINE = "line", "LINE"
        VIBER = "viber", "Viber"
        FACEBOOK = "facebook", "Facebook"

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=200)
    # With a default in the database, so that code of the version before can write beside this one.
    digits = LastDigits(max_length=PHONE_DIGITS, blank=True, editable=False, db_index=True, db_default="")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    known_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["kind", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind", "value"], condition=Q(until=None), name="one_open_contact"
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="contact_ends_after_start"),
        ]

    def __str__(self):
        return f"{self.kind} {self.value}"


class AgencyAlias(models.Model):
    """A public id that now means another agency, because two records were merged."""

    public_id = models.CharField(max_length=8, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="aliases")

    class Meta:
        verbose_name_plural = "agency aliases"

    def __str__(self):
        return f"{self.public_id} → {self.agency_id}"


class RegisterList(models.Model):
    """One regulator's list as it was on one day. Past next_check it counts as overdue: not recently checked."""

    source = models.CharField(max_length=60)
    regulator = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    # As the list tells it: a day, a month or only a year.
    retrieved = models.CharField(max_length=10)
    retrieved_on = models.DateField()
    check_days = models.PositiveIntegerField()
    next_check = models.DateField()
    licence_terms = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    complete = models.BooleanField(default=False)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "-retrieved_on"]
        constraints = [
            models.UniqueConstraint(fields=["source", "retrieved"], name="one_list_a_source_and_day"),
            models.CheckConstraint(condition=Q(next_check__gt=F("retrieved_on")), name="next_check_after_retrieval"),
        ]

    def __str__(self):
        return f"{self.source} {self.retrieved}"


class RegisterEntry(models.Model):
    """One line of a source, by its key, and the newest list on which it stood."""

    source = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="entries")
    seen = models.ForeignKey(RegisterList, on_delete=models.PROTECT, related_name="entries")
    # Of the line's meaning, to tell an unchanged line at once.
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "register entries"
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_entry_a_source_and_key")]

    def __str__(self):
        return f"{self.source} {self.key}"


class FieldChange(models.Model):
    """What a field of an agency said before an import or a registrar changed it; never changed itself."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="field_changes")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    known_at = models.DateTimeField()

    class Meta:
        ordering = ["-known_at", "-id"]

    def __str__(self):
        return f"{self.agency_id} {self.field}"


class Licence(models.Model):
    """One version of one licence: what was true (issued to last_day) as known from known_from until known_to."""

    class Status(models.TextChoices):
        VALID = "valid", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")
        SURRENDERED = "surrendered", _("given up")
        EXPIRED = "expired", _("expired")
        NOT_LISTED = "not_listed", _("no longer on the list")

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="licences")
    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="licences")
    regulator = models.CharField(_("regulator"), max_length=200)
    country = models.CharField(_("country"), max_length=2)
    number = models.CharField(_("licence number"), max_length=60, blank=True)
    holder = models.CharField(_("holder"), max_length=250, blank=True)
    branch = models.CharField(_("branch"), max_length=250, blank=True)
    kinds = models.CharField(_("kinds of placement"), max_length=300, blank=True)
    # Patterns of corridor codes separated by spaces, such as "MM-TH-* MM-MY-AGENCY"; empty covers none.
    covers = models.CharField(max_length=300, blank=True)
    issued = models.DateField(_("issued"), null=True, blank=True)
    issued_year = models.PositiveSmallIntegerField(_("licensed since"), null=True, blank=True)
    # The last day on which it holds, as regulators print it; empty = the regulator gives no end date.
    last_day = models.DateField(_("last day"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.VALID.value)
    status_note = models.CharField(max_length=200, blank=True)
    next_check = models.DateField(_("to be checked again"), null=True, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agency", "country", "number", "-known_from"]
        indexes = [models.Index(fields=["number"], name="licence_number")]
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(known_to=None), name="one_known_version_an_entry"),
            models.UniqueConstraint(
                fields=["agency", "regulator", "number"],
                condition=Q(known_to=None, entry=None),
                name="one_known_version_a_licence",
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(issued=None) | Q(last_day__gte=F("issued")),
                name="licence_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(known_to=None) | Q(known_to__gte=F("known_from")), name="licence_known_forwards"
            ),
        ]

    def __str__(self):
        return f"{self.country} {self.number or '–'}"
