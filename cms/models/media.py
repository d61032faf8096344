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

# The field of a consent that says whether something is covered.
_COVERED_BY = {
    rules.What.WORDS: "covers_text",
    rules.What.PICTURE: "covers_picture",
    rules.What.RECORDING: "covers_recording",
}


class ConsentQuerySet(models.QuerySet):
    def holding(self, today, what: rules.What = rules.What.WORDS):
        """Consents that allow this on the site today; the same as rules.lacks."""
        return self.filter(
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=today),
            Q(until=None) | Q(until__gte=today),
            given_on__lte=today,
            on_site=True,
            **{_COVERED_BY[what]: True},
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
    covers_recording = models.BooleanField(
        _("covers voice and film"), default=False, help_text=_("Recordings in which the person can be heard or seen.")
    )
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
        help_text=_("Saving this takes the story, the pictures, the voice and the films down at once."),
    )

    objects = ConsentQuerySet.as_manager()

    panels = [
        FieldPanel("alias"),
        FieldPanel("recorded_by"),
        FieldPanel("given_on"),
        MultiFieldPanel(
            [FieldPanel("covers_text"), FieldPanel("covers_picture"), FieldPanel("covers_recording")],
            heading=_("What it covers"),
        ),
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
            self.given_on,
            self.until,
            self.withdrawn_on,
            self.covers_text,
            self.covers_picture,
            self.covers_recording,
            self.on_site,
        )


class OfPeople:
    """A picture or a file that needs a consent when it shows people: `shows_people`, `consent`, and what must be covered."""

    needs_covered = rules.What.PICTURE

    def lacks(self, today) -> rules.Lacks | None:
        """Why it may not be shown today; None when it may."""
        if not self.shows_people:
            return None
        return rules.lacks(self.consent.fact() if self.consent else None, today, self.needs_covered)

    @property
    def may_be_shown(self) -> bool:
        return self.lacks(clock.today()) is None


class Picture(OfPeople, AbstractImage):
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


class MediaFile(OfPeople, AbstractDocument):
    """A PDF, a sound or a video of our own, judged by its bytes. Of people only with a consent that covers it."""

    media_type = models.CharField(max_length=40, blank=True, editable=False)
    shows_people = models.BooleanField(
        _("a person can be heard or seen in it"),
        default=False,
        help_text=_(
            "Then it needs their consent, and nobody gets it any more from the day the consent is taken back or runs out. "
            "A voice alone can be recognised."
        ),
    )
    consent = models.ForeignKey(
        Consent, on_delete=models.PROTECT, null=True, blank=True, related_name="files", verbose_name=_("consent")
    )

    admin_form_fields = ("title", "file", "shows_people", "consent", "collection", "tags")

    class Meta(WagtailDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            models.CheckConstraint(
                condition=Q(shows_people=False) | Q(consent__isnull=False), name="people_recorded_have_consented"
            )
        ]

    @property
    def needs_covered(self) -> rules.What:
        """People in a paper are pictured; in a sound or a film they are recorded."""
        return rules.What.PICTURE if self.is_pdf else rules.What.RECORDING

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
        if self.shows_people and self.consent_id is None:
            raise ValidationError({"consent": _("A file in which a person can be heard or seen needs their consent.")})
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
