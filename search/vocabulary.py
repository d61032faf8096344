"""The Latin words of an index, which of them a mistyped word may mean, and the words that no question needs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract_iter

MOST_CORRECTIONS = 12

# Words that nearly every question and no particular opening has: asking for them would only lose openings. They still
# count for the order. Languages: English, Thai, Lao, Khmer, Burmese.
_SILENT = frozenset(
    (
        "a", "an", "and", "any", "are", "as", "at", "be", "by", "can", "do", "find", "for", "from", "i", "in", "is",
        "it", "job", "look", "looking", "me", "my", "need", "of", "on", "or", "please", "some", "that", "the", "there",
        "this", "to", "want", "was", "we", "what", "where", "who", "will", "with", "work", "working", "you",
        "งาน", "ทำงาน", "หางาน", "สมัครงาน", "อยาก", "ต้องการ", "หา", "ไป", "ที่", "ใน", "ของ", "และ", "มี", "ประเทศ",
        "ວຽກ", "ເຮັດວຽກ", "ຢາກ", "ຕ້ອງການ", "ຫາ", "ໄປ", "ຢູ່", "ທີ່", "ໃນ", "ຂອງ", "ແລະ", "ມີ", "ປະເທດ", "ຂ້ອຍ",
        "ការងារ", "ធ្វើការ", "ចង់", "ត្រូវការ", "រក", "ទៅ", "នៅ", "ក្នុង", "របស់", "និង", "មាន", "ប្រទេស", "ខ្ញុំ",
        "အလုပ်", "လုပ်", "ချင်", "တယ်", "သည်", "မှာ", "တွင်", "နှင့်", "ရှာ", "သွား", "ရှိ", "နိုင်ငံ", "အတွက်", "များ", "ကို", "က",
    )
)  # fmt: skip


def is_silent(piece: str) -> bool:
    """True for words that nearly every question has; they are neither needed nor corrected."""
    return piece in _SILENT


def typing_errors_allowed(word: str) -> int:
    """How many typing errors a word of other scripts may hold: none below 4 letters, 1 below 8, else 2."""
    if len(word) < 4 or any(character.isdigit() for character in word):
        return 0
    return 1 if len(word) < 8 else 2


class Vocabulary:
    """All Latin words of an index: asked for one word often, listed only when a word is not known.

    load: the words that may be mistyped, by length, as `by_length` makes them.
    """

    def __init__(self, holds: Callable[[str], bool], load: Callable[[], Mapping[int, Sequence[str]]]):
        self._holds, self._load, self._by_length = holds, load, None

    @classmethod
    def of(cls, words: Collection[str]) -> "Vocabulary":
        """A vocabulary of words at hand."""
        return cls(words.__contains__, lambda: by_length(words))

    def __contains__(self, word: str) -> bool:
        return self._holds(word)

    def near(self, word: str, distance: int) -> list[tuple[int, str]]:
        """(typing errors, word) of the words at most `distance` typing errors away (optimal string alignment)."""
        if self._by_length is None:
            self._by_length = self._load()
        found = []
        for length in range(len(word) - distance, len(word) + distance + 1):
            known = self._by_length.get(length, ())
            found += [
                (errors, near)
                for near, errors, _ in extract_iter(word, known, scorer=OSA.distance, score_cutoff=distance)
            ]
        return found


def by_length(words: Iterable[str]) -> dict[int, list[str]]:
    """The words that may hold a typing error, by length."""
    found: dict[int, list[str]] = {}
    for word in words:
        if typing_errors_allowed(word):
            found.setdefault(len(word), []).append(word)
    return found


def corrections(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What to search for a word: itself when known, else the known words nearest to it; () when there are none."""
    if is_silent(word) or word in vocabulary:
        return (word,)
    allowed = typing_errors_allowed(word)
    if not allowed:
        return ()
    return tuple(near for _, near in sorted(vocabulary.near(word, allowed))[:MOST_CORRECTIONS])
