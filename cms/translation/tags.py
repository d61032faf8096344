"""Puts a translator's rich text together anew from the tags of its English: nothing else that a browser may take for a tag is kept.

A text comes back as plain words between tags that are copied from the English letter for letter, so what is stored does not
depend on how any parser reads what came in. Plain Python.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)
        (?P<carried>(?:\s+[a-z][a-z-]*\s*=\s*(?:"[^"]*"|'[^']*'))*)
        \s*(?P<alone>/?)>""",
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
_CARRIED = re.compile(r"""([a-z][a-z-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE | re.ASCII)
# Tags that never hold anything, of those that Wagtail's editor writes.
_EMPTY = {"br", "embed", "hr", "img"}
# Lines break elsewhere in another language.
_BREAK = ("br",)

# A tag as it means: its name, then (name, value) of each thing it carries, sorted.
Tag = tuple


class OtherTags(ValueError):  # noqa: N818 - says what was found, not that something broke
    """The text is no well-nested HTML, or its tags are not those of the English."""


def with_tags_of(english: str, text: str) -> str:
    """The text with the tags of its English, each within the same ones as there; `<br/>` may stand anywhere.

    Raises OtherTags for a tag too few, too many, changed, not closed or closed elsewhere, and for a sign `<` that begins none.
    """
    spelt, wanted, made, found = {}, Counter(), [], Counter()
    for piece, tag, around in _read(english):
        if tag is not None:
            spelt.setdefault(tag, piece)
            wanted[around, tag] += tag != _BREAK
    for piece, tag, around in _read(text):
        if tag is None:
            # To a browser it ends no tag here; escaped, it ends none for a pattern of ours either.
            made.append(piece.replace(">", "&gt;"))
            continue
        found[around, tag] += tag != _BREAK
        if tag != _BREAK and tag not in spelt:
            raise OtherTags(piece)
        made.append(spelt.get(tag, "<br/>"))
    # Counters that differ in zeros alone are equal.
    if found != wanted:
        raise OtherTags(text)
    return "".join(made)


def _read(text: str) -> Iterator[tuple[str, Tag | None, tuple[str, ...]]]:
    """Each piece of the text, what tag it is (None: words), and the names of the tags around it. Raises OtherTags."""
    around, last = [], 0
    for found in _TAG.finditer(text):
        yield _words(text[last : found.start()]), None, tuple(around)
        last = found.end()
        name = found["name"].lower()
        if found["end"]:
            if found["carried"] or found["alone"] or not around or around.pop() != name:
                raise OtherTags(found[0])
            yield found[0], (f"/{name}",), tuple(around)
            continue
        if found["alone"] and name not in _EMPTY:
            raise OtherTags(found[0])
        carried = [(key.lower(), unescape(one or other)) for key, one, other in _CARRIED.findall(found["carried"])]
        yield found[0], (name, *sorted(carried)), tuple(around)
        if name not in _EMPTY:
            around.append(name)
    if around:
        raise OtherTags(text)
    yield _words(text[last:]), None, ()


def _words(piece: str) -> str:
    if "<" in piece:
        raise OtherTags(piece)
    return piece
