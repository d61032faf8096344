"""The words of a page as strings with a path each: taken out for a translator, and put back into the page's own frame.

A path is a field (`intro`) or the way to a word through the body by the blocks' own ids (`body.<id>.steps.<id>.name`), so that
moving a block or putting one before it changes no path. A text with emphasis and links is one string of simple HTML.
"""

import hashlib
import json
from dataclasses import dataclass

from wagtail import blocks

from cms.blocks import Body


@dataclass(frozen=True)
class Words:
    """One string of a page; `name` tells an editor where it stands, `most` how long it may be (0: no limit)."""

    path: str
    text: str
    name: str
    rich: bool = False
    most: int = 0


def words_of(page) -> list[Words]:
    """Every string of the page that a translator should see, in reading order. Empty ones are none."""
    found = []
    for field in page.translated_fields:
        meta = page._meta.get_field(field)
        found.append(Words(field, getattr(page, field), str(meta.verbose_name), most=meta.max_length or 0))
    found += _in_stream(Body(), raw_of(page), "body", "")
    return [each for each in found if each.text.strip()]


def raw_of(page) -> list[dict]:
    """The body as it is stored. Blocks that were never stored get their ids here, and keep them."""
    return page.body.get_prep_value()


def digest_of(page) -> str:
    """The same for the same words in the same order, whatever ids their blocks have."""
    told = [each.text for each in words_of(page)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def is_words(block) -> bool:
    return isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.RichTextBlock)


def _in_stream(block, raw: list, path: str, name: str) -> list[Words]:
    found = []
    for item in raw:
        child = block.child_blocks.get(item["type"])
        if child is not None:
            found += _in_block(child, item["value"], f"{path}.{item['id']}", str(child.label))
    return found


def _in_block(block, raw, path: str, name: str) -> list[Words]:
    if is_words(block):
        most = getattr(block.field, "max_length", None) or 0
        return [Words(path, raw or "", name, isinstance(block, blocks.RichTextBlock), most)]
    if isinstance(block, blocks.StructBlock):
        found = []
        for key, child in block.child_blocks.items():
            found += _in_block(child, raw.get(key), f"{path}.{key}", f"{name} · {child.label}")
        return found
    if isinstance(block, blocks.ListBlock):
        found = []
        for number, item in enumerate(raw or (), start=1):
            found += _in_block(block.child_block, item["value"], f"{path}.{item['id']}", f"{name} {number}")
        return found
    return []


def body_with(english: list[dict], own: list[dict], told: dict[str, str]) -> list[dict]:
    """The body of a translation: the English frame of today with its words in `told` by path (English where none is told).

    What is no words (a sound, a picture, a file) is the translation's own where it has the same block. Blocks that only the
    translation has stay, behind the block that they followed.
    """
    mine = {item["id"]: item for item in own}
    ours = {item["id"] for item in english}
    behind: dict[str | None, list[dict]] = {}
    last = None
    for item in own:
        if item["id"] in ours:
            last = item["id"]
        else:
            behind.setdefault(last, []).append(item)
    body = Body()
    made = list(behind.pop(None, ()))
    for item in english:
        child = body.child_blocks[item["type"]]
        same = mine.get(item["id"])
        value = _filled(
            child,
            item["value"],
            same["value"] if same and same["type"] == item["type"] else None,
            f"body.{item['id']}",
            told,
        )
        made += [{**item, "value": value}, *behind.pop(item["id"], ())]
    return made


def _filled(block, english, own, path: str, told: dict[str, str]):
    if is_words(block):
        return told.get(path, english)
    if isinstance(block, blocks.StructBlock):
        own = own or {}
        return {
            key: _filled(child, english.get(key), own.get(key), f"{path}.{key}", told)
            for key, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        mine = {item["id"]: item["value"] for item in own or ()}
        return [
            {
                **item,
                "value": _filled(block.child_block, item["value"], mine.get(item["id"]), f"{path}.{item['id']}", told),
            }
            for item in english or ()
        ]
    return own if own not in (None, "") else english


def joined(english: list[dict], own: list[dict]) -> list[dict] | None:
    """The translation's blocks under the ids of the English ones; None where the two are not built alike."""
    if [item["type"] for item in english] != [item["type"] for item in own]:
        return None
    body, made = Body(), []
    for first, second in zip(english, own, strict=True):
        value = _joined(body.child_blocks[first["type"]], first["value"], second["value"])
        if value is None:
            return None
        made.append({**second, "id": first["id"], "value": value[0]})
    return made


def _joined(block, english, own) -> tuple | None:
    """(the value,) with the ids of the English one; None where they are not built alike."""
    if isinstance(block, blocks.StructBlock):
        made = {}
        for key, child in block.child_blocks.items():
            value = _joined(child, english.get(key), own.get(key))
            if value is None:
                return None
            made[key] = value[0]
        return (made,)
    if isinstance(block, blocks.ListBlock):
        english, own = english or [], own or []
        if len(english) != len(own):
            return None
        made = []
        for first, second in zip(english, own, strict=True):
            value = _joined(block.child_block, first["value"], second["value"])
            if value is None:
                return None
            made.append({**second, "id": first["id"], "value": value[0]})
        return (made,)
    return (own,)
