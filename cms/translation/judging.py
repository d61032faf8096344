"""Whether one translated string may be kept: cleaned, with the same tags and placeholders as its English, not too long."""

import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.pasting import clean_html, clean_paste
from cms.translation.strings import Words
from cms.translation.tags import OtherTags, with_tags_of
from foundation.reports import RowProblem

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def judged(words: Words, text: str) -> str:
    """The text as it is stored. Raises RowProblem with the reason when it may not be."""
    try:
        text = (clean_html(text) if words.rich else clean_paste(text)).strip()
    except ValidationError as refused:
        raise RowProblem("target", text, " ".join(refused.messages)) from refused
    if Counter(_PLACEHOLDER.findall(words.text)) != Counter(_PLACEHOLDER.findall(text)):
        raise RowProblem("target", text, _("A placeholder is missing, added or broken."))
    if words.rich:
        try:
            text = with_tags_of(words.text, text)
        except OtherTags as other:
            raise RowProblem(
                "target", text, _("The tags are not those of the English: keep every <p>, <b> and link.")
            ) from other
    if words.most and len(text) > words.most:
        raise RowProblem("target", text, _("Too long: at most %(most)s signs.") % {"most": words.most})
    return text
