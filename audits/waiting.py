"""What waits for a brand's people at the desk: terms to accept, lists to apply, matches to confirm, dossiers that failed."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import acts_for
from accounts.waiting import Waiting
from audits.actions.brands import has_accepted
from audits.desk_doors import brands_of
from audits.models import Dossier, Suggestion, SupplierEntry, SupplierList


def waiting(user, today: date) -> list[Waiting]:
    """Lines for each brand of the user; a few queries a brand."""
    found = []
    for brand in brands_of(user):
        if not has_accepted(brand, user):
            found.append(
                Waiting(_("Read and accept the terms"), brand.verified_on, reverse("supply_terms", args=[brand.pk]))
            )
            continue
        if not acts_for(user, brand.organisation):
            continue
        for upload in SupplierList.objects.filter(brand=brand, applied=None).defer("content")[:5]:
            found.append(
                Waiting(
                    _("Apply or drop this list: %(name)s") % {"name": upload.file_name},
                    upload.uploaded,
                    reverse("supplier_list", args=[brand.pk, upload.pk]),
                )
            )
        if Suggestion.objects.undecided(brand).exists():
            oldest = SupplierEntry.objects.current().filter(supplier__brand=brand).order_by("known_at").first()
            since = oldest.known_at.date() if oldest else today
            found.append(Waiting(_("Confirm whom your suppliers are"), since, reverse("supply", args=[brand.pk])))
        for made in Dossier.objects.filter(brand=brand, state=Dossier.State.FAILED.value).defer("content", "pdf")[:5]:
            found.append(
                Waiting(
                    _("A dossier could not be made"), made.asked.date(), reverse("dossier", args=[brand.pk, made.pk]), 1
                )
            )
    return found
