"""Places, occupations, and the one table of names in several languages."""

from django.db import models
from django.db.models import Q


class Place(models.Model):
    """A state, province, district or township. Codes: Myanmar P-codes; else TH-10, KH-2, LA-1, US-ID."""

    code = models.CharField(primary_key=True, max_length=16)
    country = models.CharField(max_length=2, db_index=True)
    kind = models.CharField(max_length=12)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    name_en = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name_en


class Occupation(models.Model):
    """An ISCO-08 group of any of the four levels (ILO)."""

    code = models.CharField(primary_key=True, max_length=4)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    title_en = models.CharField(max_length=160)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.title_en}"


class Crosswalk(models.Model):
    """What a code of another classification means in ISCO-08, decided once when the table was made."""

    scheme = models.CharField(max_length=8)
    code = models.CharField(max_length=12)
    isco = models.CharField(max_length=4, blank=True)
    title = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="one_meaning_a_code")]

    def __str__(self):
        return f"{self.scheme} {self.code} = {self.isco or '?'}"


class Name(models.Model):
    """One name of one thing in one language, with where it comes from and whether a native speaker checked it."""

    class Kind(models.TextChoices):
        AGENCY = "agency"
        EMPLOYER = "employer"
        OPENING = "opening"
        PLACE = "place"
        OCCUPATION = "occupation"
        PHRASE = "phrase"

    class Field(models.TextChoices):
        NAME = "name"
        ALIAS = "alias"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=500)
    field = models.CharField(max_length=8, choices=Field.choices, default=Field.NAME.value)
    language = models.CharField(max_length=8)
    text = models.TextField()
    source = models.CharField(max_length=120, blank=True)
    checked = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "key", "language"], name="names_of_a_thing")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "language"], condition=Q(field="name"), name="one_name_a_language"
            ),
            models.UniqueConstraint(
                fields=["kind", "key", "language", "text"], condition=Q(field="alias"), name="no_alias_twice"
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.key} [{self.language}] {self.text}"
