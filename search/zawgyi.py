"""Burmese written for the Zawgyi font: how likely a text is Zawgyi, and its Unicode form. Used by search.text.

Detection is Google's (myanmartools). Conversion runs Google's published rules, kept as data in zawgyi_rules.txt,
where their licence stands.
"""

import re
from functools import cache
from pathlib import Path

_RULES = Path(__file__).with_name("zawgyi_rules.txt")
_CURSOR = re.compile(r"^(\^[^(\[]+)\((\[[^]]*\])\)>\|(\S+?)\$1$")


@cache
def _detector():
    # Loading the model takes a while: a page without Burmese never pays for it.
    from myanmartools import ZawgyiDetector

    return ZawgyiDetector()


def probability(text: str) -> float | None:
    """Chance that the text is Zawgyi, 0 to 1; None when it holds nothing that could tell."""
    chance = _detector().get_zawgyi_probability(text)
    return None if chance < 0 else chance


@cache
def phases() -> tuple[tuple[re.Pattern, tuple], ...]:
    """The rules, one compiled alternation a phase, with the pieces of each rule's replacement."""
    found, current = [], []
    for line in _RULES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line == "::Null;":
            found.append(_compile(current))
            current = []
        else:
            current.append(line.rstrip(";").replace(" ", ""))
    found.append(_compile(current))
    return tuple(found)


def _compile(rules):
    sources, replacements = [], []
    for index, rule in enumerate(rules):
        if cursor := _CURSOR.match(rule):
            # "^a([b]) > |c $1" reads $1 again: the same as looking ahead at it.
            rule = f"{cursor[1]}(?={cursor[2]})>{cursor[3]}"
        source, _, replacement = rule.partition(">")
        sources.append(f"(?P<r{index}>{source.replace('$', chr(92) + 'Z')})")
        pieces = re.split(r"\$(\d)", replacement)
        replacements.append(
            tuple(int(piece) if at % 2 else piece.encode().decode("unicode_escape") for at, piece in enumerate(pieces))
        )
    return re.compile("|".join(sources)), tuple(replacements)


def _apply(match, replacements, first_group):
    replacement = replacements[int(match.lastgroup[1:])]
    base = first_group[match.lastgroup]
    return "".join(piece if isinstance(piece, str) else match.group(base + piece) or "" for piece in replacement)


def to_unicode(text: str) -> str:
    """Zawgyi to Unicode. Text that is Unicode already comes out broken: ask `probability` first."""
    for pattern, replacements in phases():
        groups = pattern.groupindex
        text = pattern.sub(lambda match, r=replacements, g=groups: _apply(match, r, g), text)
    return text
