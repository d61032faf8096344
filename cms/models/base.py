"""What every page that editors write is made of: an intro, ten kinds of blocks, who checked it and when to look again."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from cms.blocks import Body
from cms.glossary import glossary_of
from cms.models.media import MediaFile, Picture
from cms.pasting import clean_fields
from cms.reading_panel import ReadingPanel
from cms.wording import LACKS
from corridors.actions import REVIEW_MONTHS_ELSE, months_after
from foundation import clock


def with_locales(pages) -> list[Page]:
    """The pages of a query with their locales at hand; `specific()` forgets what was selected with them."""
    locales = {locale.pk: locale for locale in Locale.objects.all()}
    found = list(pages)
    for page in found:
        page.locale = locales[page.locale_id]
    return found


def files_of(block) -> list[MediaFile]:
    """The sounds and papers of one block of a body."""
    match block.block_type:
        case "audio":
            held = [block.value.get("sound")]
        case "document":
            held = [block.value.get("file")]
        case "steps":
            held = [step.get("audio") for step in block.value["steps"]]
        case _:
            held = []
    return [one for one in held if one]


CHECKING = [
    MultiFieldPanel(
        [
            FieldPanel("reviewed_by"),
            FieldPanel("reviewed_on"),
            FieldPanel("review_on"),
            FieldPanel("unchecked", read_only=True),
            FieldPanel("example"),
        ],
        heading=_("Checking"),
    ),
    ReadingPanel(),
]


class EditedPage(Page):
    """One page in one language."""

    intro = models.TextField(_("intro"), max_length=400, blank=True, help_text=_("One or two short sentences."))
    body = StreamField(Body(), blank=True, verbose_name=_("body"))
    reviewed_by = models.CharField(_("checked by"), max_length=120, blank=True)
    reviewed_on = models.DateField(_("checked on"), null=True, blank=True)
    review_on = models.DateField(
        _("check again on"),
        null=True,
        blank=True,
        help_text=_("After this day readers see that nobody has checked it."),
    )
    unchecked = models.BooleanField(
        _("translation not checked"),
        default=False,
        help_text=_("Readers see this too, until a native speaker has read exactly these words (Translations)."),
    )
    example = models.BooleanField(_("example"), default=False, help_text=_("Invented; readers see the word “Example”."))

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body"), *CHECKING]
    # What a translator is given besides the body.
    translated_fields = ("title", "intro", "search_description", "seo_title")
    # What a shared phone's history shows instead of the page's own title; empty: the title.
    neutral_title = ""

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        """The language the page is written in."""
        return self.locale.language_code

    @property
    def checked_since(self) -> date | None:
        """The day on which somebody last read the page: of the check, else of its last publication."""
        if self.reviewed_on is not None:
            return self.reviewed_on
        published = self.last_published_at or self.first_published_at
        return published.astimezone(clock.BANGKOK).date() if published else None

    @property
    def look_again_on(self) -> date | None:
        """The day after which nobody should believe the page unasked: its own, else a year after somebody last read it."""
        if self.review_on is not None or self.checked_since is None:
            return self.review_on
        return months_after(self.checked_since, REVIEW_MONTHS_ELSE)

    @property
    def overdue(self) -> bool:
        return self.look_again_on is not None and self.look_again_on < clock.today()

    def pictures(self) -> Iterator[Picture]:
        """Every picture of the page."""
        for block in self.body:
            if block.block_type == "picture" and block.value.get("picture"):
                yield block.value["picture"]

    def sounds_and_papers(self) -> Iterator[MediaFile]:
        """Every file of the body: sounds, also those of steps, and papers."""
        for block in self.body:
            yield from files_of(block)

    def consents_end_on(self, today: date) -> date | None:
        """The first last day of the consents that what is shown today rests on; None when none has one."""
        shown = [one for one in (*self.pictures(), *self.sounds_and_papers()) if one.shows_people]
        return min((one.consent.until for one in shown if one.consent.until and not one.lacks(today)), default=None)

    def save(self, *args, **kwargs):
        """No way to store a page, and so no way to publish one, leaves the mark off words that nobody has read."""
        self.unchecked = self.is_unread()
        super().save(*args, **kwargs)

    def is_unread(self) -> bool:
        """A translation of which no native speaker has read exactly these words."""
        from cms.translation.drift import was_read

        if self.locale_id is None:
            self.locale = self.get_default_locale()
        return self.language != settings.LANGUAGE_CODE and not was_read(self)

    def clean(self):
        super().clean()
        problems = {}
        try:
            clean_fields(self, self.translated_fields)
        except ValidationError as refused:
            problems = refused.message_dict
        for one in (*self.pictures(), *self.sounds_and_papers()):
            if why := one.lacks(clock.today()):
                problems.setdefault("body", []).append(f"{one.title}: {LACKS[why]}")
        if problems:
            raise ValidationError(problems)

    def get_context(self, request, *args, **kwargs):
        own = (get_language() or "en").split("-")[0]
        return {
            **super().get_context(request, *args, **kwargs),
            "today": clock.today(),
            "in_english": self.language != own,
            "people_pictured": any(picture.shows_people and picture.may_be_shown for picture in self.pictures()),
            "glossary": glossary_of(self.locale_id),
        }
