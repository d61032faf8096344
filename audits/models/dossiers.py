"""A dossier: what was known of a brand's suppliers about a day, once made never changed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audits.models.brands import Brand
from audits.models.work import Work, WorkQuerySet


class Dossier(Work):
    """`content` is canonical JSON and `digest` its SHA-256; for whom it was made stands in the PDF and not in the content.

    `known`: the moment whose knowledge it tells. With the brand, the day, the country and the version of the method it decides
    the content, but for figures of what workers paid: these have days and no moments, since a moment would tell when somebody
    wrote. One that is published or taken off later on the very day of `known` is told, or left out, by what is made after it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="dossiers")
    as_of = models.DateField(_("about the day"))
    known = models.DateTimeField()
    country = models.CharField(_("country"), max_length=2, blank=True)
    recipient = models.CharField(_("for whom"), max_length=120)
    language = models.CharField(max_length=8)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = models.TextField(blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True)
    pdf = models.BinaryField(default=bytes, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-asked", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done") & ~Q(digest="") & ~Q(content="") | ~Q(state="done") & Q(digest=""),
                name="dossier_is_whole_or_not_there",
            )
        ]

    def __str__(self):
        return str(self.pk)
