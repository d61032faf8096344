"""Facts for machines inside a page, as schema.org writes them: a `<script type="application/ld+json">`.

The block is data, not script: browsers do not run it and a strict Content-Security-Policy lets it be.
"""

import json

from django.utils.safestring import SafeString, mark_safe

# What could end the block or begin markup inside it.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def data_block(told: dict) -> SafeString:
    """The JSON of one thing, without what is not known (None, and nothing in a list or text)."""
    text = json.dumps(_known(told), ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - every sign that HTML would act on is escaped above


def _known(told):
    if isinstance(told, dict):
        return {name: _known(value) for name, value in told.items() if value is not None and value not in ("", [])}
    return [_known(value) for value in told] if isinstance(told, list) else told
