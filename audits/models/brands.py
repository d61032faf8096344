"""A brand that a registrar verified, and who accepted which terms for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class BrandQuerySet(models.QuerySet):
    def live(self, today):
        """Brands that are verified that day (ended_on is exclusive)."""
        return self.filter(verified_on__lte=today).filter(Q(ended_on=None) | Q(ended_on__gt=today))

    def of_member(self, user, today):
        """Verified brands that this user acts for that day, as officer or reader."""
        return self.live(today).filter(organisation__in=user.memberships.looking(today).values("organisation"))


class Brand(models.Model):
    """What an organisation of kind brand may do here: upload its supplier lists and ask for dossiers.

    `columns` remembers which column of its lists holds what: {field: heading}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="brand")
    evidence = models.CharField(_("how we know"), max_length=300)
    verified_on = models.DateField()
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    columns = models.JSONField(default=dict, blank=True)

    objects = BrandQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("verified_on")), name="brand_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="brand_is_verified_by_evidence"),
        ]

    def __str__(self):
        return str(self.organisation)


class TermsAccepted(models.Model):
    """That a person accepted one version of the terms of use for a brand."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="terms")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    accepted_on = models.DateField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["brand", "user", "version"], name="terms_accepted_once_a_version")
        ]

    def __str__(self):
        return f"{self.brand_id} {self.user_id} {self.version}"
