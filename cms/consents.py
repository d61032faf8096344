"""Carries out what became of a consent: takes down, at once, what it no longer covers."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, ReferenceIndex

from cms.models import Consent, StoryPage
from foundation import clock, purges, trail

WITHDRAWN = trail.declare("cms.consent_withdrawn", _("Consent taken back"))
TAKEN_DOWN = trail.declare("cms.consent_carried_out", _("Pages taken down for want of consent"))
TAKEN_BACK = purges.declare(
    "cms.consent",
    Consent,
    lambda keys: [withdraw(consent) for consent in Consent.objects.filter(pk__in=keys)],
    columns=("pk", "given_on", "alias"),
)


@transaction.atomic
def withdraw(consent: Consent, actor=None) -> list[int]:
    """The person takes the consent back today; gives the pages that were taken down."""
    if consent.withdrawn_on is None:
        consent.withdrawn_on = max(clock.today(), consent.given_on)
        consent.save(update_fields=["withdrawn_on"])
        trail.record(WITHDRAWN, consent, actor=actor)
    return carry_out(consent, actor)


@transaction.atomic
def carry_out(consent: Consent, actor=None) -> list[int]:
    """Unpublish every live story and every page with a picture, sound, film or paper that this consent does not allow
    today. Safe to repeat.

    Pages check the consent at each reading as well; this makes what editors see agree with what readers see.
    """
    today = clock.today()
    if consent.withdrawn_on:
        TAKEN_BACK.note(Consent.objects.filter(pk=consent.pk))
    stories = [page for page in StoryPage.objects.live().filter(consent=consent) if page.lacks(today)]
    withheld = [one for one in (*consent.pictures.all(), *consent.files.all()) if one.lacks(today)]
    shown = {
        int(reference.object_id)
        for one in withheld
        for reference in ReferenceIndex.get_references_to(one)
        if issubclass(reference.content_type.model_class(), Page)
    }
    pages = {page.pk: page for page in [*stories, *Page.objects.live().filter(pk__in=shown).specific()]}
    for page in pages.values():
        page.unpublish(user=actor)
    if pages:
        trail.record(TAKEN_DOWN, consent, actor=actor, pages=sorted(pages))
    return sorted(pages)
