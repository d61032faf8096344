"""Pages around facts: the list of routes, the guide to one route, rights at a destination, how we judge."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Min
from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from agencies.models import StandingChange
from agencies.rules import RULES_VERSION
from cms.models.base import EditedPage
from corridors.guide import rights_in
from corridors.models import Corridor
from foundation import clock
from reference.names import phrases


class CorridorIndexPage(EditedPage):
    """The words above the list of routes. Its address is the list's own, /corridors/."""

    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CorridorGuidePage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of routes")

    def serve(self, request, *args, **kwargs):
        return HttpResponsePermanentRedirect(reverse("corridor_list"))


class CorridorGuidePage(EditedPage):
    """An editor's words around the facts of one corridor. Its address is the corridor's, /corridors/MM-TH-MOU/."""

    corridor = models.ForeignKey(
        Corridor, on_delete=models.PROTECT, related_name="guide_pages", verbose_name=_("corridor")
    )

    content_panels = [*EditedPage.content_panels[:1], FieldPanel("corridor"), *EditedPage.content_panels[1:]]
    parent_page_types = ["cms.CorridorIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("corridor guide")

    def clean(self):
        super().clean()
        if self.corridor_id and (
            CorridorGuidePage.objects.filter(corridor=self.corridor_id, locale=self.locale_id)
            .exclude(pk=self.pk)
            .exists()
        ):
            raise ValidationError({"corridor": _("This corridor has a guide in this language already.")})

    def get_url_parts(self, request=None):
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        return (*parts[:2], f"/{self.language}/corridors/{self.corridor.code}/")

    def serve(self, request, *args, **kwargs):
        return HttpResponsePermanentRedirect(reverse("corridor", args=[self.corridor.code]))

    def serve_preview(self, request, mode_name):
        from cms.views import show_guide

        return show_guide(request, self.corridor.code, story=self)


class RightsPage(EditedPage):
    """What a worker may ask for in one country: the facts of corridors/ under an editor's words."""

    destination = models.CharField(_("destination"), max_length=2, help_text=_("Two letters, such as TH."))

    content_panels = [*EditedPage.content_panels[:1], FieldPanel("destination"), *EditedPage.content_panels[1:]]
    template = "cms/rights.html"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("rights in a country")

    def clean(self):
        super().clean()
        self.destination = self.destination.upper()

    def get_context(self, request, *args, **kwargs):
        topics = rights_in(self.destination)
        statements = {right.statement for _topic, rights in topics for right in rights}
        return {
            **super().get_context(request, *args, **kwargs),
            "topics": topics,
            "phrases": phrases(statements, get_language() or "en"),
            "corridors": list(Corridor.objects.filter(destination=self.destination)),
        }


class MethodPage(EditedPage):
    """How standing and cost are judged, with the version of the rules that judge now and since when each was in use."""

    template = "cms/method.html"
    parent_page_types = ["cms.PlainPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("how we judge")

    def get_context(self, request, *args, **kwargs):
        used = StandingChange.objects.values("rules_version").annotate(since=Min("on")).order_by("-rules_version")
        return {
            **super().get_context(request, *args, **kwargs),
            "rules_version": RULES_VERSION,
            "versions": list(used),
            "judged_on": clock.today(),
        }
