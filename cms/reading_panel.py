"""Tells editors of English pages, beside the form and after each save, how old a reader must be. It warns and never blocks."""

from dataclasses import dataclass

from django.contrib import messages
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel

from cms.reading_age import AGE_WANTED, Reading, hardest, read


@dataclass(frozen=True)
class Report:
    """A page's reading age: in whole, of each block that has words enough, and its hardest sentences with their age."""

    whole: Reading
    blocks: list[tuple[str, Reading]]
    hard: list[tuple[str, int]]


def report_on(page) -> Report:
    """Judge an English page as it is being edited: the newest draft."""
    texts = [(str(page._meta.get_field("intro").verbose_name), page.intro)] if page.intro else []
    for number, block in enumerate(page.body, 1):
        lines = [strip_tags(text.replace("</p>", "\n").replace("</li>", "\n")) for text in _texts(block)]
        texts.append((f"{number}. {block.block.label}", "\n".join(lines)))
    told = [text for _label, text in texts]
    blocks = [(label, one) for label, text in texts if (one := read(text)).enough]
    return Report(read("\n".join(told)), blocks, hardest(told))


def _texts(block) -> list[str]:
    """The words of one block. The costs of a corridor and ways on bring words of their own, not an editor's."""
    return (
        [] if block.block_type in ("costs", "door") else list(map(str, block.block.get_searchable_content(block.value)))
    )


def warn_of_hard_words(request, page) -> None:
    """After a save: one sentence, when the page asks for an older reader than the house writes for."""
    if getattr(page, "language", "") != "en" or not hasattr(page, "intro") or not hasattr(page, "body"):
        return
    whole = report_on(page).whole
    if whole.too_hard:
        messages.warning(
            request,
            _(
                "This page is for readers of %(age)s years; we write for %(wanted)s. The form shows the hardest sentences."
            )
            % {"age": whole.age, "wanted": AGE_WANTED},
        )


class ReadingPanel(Panel):
    """The report, for English pages that are saved already."""

    def __init__(self, **kwargs):
        super().__init__(**{"heading": gettext_lazy("Reading age"), **kwargs})

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/reading_panel.html"

        def is_shown(self):
            page = self.instance
            return super().is_shown() and page.pk is not None and page.language == "en"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {**context, "report": report_on(self.instance), "wanted": AGE_WANTED}
