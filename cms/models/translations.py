"""What is remembered about translations: which English words each one was made from, and which words a native speaker read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Translation(models.Model):
    """From which English words a translated page was made, string by string: {path: English then}."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="made_from")
    english = models.JSONField(default=dict)
    kept_on = models.DateTimeField(auto_now=True)

    def __str__(self):
        return f"{self.page_id}: {len(self.english)} strings"


class Reading(models.Model):
    """A native speaker read exactly these words of a page and found them right. Never changed, only added to."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="readings")
    digest = models.CharField(max_length=64, help_text=_("Stands for the words; see digest_of."))
    reader = models.CharField(_("read by"), max_length=120)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField(_("read on"))

    class Meta:
        permissions = [("confirm_translation", "Can say that a native speaker has read a translation")]
        constraints = [models.UniqueConstraint(fields=["page", "digest"], name="one_reading_of_the_same_words")]

    def __str__(self):
        return f"{self.page_id}: {self.reader}, {self.on}"
