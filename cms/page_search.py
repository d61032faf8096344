"""Answers a question over pages: the table of their words proposes, the pages themselves decide whether they are shown."""

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.urls import reverse
from wagtail.models import Page

from cms.models import PageText, silent_on
from cms.page_tokens import rarities, score, snippet, sought, ways_of, without_fragments
from cms.page_words import KINDS
from cms.same_words import other_questions
from foundation import clock
from search.reading import Looseness, Reading, read_question

LONGEST_QUESTION = 200
# Enough to choose from; a question whose words stand in more texts than this says too little to be put in order well.
MOST_CANDIDATES = 300
_FIELDS = ("title_tokens", "intro_tokens", "body_tokens")


@dataclass(frozen=True)
class Found:
    """One page that answers. snippet: [(text, whether it was asked for), …]."""

    address: str
    title: str
    kind: str
    language: str
    snippet: list[tuple[str, bool]]
    example: bool = False


@dataclass(frozen=True)
class Answer:
    """What was found, best first, for `show`. loosened: no page holds all the words, these hold some of them."""

    texts: list[tuple[PageText, Reading]] = field(default_factory=list)
    loosened: bool = False


def find(words: str, language: str) -> Answer:
    """Pages of the language, and English ones without a twin in it, best first. Never raises for what was typed."""
    readings = read_question(words[:LONGEST_QUESTION]) if words.strip() else ()
    others = [other for reading in readings[:1] for other in other_questions(reading.folded)]
    readings += tuple(reading for other in others for reading in read_question(other)[:1])
    whole = tuple(map(without_fragments, readings))
    for asked, looseness in ((whole, Looseness.ALL), *((readings, each) for each in Looseness)):
        if texts := _best(asked, language, looseness):
            return Answer(texts, looseness is not Looseness.ALL)
    return Answer()


def _best(readings: tuple[Reading, ...], language: str, looseness: Looseness) -> list[tuple[PageText, Reading]]:
    """Texts that hold enough of any reading, with the reading each answers best."""
    chosen: dict[int, tuple[float, PageText, Reading]] = {}
    for reading in readings:
        texts = list(_candidates(reading, language, looseness))
        fields = [[getattr(text, name) for name in _FIELDS] for text in texts]
        rarity = rarities(reading, fields)
        for text, tokens in zip(texts, fields, strict=True):
            points = score(reading, tokens, looseness, rarity)
            if points > 0 and points > chosen.get(text.pk, (0.0,))[0]:
                chosen[text.pk] = (points, text, reading)
    ordered = sorted(chosen.values(), key=lambda each: (each[1].language != language, -each[0], each[1].title))
    return [(text, reading) for _points, text, reading in ordered]


def _candidates(reading: Reading, language: str, looseness: Looseness):
    """Rows that may answer and may be shown today, those with a word in the title first."""
    twin = PageText.objects.filter(language=language, key=OuterRef("key"))
    here = Q(language=language) | (Q(language=settings.LANGUAGE_CODE, key__isnull=False) & ~Exists(twin))
    shown = Page.objects.live().public().exclude(silent_on(clock.today())).values("pk")
    asked, titled = Q(), Q()
    for ways in ways_of(reading):
        one = Q()
        for way in ways:
            held = Q()
            for part in way:
                held &= Q(title_tokens__contains=part) | Q(intro_tokens__contains=part) | Q(body_tokens__contains=part)
            one |= held
        asked = asked & one if looseness is Looseness.ALL else asked | one
    for piece in reading.needed:
        titled |= Q(title_tokens__contains=sought(piece))
    first = Case(When(titled, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = PageText.objects.filter(here, asked).filter(Q(page=None) | Q(page__in=shown))
    return rows.select_related("page", "corridor").order_by(first, "pk")[:MOST_CANDIDATES]


def show(text: PageText, reading: Reading, request=None) -> Found:
    """One text that was found, as the page of results shows it."""
    if text.corridor:
        address = reverse("corridor", args=[text.corridor.code])
    elif text.door:
        address = reverse(text.door)
    else:
        address = text.page.get_url(request) or ""
    lines = snippet((*reading.needed, *reading.joins), (text.intro, text.body))
    return Found(address, text.title, KINDS[text.kind], text.language, lines, text.example)
