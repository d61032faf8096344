"""Amounts of money as people write them: digits of any script, separators of several habits. `AmountField` is for forms."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 40
# 15000 · 15,000 · 15.000.000 · 15'000 · 15 000 · 1,50,000 (lakh), and after any of them a fraction of one or two digits.
_WHOLE = r"\d+|\d{1,3}(?:(?P<sign>[,.' ])\d{3})(?:(?P=sign)\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}"
_AMOUNT = re.compile(rf"(?P<whole>{_WHOLE})(?:(?P<point>[.,])(?P<fraction>\d{{1,2}}))?")


def read_amount(text: str) -> Decimal | None:
    """The amount, or None for what is none or can be read in two ways.

    "1.5" is one and a half, "1.500" fifteen hundred; "1500.125" may lack a point or a nought, so nobody guesses.
    """
    plain = _in_digits(text.strip())
    found = _AMOUNT.fullmatch(plain) if plain is not None else None
    if found is None or found["point"] == found["sign"] is not None:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    # "0.125" and "0,125" group nothing: no number begins with a nought that thousands follow.
    if found["sign"] and whole.startswith("0"):
        return None
    return Decimal(f"{whole}.{found['fraction'] or 0}").normalize() + 0


def _in_digits(text: str) -> str | None:
    """The text with European digits and plain spaces; None when it is too long or holds anything else."""
    if len(text) > LONGEST:
        return None
    signs = []
    for sign in text:
        if (digit := unicodedata.decimal(sign, None)) is not None:
            signs.append(str(digit))
        elif sign.isspace():
            signs.append(" ")
        elif sign in ",.'":
            signs.append(sign)
        elif sign == "’":
            signs.append("'")
        else:
            return None
    return "".join(signs)


class AmountField(forms.Field):
    """An amount, or None when empty. Says what is wrong in a sentence."""

    def __init__(self, *, most: Decimal, **kwargs):
        self.most = most
        widget = forms.TextInput(
            {"inputmode": "decimal", "class": "short", "autocomplete": "off", "spellcheck": "false"}
        )
        super().__init__(required=False, widget=widget, **kwargs)

    def to_python(self, value):
        text = str(value or "").strip()
        if not text:
            return None
        if text[0] in "-−":
            raise forms.ValidationError(_("An amount cannot be less than zero."))
        amount = read_amount(text)
        if amount is None:
            raise forms.ValidationError(_("Write the amount in digits only, such as 15000 or 15000.50."))
        if amount > self.most:
            raise forms.ValidationError(_("This amount is too large to be right. Check the zeros."))
        return amount
