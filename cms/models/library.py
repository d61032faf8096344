"""The publications library: papers in several languages, and requests for printed copies, sealed and short-lived."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.models.base import EditedPage
from cms.models.media import MediaFile
from cms.models.reading import ShelfPage
from cms.wording import LACKS
from corridors.wording import TOPICS
from foundation import clock

DAYS_A_REQUEST_IS_KEPT = 60


class LibraryPage(ShelfPage):
    """The library: publications by topic, year and language, each filter a plain GET."""

    template = "cms/library.html"
    parent_page_types = ["cms.ShelfPage"]
    subpage_types = ["cms.PublicationPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("publications library")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        asked = {name: request.GET.get(name, "").strip()[:24] for name in ("topic", "year", "language")}
        every = context["held"]
        shown = [
            page
            for page in every
            if (not asked["topic"] or asked["topic"] in page.topic_codes)
            and (not asked["year"] or asked["year"] == str(page.year))
            and (not asked["language"] or asked["language"] in page.languages)
        ]
        topics = {code for page in every for code in page.topic_codes}
        return {
            **context,
            "held": shown,
            "asked": asked,
            "filtered": any(asked.values()),
            "topics": [(code, TOPICS[code]) for code in TOPICS if code in topics],
            "years": sorted({page.year for page in every}, reverse=True),
            "tongues": settings.LANGUAGES,
        }


class PublicationPage(EditedPage):
    """One publication: its summary is the page's intro."""

    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1950), MaxValueValidator(2100)])
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    on_paper = models.BooleanField(_("printed copies can be asked for"), default=False)

    content_panels = [
        *EditedPage.content_panels[:2],
        FieldPanel("year"),
        FieldPanel("publisher"),
        InlinePanel("files", label=_("file in one language")),
        InlinePanel("topics", label=_("topic")),
        FieldPanel("on_paper"),
        *EditedPage.content_panels[2:],
    ]
    template = "cms/publication.html"
    parent_page_types = ["cms.LibraryPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("publication")

    @property
    def languages(self) -> list[str]:
        """The languages there is a file in."""
        return [each.language for each in self.files.all()]

    @property
    def topic_codes(self) -> list[str]:
        return [each.topic for each in self.topics.all()]

    def clean(self):
        """Publishing a draft of some days ago cleans the page, not what hangs on it."""
        super().clean()
        for each in self.files.all():
            if each.file_id and (why := each.file.lacks(clock.today())):
                raise ValidationError(f"{each.file.title}: {LACKS[why]}")

    def get_context(self, request, *args, **kwargs):
        from cms.forms import AskForPaperForm

        names = dict(settings.LANGUAGES)
        held = self.files.select_related("file__consent")
        offered = [(each, names[each.language]) for each in held if each.file.may_be_shown]
        had = {each.language for each, _name in offered}
        return {
            **super().get_context(request, *args, **kwargs),
            "files": offered,
            "missing": [name for code, name in settings.LANGUAGES if code not in had],
            "topic_words": [TOPICS[code] for code in self.topic_codes if code in TOPICS],
            "form": AskForPaperForm() if self.on_paper else None,
        }


class PublicationFile(Orderable):
    """The PDF in one language."""

    page = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    file = models.ForeignKey(MediaFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("PDF"))

    panels = [FieldPanel("language"), FieldPanel("file")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="one_publication_file_a_language")]

    def clean(self):
        super().clean()
        if self.file_id and not self.file.is_pdf:
            raise ValidationError({"file": _("Choose a PDF.")})
        if self.file_id and (why := self.file.lacks(clock.today())):
            raise ValidationError({"file": f"{self.file.title}: {LACKS[why]}"})


class PublicationTopic(Orderable):
    """A topic of the rights and guides that the publication speaks of."""

    page = ParentalKey(PublicationPage, on_delete=models.CASCADE, related_name="topics")
    topic = models.CharField(_("topic"), max_length=24, choices=list(TOPICS.items()))

    panels = [FieldPanel("topic")]


class PaperRequestQuerySet(models.QuerySet):
    def kept(self, today: date):
        """Those that may still be read; what is past its days counts as gone even before `purge` ran."""
        return self.filter(asked__gt=today - timedelta(days=DAYS_A_REQUEST_IS_KEPT))

    def waiting(self, today: date):
        """Those that nobody has sent yet, oldest first."""
        return self.kept(today).filter(sent=None).order_by("asked", "pk")


class PaperRequest(models.Model):
    """Somebody wants a printed copy. Name and address are sealed, wiped when it was sent, deleted after 60 days."""

    # Random and known before the row is written: the sealed text is bound to it.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(PublicationPage, on_delete=models.CASCADE, related_name="requests")
    submission = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(max_length=5)
    copies = models.PositiveSmallIntegerField(default=1)
    address = models.TextField(blank=True, editable=False)
    asked = models.DateField()
    sent = models.DateField(null=True, blank=True)

    objects = PaperRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(copies__gte=1, copies__lte=50), name="paper_copies_within_reason"),
            models.CheckConstraint(
                condition=(Q(sent=None) & ~Q(address="")) | (Q(sent__isnull=False) & Q(address="")),
                name="paper_address_wiped_when_sent",
            ),
        ]

    def __str__(self):
        return str(self.pk)
