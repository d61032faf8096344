"""Text as people type it, without what no keyboard sends; forms take `PlainCharField` for every free text."""

import unicodedata

from django import forms

from foundation.tables import is_forbidden


def plain_text(text: str) -> str:
    """What a person typed without control characters, lone surrogates and signs that turn the direction of writing,
    which make a name read as another. Line ends stay, and so do the joiners that Burmese and Khmer are typed with.
    Empty when nothing of it can be seen.
    """
    kept = "".join(sign for sign in text if sign == "\n" or not (unwritten(sign) or is_forbidden(sign)))
    return kept if any(unicodedata.category(sign)[0] in "LNPSM" for sign in kept) else ""


def unwritten(sign: str) -> bool:
    """Whether no keyboard sends this sign: unassigned, private, control, surrogate."""
    return unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co")


class PlainCharField(forms.CharField):
    """A text without what no keyboard sends, so that it never breaks what reads it later."""

    def to_python(self, value):
        text = super().to_python(value)
        return plain_text(text.replace("\r\n", "\n")).strip() if text else text
