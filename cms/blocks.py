"""The ten blocks of a page's body, each with one job. Pages take them as `Body`; templates/cms/blocks/ draws them."""

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from cms.pasting import clean_html, clean_paste
from corridors import reading
from corridors.guide import phrases_of_costs
from corridors.models import Corridor
from foundation import clock

# Drawings of portal/icons.py that say something without words.
PICTOGRAMS = (
    ("paper", _("papers")),
    ("cost", _("money")),
    ("wage", _("wage")),
    ("agency", _("agency")),
    ("person", _("person")),
    ("phone", _("telephone")),
    ("message", _("message")),
    ("house", _("housing")),
    ("place", _("place")),
    ("calendar", _("calendar")),
    ("clock", _("time")),
    ("route", _("journey")),
    ("key", _("key")),
    ("lock", _("locked away")),
    ("check", _("right")),
    ("stop", _("stop")),
    ("caution", _("care")),
    ("help", _("help")),
)


class CleanCharBlock(blocks.CharBlock):
    """One line, cleaned of what came along when it was pasted."""

    def clean(self, value):
        return super().clean(clean_paste(value) if value else value)


class CleanTextBlock(blocks.TextBlock):
    """Some lines, cleaned likewise."""

    def clean(self, value):
        return super().clean(clean_paste(value) if value else value)


class CleanRichTextBlock(blocks.RichTextBlock):
    """Text with emphasis, lists and links, cleaned likewise."""

    def clean(self, value):
        value = super().clean(value)
        return RichText(clean_html(value.source)) if value else value


class SoundChooserBlock(DocumentChooserBlock):
    """A sound of our own."""

    def clean(self, value):
        value = super().clean(value)
        if value and not value.is_sound:
            raise ValidationError(_("Choose a sound file: MP3, M4A or OGG."))
        return value


class PaperChooserBlock(DocumentChooserBlock):
    """A PDF of our own."""

    def clean(self, value):
        value = super().clean(value)
        if value and not value.is_pdf:
            raise ValidationError(_("Choose a PDF."))
        return value


class TextBlock(blocks.StructBlock):
    heading = CleanCharBlock(max_length=120, required=False, label=_("heading"))
    text = CleanRichTextBlock(features=["h3", "bold", "ol", "ul", "link"], label=_("text"))

    class Meta:
        label = _("Text")
        template = "cms/blocks/text.html"


class StepBlock(blocks.StructBlock):
    name = CleanCharBlock(max_length=120, label=_("what to do"))
    detail = CleanTextBlock(max_length=500, required=False, label=_("in more words"))
    pictogram = blocks.ChoiceBlock(choices=PICTOGRAMS, required=False, label=_("pictogram"))
    audio = SoundChooserBlock(required=False, label=_("the step read aloud"))


class StepsBlock(blocks.StructBlock):
    heading = CleanCharBlock(max_length=120, required=False, label=_("heading"))
    steps = blocks.ListBlock(StepBlock(), min_num=1, max_num=12, label=_("steps"))

    class Meta:
        label = _("Steps")
        template = "cms/blocks/steps.html"


class DoAndDontBlock(blocks.StructBlock):
    do = blocks.ListBlock(CleanCharBlock(max_length=200), label=_("do"))
    dont = blocks.ListBlock(CleanCharBlock(max_length=200), label=_("do not"))

    class Meta:
        label = _("Do and do not")
        template = "cms/blocks/do_and_dont.html"


def corridor_choices() -> list[tuple[str, str]]:
    """Every corridor by its code."""
    return [(each.code, f"{each.code} · {each.channel_name}") for each in Corridor.objects.all()]


class CostsBlock(blocks.StructBlock):
    """The costs of a corridor as the facts stand on the day the page is read."""

    corridor = blocks.ChoiceBlock(choices=corridor_choices, label=_("corridor"))

    class Meta:
        label = _("Costs of a corridor")
        template = "cms/blocks/costs.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        corridor = Corridor.objects.filter(code=value["corridor"]).first()
        if corridor is not None:
            facts = reading.facts_of(corridor, clock.today())
            context |= {
                "corridor": corridor,
                "sheet": facts.sheet(),
                "phrases": phrases_of_costs(facts, get_language() or "en"),
            }
        return context


class DoorBlock(blocks.StructBlock):
    """A way on to what the site does: look for work, check an agency, call for help."""

    to = blocks.ChoiceBlock(
        choices=[("jobs", _("job search box")), ("agency", _("agency search box")), ("helpline", _("helpline"))],
        label=_("what"),
    )

    class Meta:
        label = _("Job search, agency search or helpline")
        template = "cms/blocks/door.html"


class AudioBlock(blocks.StructBlock):
    title = CleanCharBlock(max_length=120, label=_("title"))
    sound = SoundChooserBlock(label=_("sound"))
    words = CleanTextBlock(required=False, label=_("what is said, for those who cannot hear it"))

    class Meta:
        label = _("Audio")
        template = "cms/blocks/audio.html"


class QuoteBlock(blocks.StructBlock):
    words = CleanTextBlock(max_length=500, label=_("words"))
    said_by = CleanCharBlock(max_length=120, required=False, label=_("said by (an alias)"))

    class Meta:
        label = _("Quote")
        template = "cms/blocks/quote.html"


class DocumentBlock(blocks.StructBlock):
    title = CleanCharBlock(max_length=120, label=_("title"))
    file = PaperChooserBlock(label=_("PDF"))

    class Meta:
        label = _("Document")
        template = "cms/blocks/document.html"


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("picture"))
    alternative = CleanCharBlock(
        max_length=250,
        label=_("alternative text"),
        help_text=_("What somebody who cannot see the picture should know."),
    )
    caption = CleanCharBlock(max_length=200, required=False, label=_("caption"))

    class Meta:
        label = _("Picture")
        template = "cms/blocks/picture.html"


class CallOutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[("warn", _("care")), ("stop", _("danger")), ("good", _("good to know"))], label=_("tone")
    )
    words = CleanTextBlock(max_length=400, label=_("words"))

    class Meta:
        label = _("Call-out")
        template = "cms/blocks/call_out.html"


class Body(blocks.StreamBlock):
    """The body of every page. Ten kinds, and no eleventh: an editor should see at a glance which one does the job."""

    text = TextBlock()
    steps = StepsBlock()
    do_and_dont = DoAndDontBlock()
    costs = CostsBlock()
    door = DoorBlock()
    audio = AudioBlock()
    quote = QuoteBlock()
    document = DocumentBlock()
    picture = PictureBlock()
    call_out = CallOutBlock()
