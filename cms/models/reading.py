"""Pages to read, hear and see: shelves, articles, stories of survivors and returnees, videos."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Locale, Page

from cms import rules
from cms.models.base import EditedPage, with_locales
from cms.models.media import Consent, MediaFile
from cms.wording import LACKS
from foundation import clock


class ShelfPage(EditedPage):
    """A list of the pages beneath it; what is not translated yet is offered in English, and said so."""

    template = "cms/shelf.html"
    parent_page_types = ["cms.HomePage", "cms.ShelfPage"]
    subpage_types = [
        "cms.ShelfPage",
        "cms.ArticlePage",
        "cms.StoryPage",
        "cms.RightsPage",
        "cms.VideoPage",
        "cms.LibraryPage",
    ]

    class Meta:
        verbose_name = _("list of pages")

    def held(self) -> list[Page]:
        """What stands on the shelf today: pages of this language, then English ones that have no translation here."""
        own = with_locales(self._open(self))
        if self.locale_id == Locale.get_default().pk:
            return own
        english = self.get_translation_or_none(Locale.get_default())
        if english is None:
            return own
        keys = self.get_children().live().values("translation_key")
        return [*own, *with_locales(self._open(english).exclude(translation_key__in=keys))]

    @staticmethod
    def _open(shelf):
        """The live pages on a shelf, without those whose consent does not hold today."""
        return shelf.get_children().live().public().exclude(silent_on(clock.today())).specific()

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "held": self.held()}


class ArticlePage(EditedPage):
    """One article."""

    template = "cms/page.html"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("article")


class StoryPage(EditedPage):
    """What a survivor or returnee told, under an alias, as long as the consent holds. Without one only as an example."""

    alias = models.CharField(_("alias"), max_length=80, help_text=_("A made-up name. Never the real one."))
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="stories", verbose_name=_("consent")
    )

    content_panels = [
        *EditedPage.content_panels[:1],
        FieldPanel("alias"),
        FieldPanel("consent"),
        *EditedPage.content_panels[1:],
    ]
    translated_fields = (*EditedPage.translated_fields, "alias")
    template = "cms/story.html"
    neutral_title = _("Stories")
    parent_page_types = ["cms.ShelfPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @staticmethod
    def told_on(today) -> Q:
        """The stories that may be told that day; the same as lacks()."""
        return Q(example=True, consent=None) | Q(consent__in=Consent.objects.holding(today))

    def lacks(self, today) -> rules.Lacks | None:
        """Why the story may not be told today; None when it may."""
        if self.example and self.consent is None:
            return None
        return rules.lacks(self.consent.fact() if self.consent else None, today, rules.What.WORDS)

    def clean(self):
        super().clean()
        if why := self.lacks(clock.today()):
            raise ValidationError({"consent": LACKS[why]})
        for one in self.sounds_and_papers():
            # Or the voice would outlive the story at an address of its own.
            if self.consent and one.is_sound and not one.shows_people:
                told = _("%(title)s: a sound in a story is somebody's voice. Say so at the file, and name the consent.")
                raise ValidationError({"body": told % {"title": one.title}})

    def serve(self, request, *args, **kwargs):
        if self.lacks(clock.today()):
            raise Http404
        return super().serve(request, *args, **kwargs)


class VideoPage(EditedPage):
    """A film: a file of our own, or a link that says where it leads. Never something embedded from elsewhere.

    A film of people stands only as long as their consent holds, and its page with it.
    """

    file = models.ForeignKey(
        MediaFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("video file")
    )
    link = models.URLField(_("address on another site"), max_length=500, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    content_panels = [
        *EditedPage.content_panels[:1],
        FieldPanel("file"),
        FieldPanel("link"),
        FieldPanel("minutes"),
        *EditedPage.content_panels[1:],
    ]
    template = "cms/video.html"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("video")

    @property
    def leads_to(self) -> str:
        """The site a link leads to."""
        return self.link.split("/")[2] if self.link else ""

    @staticmethod
    def shown_on(today) -> Q:
        """The films that may be shown that day; the same as lacks()."""
        holding = Consent.objects.holding(today, rules.What.RECORDING)
        return Q(file=None) | Q(file__shows_people=False) | Q(file__consent__in=holding)

    def lacks(self, today) -> rules.Lacks | None:
        """Why the film may not be shown today; None when it may."""
        return self.file.lacks(today) if self.file else None

    def clean(self):
        super().clean()
        if why := self.lacks(clock.today()):
            raise ValidationError({"file": f"{self.file.title}: {LACKS[why]}"})
        if self.file and not self.file.is_video:
            raise ValidationError({"file": _("Choose a video file: MP4 or WebM.")})
        if not self.file and not self.link:
            raise ValidationError({"file": _("Choose a file, or give the address of the video.")})

    def serve(self, request, *args, **kwargs):
        if self.lacks(clock.today()):
            raise Http404
        return super().serve(request, *args, **kwargs)


def silent_on(today) -> Q:
    """The pages that exist for one person's words or film, and may not be shown that day."""
    stories = StoryPage.objects.exclude(StoryPage.told_on(today))
    films = VideoPage.objects.exclude(VideoPage.shown_on(today))
    return Q(pk__in=stories.values("pk")) | Q(pk__in=films.values("pk"))
