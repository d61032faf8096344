"""How much of the site exists in each language: the catalogue's messages, the pages, the names of the data; and what is unread."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import polib
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.translation.drift import standings
from reference.models import Name

KINDS = {
    "place": _("places"),
    "occupation": _("occupations"),
    "phrase": _("phrases of facts"),
    "agency": _("agencies"),
    "employer": _("employers"),
    "opening": _("jobs"),
}


@dataclass(frozen=True)
class Part:
    """One line of the report: `done` of `all` exist, `unread` of them no native speaker has read, `drifted` are old."""

    name: object
    all: int
    done: int
    unread: int
    drifted: int = 0

    @property
    def percent(self) -> int:
        """Rounded down, so that only what is whole says 100."""
        return self.done * 100 // self.all if self.all else 100


def coverage_of(language: str) -> list[Part]:
    """Every part of the site in one language."""
    return [_catalogue(language), *_pages(language), *_names(language)]


def _catalogue(language: str) -> Part:
    path = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Part(_("Words of the site"), 0, 0, 0)
    total, done, read = _counted(str(path), path.stat().st_mtime_ns)
    return Part(_("Words of the site"), total, done, 0 if read else done)


@lru_cache(maxsize=16)
def _counted(path: str, _changed: int) -> tuple[int, int, bool]:
    """(messages, translated ones, whether the head of the catalogue says that a native speaker checked it)."""
    catalogue = polib.pofile(path)
    texts = [each for each in catalogue if not each.obsolete]
    return len(texts), sum(each.translated() for each in texts), "No native speaker" not in catalogue.header


def _pages(language: str) -> list[Part]:
    every = standings(language)
    live = [each for each in every if each.twin is not None and each.twin.live]
    lines = [line for each in every for line in each.lines]
    states = Counter(str(line.state) for line in lines)
    drifted = sum(bool(each.drifted) for each in live)
    return [
        Part(_("Pages"), len(every), len(live), sum(each.unread for each in live), drifted),
        Part(
            _("Strings of pages"),
            len(lines),
            len(lines) - states["missing"],
            sum(len(each.lines) - each.missing for each in live if each.unread),
            states["drifted"],
        ),
    ]


def _names(language: str) -> list[Part]:
    found = []
    for kind, label in KINDS.items():
        names = Name.objects.filter(kind=kind, field=Name.Field.NAME)
        keys = names.values("key").distinct().count()
        own = names.filter(language=language)
        done = own.values("key").distinct().count()
        if keys:
            read = own.filter(checked=True).values("key").distinct().count()
            found.append(Part(label, keys, done, done - read))
    return found
