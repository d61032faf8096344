"""Supplier lists of a brand: the uploads, the suppliers as they were listed from when to when, and their employers here."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from audits.models.brands import Brand
from audits.models.work import Work, WorkQuerySet
from jobs.models import Employer


class SupplierList(models.Model):
    """An uploaded file: kept until it is applied or dropped; nothing of it is in force before."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="lists")
    file_name = models.CharField(_("file"), max_length=100)
    format = models.CharField(max_length=4, choices=Format.choices)
    whole = models.BooleanField(_("This is our whole list"), default=True)
    content = models.BinaryField(editable=False)
    columns = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded = models.DateField()
    applied = models.DateField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-uploaded", "file_name", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(applied=None) | ~Q(digest=""), name="applied_list_says_what_it_did")
        ]

    def __str__(self):
        return self.file_name


class Supplier(models.Model):
    """One supplier of one brand. `key` recognises it in the next list: own number, OS ID, or name and address folded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="suppliers")
    key = models.CharField(max_length=640)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["brand", "key"], name="one_supplier_a_key")]

    def __str__(self):
        return str(self.pk)


class EntryQuerySet(models.QuerySet):
    def known(self, moment):
        """What the lists said at that moment."""
        return self.filter(known_at__lte=moment).filter(Q(gone_at=None) | Q(gone_at__gt=moment))

    def current(self):
        """What they say now."""
        return self.filter(gone_at=None)


class SupplierEntry(models.Model):
    """What the brand's list said of a supplier, from one moment to another. Rows are added; only `gone_at` is filled in."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="entries")
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=400, blank=True)
    country = models.CharField(_("country"), max_length=2)
    os_id = models.CharField("OS ID", max_length=15, blank=True)
    number = models.CharField(_("own number"), max_length=60, blank=True)
    # Migrant workers there by the brand's own word; unknown is never zero.
    workers = models.PositiveIntegerField(_("migrant workers"), null=True, blank=True)
    known_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["country", "name", "address", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(gone_at=None), name="one_current_entry_a_supplier"
            ),
            models.CheckConstraint(
                condition=Q(gone_at=None) | Q(gone_at__gte=F("known_at")), name="entry_goes_after_it_came"
            ),
        ]

    def __str__(self):
        return self.name


class SuggestionQuerySet(models.QuerySet):
    def undecided(self, brand):
        """Pairs of the brand that nobody decided about, of suppliers that are no employer yet."""
        live = Link.objects.filter(undone_at=None, supplier=OuterRef("supplier"))
        rows = self.filter(supplier__brand=brand)
        return rows.exclude(Exists(live.filter(word=Link.Word.SAME.value))).exclude(
            Exists(live.filter(employer=OuterRef("employer")))
        )


class Suggestion(models.Model):
    """An employer that a supplier may be: found by machine, and nothing before a person confirms it."""

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="suggestions")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    certain = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-certain", "-score", "employer_id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["supplier", "employer"], name="one_suggestion_a_pair"),
            models.CheckConstraint(condition=Q(score__lte=100), name="suggestion_score_to_100"),
        ]

    def __str__(self):
        return f"{self.supplier_id} {self.employer_id} {self.score}"


class LinkQuerySet(models.QuerySet):
    def held(self, moment):
        """Decisions that stood at that moment."""
        return self.filter(decided_at__lte=moment).filter(Q(undone_at=None) | Q(undone_at__gt=moment))


class Link(models.Model):
    """A person's word that a supplier is an employer here, or is not. It can be taken back; the row stays as history."""

    class Word(models.TextChoices):
        SAME = "same", _("the same")
        OTHER = "other", _("not the same")

    supplier = models.ForeignKey(Supplier, on_delete=models.CASCADE, related_name="links")
    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=5, choices=Word.choices)
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["supplier"], condition=Q(undone_at=None, word="same"), name="one_employer_a_supplier"
            ),
            models.UniqueConstraint(
                fields=["supplier", "employer"], condition=Q(undone_at=None), name="one_word_a_pair"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="link_undone_by_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.supplier_id} {self.word} {self.employer_id}"


class MatchRun(Work):
    """One search for the employers of all suppliers of a brand."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="match_runs")

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self):
        return f"{self.brand_id} {self.state}"
