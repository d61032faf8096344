"""How like a text is to the names of each ISCO unit group: BM25 over groups instead of documents. Plain Python.

`search.lexicon` keeps the weights that `learn` gives and adds them up for a question.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

from Stemmer import Stemmer

from search.text import POSSESSIVE, RUNS, SOUTH_EAST_ASIAN, UNSEEN, fold, grams, pieces

# Chosen on the development sets (docs/relevance.md): a flat optimum.
_SATURATION, _LENGTH = 0.6, 0.4
# What a word of another language must mean, at the least, to borrow from an English word; from how many groups.
LEAST_STANDING, MOST_BORROWED, _UNEXPLAINED = 0.15, 60, 0.02
_PART_OF_WORD, _TWO_LETTERS, _THREE_LETTERS = 0.3, 0.3, 0.6

_LATIN = re.compile("[a-z0-9]+")
_OTHER = re.compile(r"[^\W\d_\x00-\x7f][\w\u0900-\u0dff]*")
_SPACED_OTHER = re.compile("[\u0900-\u0dff]")
_STEMMER = Stemmer("english")
# Old forms of Chinese characters, as Korean and Vietnamese words have them, to the forms Japanese writes today.
_OLD_HAN = (
    "畫画總総步歩醫医學学藝芸樂楽圖図團団鐵鉄驛駅賣売讀読寫写數数會会國国勞労營営經経濟済廳庁檢検驗験劍剣獸獣將将乘乗實実證証譯訳辯弁處処"
    "發発關関觀観轉転齒歯體体燒焼鹽塩麥麦蠶蚕繪絵續続聲声臺台號号變変釀醸鑛鉱雜雑靈霊點点黨党廣広戰戦擔担收収條条來来權権歐欧歸帰澤沢"
    "燈灯爐炉獨独獵猟當当盜盗眞真禮礼祕秘窗窓絲糸縣県藥薬蟲虫裝装豐豊贊賛遲遅邊辺鎭鎮鑄鋳險険隨随驅駆髮髪鬪闘鷄鶏麵麺齋斎龍竜"
)
_HAN = str.maketrans(_OLD_HAN[::2], _OLD_HAN[1::2])


def stems(words: Iterable[str]) -> list[str]:
    """Latin words without their English endings; a word of any other language loses the same ending everywhere."""
    return _STEMMER.stemWords(list(words))


def features(text: str) -> dict[str, float]:
    """{feature: weight} of a text in any script.

    Stems, pairs of them and their 4-letter parts for Latin script; for the others runs, their grams, and ICU's words.
    """
    folded = fold(text).translate(UNSEEN)
    found = {}
    runs = RUNS.findall(folded)
    rest = POSSESSIVE.sub("", SOUTH_EAST_ASIAN.sub(" ", folded) if runs else folded)
    words = stems(_LATIN.findall(rest))
    for at, word in enumerate(words):
        found["w" + word] = 1.0
        for other in words[at + 1 :]:
            found[f"p{word} {other}" if word < other else f"p{other} {word}"] = 1.0
        for part in _parts(word, 4):
            found["g" + part] = _PART_OF_WORD
    found |= dict.fromkeys(("i" + piece for piece in pieces(folded) if not piece.isascii()), 1.0)
    for run in runs:
        found["w" + run] = 1.0
        for gram in grams(run):
            found["g" + gram] = _TWO_LETTERS if len(gram) < 3 else _THREE_LETTERS
    for word in () if rest.isascii() else _OTHER.findall(rest.translate(_HAN)):
        found["w" + word] = 1.0
        if _SPACED_OTHER.match(word):
            for part in _parts(word, 3):
                found["g" + part] = _TWO_LETTERS
        else:
            for at in range(len(word)):
                found["g" + word[at]] = _TWO_LETTERS
                if at:
                    found["g" + word[at - 1 : at + 1]] = _THREE_LETTERS
    return found


def _parts(word, size):
    marked = f"^{word}$"
    return [marked[at : at + size] for at in range(max(1, len(marked) - size + 1))]


Weights = dict[str, dict[int, float]]


def learn(named: Iterable[tuple[str, str]]) -> tuple[list[str], Weights]:
    """(groups, {feature: {number of the group: weight}}) from pairs (name, code of its group)."""
    counts: dict[str, Counter] = {}
    for name, code in named:
        counts.setdefault(code, Counter()).update(features(name).keys())
    codes = sorted(counts)
    usual = sum(counted.total() for counted in counts.values()) / max(1, len(codes))
    spread = Counter(feature for counted in counts.values() for feature in counted)
    weights: Weights = {}
    for number, code in enumerate(codes):
        counted = counts[code]
        slack = _SATURATION * (1 - _LENGTH + _LENGTH * counted.total() / usual)
        for feature, count in counted.items():
            rarity = math.log(1 + (len(codes) - spread[feature] + 0.5) / (spread[feature] + 0.5))
            weights.setdefault(feature, {})[number] = rarity * count * (_SATURATION + 1) / (count + slack)
    return codes, weights


def translate(weights: Weights, pairs: Iterable[tuple[str, str]]) -> Weights:
    """The same weights, with those that a word of another language borrows from the English words it stands for.

    pairs: (name in another language, its English name). A word stands for the English words that its names have more
    often than the other words beside it can explain: one round of IBM's first model. So a word is of use in names
    nobody wrote down.
    """
    read = [
        (_words(name), ["w" + stem for stem in stems(pieces(fold(english))) if stem not in _SMALL])
        for name, english in pairs
    ]
    together: dict[str, Counter] = {}
    for words, english in read:
        for word in words:
            together.setdefault(word, Counter()).update(english)
    shares = {word: {each: count / found.total() for each, count in found.items()} for word, found in together.items()}
    explained: dict[str, Counter] = {word: Counter() for word in together}
    for words, english in read:
        for each in english:
            all_of_it = sum(shares[word][each] for word in words) + _UNEXPLAINED
            for word in words:
                explained[word][each] += shares[word][each] / all_of_it
    borrowed = dict(weights)
    for word, found in explained.items():
        total, more = found.total(), Counter()
        for each, part in found.items():
            if part >= LEAST_STANDING * total and each != word:
                for number, weight in weights.get(each, {}).items():
                    more[number] += part / total * weight
        if more:
            own = weights.get(word, {})
            borrowed[word] = own | {
                number: own.get(number, 0.0) + weight for number, weight in more.most_common(MOST_BORROWED)
            }
    return borrowed


def _words(name):
    found = pieces(fold(name))
    return ["w" + stem for stem in stems(each for each in found if each.isascii())] + [
        "i" + each for each in found if not each.isascii()
    ]


def name_key(pieces: Iterable[str]) -> str:
    """What a name is looked up by: Latin words as stems in no order, so that "Waiter, wine" is "wine waiter"."""
    pieces = list(pieces)
    if all(piece.isascii() for piece in pieces):
        return " ".join(sorted({stem for stem in stems(pieces) if stem not in _SMALL}))
    return "".join(pieces).translate(_HAN)


_SMALL = frozenset(("a", "an", "and", "of", "the", "in", "for", "to", "or"))
