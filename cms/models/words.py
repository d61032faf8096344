"""Words of the field with their meaning, one row a language; cms.glossary marks them in pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from cms.pasting import clean_fields


class Term(TranslatableMixin, models.Model):
    """A word that a worker may not know, in one language."""

    word = models.CharField(_("word"), max_length=60)
    other_forms = models.CharField(_("other forms"), max_length=200, blank=True, help_text=_("Separated by commas."))
    meaning = models.CharField(_("meaning"), max_length=250, help_text=_("One short sentence."))

    panels = [FieldPanel("word"), FieldPanel("other_forms"), FieldPanel("meaning")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("word of the glossary")
        verbose_name_plural = _("glossary")
        ordering = ["word"]

    def __str__(self):
        return self.word

    def clean(self):
        super().clean()
        clean_fields(self, ("word", "other_forms", "meaning"))
