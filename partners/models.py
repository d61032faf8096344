"""The civil-society organisations that vouch: their accreditation, parents, and ties to agencies."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from partners.network_models import Ambassador, Coverage, EducationSession

__all__ = ["CSO", "AgencyTie", "Ambassador", "Coverage", "EducationSession"]


class CSOQuerySet(models.QuerySet):
    def accredited(self, on):
        """Those accredited on that day (accredited_until is exclusive)."""
        return self.filter(accredited_from__lte=on).filter(Q(accredited_until=None) | Q(accredited_until__gt=on))

    def of_member(self, user, today):
        """Those whose work this user sees on that day, as officer or reader."""
        return self.filter(organisation__in=user.memberships.looking(today).values("organisation"))


class CSO(models.Model):
    """A civil-society organisation. It is named in public only where `public` says so."""

    class Kind(models.TextChoices):
        TRADE_UNION = "trade_union", _("trade union")
        FAITH = "faith", _("faith-based organisation")
        GRASSROOTS = "grassroots", _("grassroots rights group")
        RESEARCH = "research", _("research and advocacy organisation")
        SERVICE = "service", _("service provider")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches")
    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="cso"
    )
    public = models.BooleanField(_("may be named in public"), default=False)
    accredited_from = models.DateField(_("accredited from"), null=True, blank=True)
    accredited_until = models.DateField(_("accredited until"), null=True, blank=True)
    example = models.BooleanField(default=False)

    objects = CSOQuerySet.as_manager()

    class Meta:
        verbose_name = _("civil-society organisation")
        verbose_name_plural = _("civil-society organisations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accredited_until=None) | Q(accredited_until__gt=F("accredited_from")),
                name="cso_accreditation_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="cso_is_not_its_own_parent"),
        ]

    def __str__(self):
        return self.name

    def is_accredited(self, on) -> bool:
        """The same as the queryset's `accredited`, of one that is loaded."""
        since, until = self.accredited_from, self.accredited_until
        return since is not None and since <= on and (until is None or on < until)


class AgencyTie(models.Model):
    """A tie between a CSO and an agency, told by the CSO itself or known from elsewhere; the agency by its public id."""

    class Origin(models.TextChoices):
        DECLARED = "declared", _("declared by the organisation")
        KNOWN = "known", _("known from elsewhere")

    cso = models.ForeignKey(CSO, on_delete=models.CASCADE, related_name="ties")
    # partners stands below agencies and cannot point to its tables.
    agency = models.CharField(max_length=8, db_index=True)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="tie_ends_after_it_starts"),
            models.UniqueConstraint(fields=["cso", "agency"], condition=Q(until=None), name="one_open_tie_an_agency"),
        ]

    def __str__(self):
        return f"{self.cso_id} · {self.agency}"
