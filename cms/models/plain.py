"""Pages about the site itself: about, privacy, terms; contact with the channels of each language; partners and donors."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.models.base import EditedPage, with_locales
from cms.models.media import Picture
from cms.pasting import clean_fields


class PlainPage(EditedPage):
    """Words alone, with a list of the pages beneath it: about, privacy, terms."""

    template = "cms/plain.html"
    parent_page_types = ["cms.HomePage", "cms.PlainPage"]
    subpage_types = ["cms.PlainPage", "cms.MethodPage", "cms.ContactPage", "cms.PartnersPage"]

    class Meta:
        verbose_name = _("plain page")

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            "held": with_locales(self.get_children().live().public().specific()),
        }


class ContactPage(EditedPage):
    """How to reach the people behind the site. Links to social media are plain links: nothing of theirs is loaded here."""

    email = models.EmailField(_("e-mail"), blank=True)
    post = models.TextField(_("postal address"), max_length=300, blank=True)

    content_panels = [
        *EditedPage.content_panels[:2],
        FieldPanel("email"),
        FieldPanel("post"),
        InlinePanel("channels", label=_("social channel")),
        *EditedPage.content_panels[2:],
    ]
    translated_fields = (*EditedPage.translated_fields, "post")
    template = "cms/contact.html"
    parent_page_types = ["cms.PlainPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("contact")

    def get_context(self, request, *args, **kwargs):
        names = dict(settings.LANGUAGES)
        channels = sorted(self.channels.all(), key=lambda each: each.language != self.language)
        return {
            **super().get_context(request, *args, **kwargs),
            "channels": [(each, names[each.language]) for each in channels],
        }


class SocialChannel(Orderable):
    """One page or account on a network, in one language."""

    class Network(models.TextChoices):
        FACEBOOK = "facebook", "Facebook"
        LINE = "line", "LINE"
        VIBER = "viber", "Viber"
        TELEGRAM = "telegram", "Telegram"
        OTHER = "other", _("another")

    page = ParentalKey(ContactPage, on_delete=models.CASCADE, related_name="channels")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    network = models.CharField(_("network"), max_length=10, choices=Network.choices)
    name = models.CharField(_("name there"), max_length=80)
    address = models.URLField(_("address"), max_length=300)

    panels = [FieldPanel("language"), FieldPanel("network"), FieldPanel("name"), FieldPanel("address")]


class PartnersPage(EditedPage):
    """Who stands behind the site and who pays for it."""

    content_panels = [
        *EditedPage.content_panels[:2],
        InlinePanel("partners", label=_("partner or donor")),
        *EditedPage.content_panels[2:],
    ]
    template = "cms/partners.html"
    parent_page_types = ["cms.PlainPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("partners and donors")

    def get_context(self, request, *args, **kwargs):
        every = list(self.partners.select_related("logo"))
        return {
            **super().get_context(request, *args, **kwargs),
            "groups": [(kind, [one for one in every if one.kind == kind.value]) for kind in Partner.Kind],
        }


class Partner(Orderable):
    """One partner or donor with its logo."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("Partners")
        DONOR = "donor", _("Donors")

    page = ParentalKey(PartnersPage, on_delete=models.CASCADE, related_name="partners")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=120)
    logo = models.ForeignKey(
        Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    address = models.URLField(_("address"), max_length=300, blank=True)
    words = models.CharField(_("in one sentence"), max_length=200, blank=True)

    panels = [
        FieldPanel("kind"),
        FieldPanel("name"),
        FieldPanel("logo"),
        FieldPanel("address"),
        FieldPanel("words"),
    ]

    def clean(self):
        super().clean()
        clean_fields(self, ("name", "words"))
