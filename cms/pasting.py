"""Cleans what editors paste from Word, web pages and old Burmese fonts; what nobody can be sure of is refused.

Blocks, pages and words of the glossary call `clean_paste`, `clean_html` and `clean_fields` when they are validated. Plain Python but for the refusal.
"""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.plain import plain_text
from search import zawgyi
from search.reading import SHORT, SURELY_UNICODE, SURELY_ZAWGYI

_BURMESE = re.compile("[\u1000-\u109f\uaa60-\uaa7f]")
_TAGS = re.compile(r"(<[^>]*>)")
# Word's bullets are private signs of its Symbol font; without that font they are boxes.
_BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC), "•")
# Spaces that only typesetters mean, and signs that are never seen. The joiners of Burmese and Khmer stay.
_SPACES = dict.fromkeys((0xA0, 0x2007, 0x202F, 0x3000), " ") | dict.fromkeys((0xAD, 0xFEFF, 0x2060, 0xFFFC))
_WORDS_OWN = re.compile(r"<!--.*?-->|<\?xml.*?>|</?(?:o|w|m|v):\w+[^>]*>", re.DOTALL)


def clean_paste(text: str) -> str:
    """The text in Unicode without Word's leftovers. Raises ValidationError when Burmese may or may not be Zawgyi."""
    if not text or text.isascii():
        return _WORDS_OWN.sub("", text or "")
    text = _WORDS_OWN.sub("", text).translate(_BULLETS).translate(_SPACES).replace("\r\n", "\n")
    return plain_text(_in_unicode(unicodedata.normalize("NFC", text)))


def clean_fields(thing, names: Iterable[str]) -> None:
    """Clean some fields of a model in place. Raises ValidationError by field."""
    problems = {}
    for name in names:
        try:
            setattr(thing, name, clean_paste(getattr(thing, name)))
        except ValidationError as refused:
            problems[name] = refused.messages
    if problems:
        raise ValidationError(problems)


def clean_html(source: str) -> str:
    """The same for rich text: tags stay as they are, the words between them are cleaned; judged together."""
    source = _WORDS_OWN.sub("", source or "")
    parts = _TAGS.split(source)
    if _is_zawgyi(" ".join(parts[::2])):
        parts[::2] = [zawgyi.to_unicode(part) if _BURMESE.search(part) else part for part in parts[::2]]
    parts[::2] = [
        "".join(
            sign
            for sign in unicodedata.normalize("NFC", part.translate(_BULLETS).translate(_SPACES))
            if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Cn", "Co")
        )
        for part in parts[::2]
    ]
    return "".join(parts)


def _in_unicode(text: str) -> str:
    return zawgyi.to_unicode(text) if _is_zawgyi(text) else text


def _is_zawgyi(text: str) -> bool:
    """Whether the text is surely Zawgyi. Unsure and long enough to matter: refused."""
    count = len(_BURMESE.findall(text))
    chance = zawgyi.probability(text) if count else None
    if chance is None or chance < SURELY_UNICODE:
        return False
    if chance > SURELY_ZAWGYI and count >= SHORT:
        return True
    if count < SHORT:
        return False
    raise ValidationError(
        _(
            "This Burmese text may be Zawgyi, and may be Unicode; we cannot be sure. Type it in Unicode, or paste all of it."
        )
    )
