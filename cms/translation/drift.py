"""How a translated page stands against its English: what is not translated, what drifted, what nobody has read."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from wagtail.models import Locale

from cms.models import EditedPage, Reading, Translation
from cms.translation.strings import Words, digest_of, words_of

_END_OF_PARAGRAPH = re.compile(r"</(?:p|h3|li|ol|ul)>(?=<)")


class State(StrEnum):
    """Of one string."""

    SAME = "same"
    DRIFTED = "drifted"
    MISSING = "missing"


@dataclass(frozen=True)
class Line:
    """One string side by side: `then` is the English it was translated from (blank: nobody said), `now` the English of today."""

    words: Words
    then: str
    own: str
    state: State

    @property
    def now(self) -> str:
        return self.words.text

    @property
    def then_in_lines(self) -> str:
        """One paragraph a line, for the eye."""
        return _END_OF_PARAGRAPH.sub("\\g<0>\n", self.then)

    @property
    def now_in_lines(self) -> str:
        return _END_OF_PARAGRAPH.sub("\\g<0>\n", self.now)


def page_types() -> list[type[EditedPage]]:
    """Every kind of page that editors write."""
    return EditedPage.__subclasses__()


def latest(page):
    """The page with its newest words, published or not."""
    return page if page.live and not page.has_unpublished_changes else page.get_latest_revision_as_object()


def lines_of(english: EditedPage, twin: EditedPage | None, made_from: dict[str, str] | None = None) -> list[Line]:
    """Every string of the published English page beside the newest words of its translation."""
    if twin is None:
        return [Line(words, "", "", State.MISSING) for words in words_of(english)]
    if made_from is None:
        made_from = english_then(twin)
    own = {each.path: each.text for each in words_of(twin)}
    found = []
    for words in words_of(english):
        then = made_from.get(words.path)
        if then is None or words.path not in own:
            state = State.MISSING
        else:
            state = State.SAME if then == words.text else State.DRIFTED
        # A copy holds the English words until somebody translates them.
        told = own.get(words.path, "")
        found.append(Line(words, then or "", "" if state == State.MISSING and told == words.text else told, state))
    return found


def still_english(twin) -> list[Words]:
    """Strings of a translated page that are the English ones, and that nobody said are the same in its language."""
    english = twin.get_translation_or_none(Locale.get_default())
    if twin.locale_id == Locale.get_default().pk or english is None:
        return []
    made_from, now = english_then(twin), {each.path: each.text for each in words_of(english.specific)}
    return [each for each in words_of(twin) if each.path not in made_from and now.get(each.path) == each.text]


def english_then(twin) -> dict[str, str]:
    """{path: the English it was made from}; empty when nobody ever said."""
    row = Translation.objects.filter(page_id=twin.pk).first()
    return row.english if row else {}


def was_read(page) -> bool:
    """Whether a native speaker read exactly the words that the page holds now."""
    return page.pk is not None and Reading.objects.filter(page_id=page.pk, digest=digest_of(page)).exists()


@dataclass(frozen=True)
class Standing:
    """One English page and its translation into one language; `twin` None = there is none."""

    english: EditedPage
    twin: EditedPage | None
    lines: list[Line]

    @property
    def missing(self) -> int:
        return sum(line.state == State.MISSING for line in self.lines)

    @property
    def drifted(self) -> int:
        return sum(line.state == State.DRIFTED for line in self.lines)

    @property
    def unread(self) -> bool:
        """Published, and readers are told that no native speaker has read it."""
        return self.twin is not None and self.twin.live and self.twin.unchecked

    @property
    def waits(self) -> bool:
        """Newer words wait to be published."""
        return self.twin is not None and (not self.twin.live or self.twin.has_unpublished_changes)


def standings(language: str) -> list[Standing]:
    """Every published English page against its translation, in the order of the tree."""
    source = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    target = Locale.objects.get(language_code=language)
    found = []
    for kind in page_types():
        twins = {
            twin.translation_key: twin for twin in kind.objects.filter(locale=target).select_related("latest_revision")
        }
        made = dict(
            Translation.objects.filter(page_id__in=[twin.pk for twin in twins.values()]).values_list(
                "page_id", "english"
            )
        )
        for english in kind.objects.filter(locale=source).live():
            twin = twins.get(english.translation_key)
            newest = latest(twin) if twin else None
            found.append(Standing(english, twin, lines_of(english, newest, made.get(twin.pk, {}) if twin else {})))
    return sorted(found, key=lambda each: each.english.path)
