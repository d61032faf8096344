"""What editors upload, and the consent behind it: pictures, files (PDF, sound, video), consents of persons."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from cms import rules, uploads
from foundation import clock


class ConsentQuerySet(models.QuerySet):
    def holding(self, today):
        """Consents that allow words on this site today; the same as rules.lacks for text."""
        return self.filter(
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=today),
            Q(until=None) | Q(until__gte=today),
            given_on__lte=today,
            covers_text=True,
            on_site=True,
        )


class Consent(models.Model):
    """What one person, known here by an alias, allowed us to publish. The real name stands nowhere in this system."""

    alias = models.CharField(_("alias"), max_length=80, help_text=_("A made-up name. Never the real one."))
    recorded_by = models.CharField(
        _("recorded by"), max_length=120, help_text=_("Who asked and wrote it down: a role and an organisation.")
    )
    given_on = models.DateField(_("given on"))
    covers_text = models.BooleanField(_("covers words"), default=False)
    covers_picture = models.BooleanField(_("covers pictures"), default=False)
    on_site = models.BooleanField(_("on this site"), default=False)
    on_social = models.BooleanField(_("on social media"), default=False)
    on_paper = models.BooleanField(_("on paper"), default=False)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Empty: until it is taken back.")
    )
    withdrawn_on = models.DateField(
        _("taken back on"),
        null=True,
        blank=True,
        help_text=_("Saving this takes the story and the pictures down at once."),
    )

    objects = ConsentQuerySet.as_manager()

    panels = [
        FieldPanel("alias"),
        FieldPanel("recorded_by"),
        FieldPanel("given_on"),
        MultiFieldPanel([FieldPanel("covers_text"), FieldPanel("covers_picture")], heading=_("What it covers")),
        MultiFieldPanel([FieldPanel("on_site"), FieldPanel("on_social"), FieldPanel("on_paper")], heading=_("Where")),
        FieldPanel("until"),
        FieldPanel("withdrawn_on"),
    ]

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "alias"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("given_on")), name="consent_ends_after_it_was_given"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("given_on")),
                name="consent_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self):
        return f"{self.alias} ({self.given_on})"

    def fact(self) -> rules.Consent:
        return rules.Consent(
            self.given_on, self.until, self.withdrawn_on, self.covers_text, self.covers_picture, self.on_site
        )


class Picture(AbstractImage):
    """A picture without what cameras write into it. Of people only with a consent that covers it."""

    shows_people = models.BooleanField(
        _("shows people who can be recognised"), default=False, help_text=_("Then it needs their consent.")
    )
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="pictures", verbose_name=_("consent")
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True)

    admin_form_fields = ("title", "file", "description", "credit", "shows_people", "consent", "collection", "tags")

    class Meta(WagtailImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_people=False) | Q(consent__isnull=False), name="people_pictured_have_consented"
            )
        ]

    def lacks(self, today) -> rules.Lacks | None:
        """Why the picture may not be shown today; None when it may."""
        return rules.lacks(self.consent.fact() if self.consent else None, today, True) if self.shows_people else None

    @property
    def may_be_shown(self) -> bool:
        return self.lacks(clock.today()) is None

    def clean(self):
        super().clean()
        if self.shows_people and self.consent_id is None:
            raise ValidationError({"consent": _("A picture of people needs their consent.")})
        self._take_clean_file()

    def save(self, *args, **kwargs):
        self._take_clean_file()
        super().save(*args, **kwargs)

    def _take_clean_file(self) -> None:
        """Draw a newly uploaded file anew, once."""
        if self.file and not self.file._committed and not getattr(self.file.file, "drawn_anew", False):
            try:
                clean = uploads.clean_picture(self.file.file)
            except ValidationError as refused:
                raise ValidationError({"file": refused.messages})
            clean.drawn_anew = True
            self.file = clean
            self.file_hash = ""
            self._set_image_file_metadata()


class PictureRendition(AbstractRendition):
    """A picture at the size of a page."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_size")
        ]


class MediaFile(AbstractDocument):
    """A PDF, a sound or a video of our own, judged by its bytes."""

    media_type = models.CharField(max_length=40, blank=True, editable=False)

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(WagtailDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    @property
    def is_sound(self) -> bool:
        return self.media_type in uploads.SOUNDS

    @property
    def is_video(self) -> bool:
        return self.media_type in uploads.VIDEOS

    @property
    def is_pdf(self) -> bool:
        return self.media_type in uploads.PDF

    def clean(self):
        super().clean()
        self._judge()

    def save(self, *args, **kwargs):
        self._judge()
        super().save(*args, **kwargs)

    def _judge(self) -> None:
        if self.file and not self.file._committed:
            try:
                self.media_type = uploads.check_file(self.file.file)
            except ValidationError as refused:
                raise ValidationError({"file": refused.messages})
