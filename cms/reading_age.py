"""How old a reader of English must be for a text: the grade by Flesch and Kincaid, and the sentences that are hardest.

Plain Python. It counts words and syllables and knows nothing of meaning, so it may warn and never forbids.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import pyphen

# The house writes for an age of 10 (docs/look.md); a year more is within what the formula can tell.
AGE_WANTED, AGE_BEARABLE = 10, 11
# A grade is the years at school, which begin at the age of six: grade 1 is the year before seven.
AGE_BEFORE_SCHOOL = 5
# Of fewer words the formula says next to nothing.
FEWEST_WORDS = 30
HARD_SENTENCE_AGE = 13
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_END = re.compile(r"(?<=[.!?:;])[\"”’)]*\s+|\n+")
_SHORT = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|etc|e\.g|i\.e)\.$")
# A silent e at the end, which hyphenation leaves alone and the ear does too; "-le" after a consonant is heard.
_VOWELS = re.compile(r"[aeiouy]+")
# Vowels that meet and are heard apart.
_APART = re.compile(
    r"(?<![cstg])ia(?!l\b|n\b|g)|(?<![cstgx])io(?!n\b|ns\b)|iu|eo(?!p)|(?<!q)ua(?!r)|(?<![cst])ien|iet|(?<=[cd])rea(?:t|ting|ted|tes?)\b|(?<=[aeiouy])ing\b|(?<=[^aeiou]i|ar)ea\b|(?<=\bid)ea"
)


@cache
def _hyphenation():
    return pyphen.Pyphen(lang="en_US", left=2, right=2)


@cache
def syllables(word: str) -> int:
    """How many syllables an English word has: the greater of what hyphenation parts and what vowels are heard."""
    plain = re.sub(r"['’]s?$|[^a-z]", "", word.lower())
    if not plain:
        return 1
    parted = _hyphenation().inserted(plain).count("-") + 1
    heard = plain
    if re.search(r"[^aeiouy](?:e|es|ed)$", heard) and not re.search(
        r"[^aeiouyl]les?$|[td]ed$|(?:[scxz]|ch|sh|g)es$", heard
    ):
        heard = re.sub(r"e[sd]?$", "", heard)
    counted = len(_VOWELS.findall(heard)) + len(_APART.findall(plain))
    return max(1, parted, counted)


@dataclass(frozen=True)
class Reading:
    """What one text asks of its reader. grade: by Flesch and Kincaid. words, sentences, syllables: what was counted."""

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        if not self.words:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def age(self) -> int:
        """The age in whole years, six at least."""
        return max(6, round(self.grade + AGE_BEFORE_SCHOOL))

    @property
    def enough(self) -> bool:
        """Whether there are words enough to say anything."""
        return self.words >= FEWEST_WORDS

    @property
    def too_hard(self) -> bool:
        return self.enough and self.age > AGE_BEARABLE


def sentences_of(text: str) -> list[str]:
    """The sentences of a text; a line end ends one too, and so do colon and semicolon, where a reader may rest."""
    found: list[str] = []
    for part in _END.split(text):
        if not part or not _WORD.search(part):
            continue
        if found and _SHORT.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part.strip())
    return found


def read(text: str) -> Reading:
    """Count a text."""
    sentences = sentences_of(text)
    words = _WORD.findall(text)
    return Reading(len(words), max(1, len(sentences)), sum(map(syllables, words)))


def hardest(texts: Iterable[str], most: int = 3) -> list[tuple[str, int]]:
    """[(sentence, the age it asks for)] of the hardest sentences that ask for HARD_SENTENCE_AGE or more, hardest first."""
    judged = {sentence: read(sentence) for text in texts for sentence in sentences_of(text)}
    hard = [
        (one.grade, sentence, one.age)
        for sentence, one in judged.items()
        if one.words >= 8 and one.age >= HARD_SENTENCE_AGE
    ]
    return [(sentence, age) for _grade, sentence, age in sorted(hard, reverse=True)[:most]]
