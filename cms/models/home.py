"""The first page, one in each language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks import CleanCharBlock, CleanRichTextBlock
from cms.pasting import clean_fields


class HomePage(Page):
    """The first page of one language. What an editor leaves empty is filled by the translated words of the template."""

    headline = models.CharField(_("headline"), max_length=120, blank=True)
    intro = models.TextField(_("intro"), max_length=400, blank=True)
    body = StreamField(
        [
            ("heading", CleanCharBlock(max_length=120, label=_("heading"))),
            ("text", CleanRichTextBlock(features=["bold", "ol", "ul", "link"], label=_("text"))),
        ],
        blank=True,
        verbose_name=_("below the fold"),
        help_text=_("Shown under the doors and the helpline. Keep it short: the page is for cheap phones."),
    )

    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("intro"), FieldPanel("body")]
    template = "cms/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CorridorIndexPage", "cms.ShelfPage", "cms.PlainPage"]

    class Meta:
        verbose_name = _("first page")

    def clean(self):
        super().clean()
        clean_fields(self, ("title", "headline", "intro", "seo_title", "search_description"))
