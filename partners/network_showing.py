"""What the pages of the network show: figures, targets, and the picture of states. A bounded number of queries each."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Count, Sum
from django.utils.translation import get_language

from partners.models import CSO, Ambassador, EducationSession
from partners.network import covered_on
from partners.network_rules import LEAST, Region, Share, people, public_share, publicly, share
from partners.places import place_names
from partners.tiles import COUNTRY, TILE_OF, TILES, Tile
from partners.wording import MEASURES, SHARES
from reference.models import Place

FILE = Path(__file__).parent / "content" / "targets.csv"
SIDE = 100
DARKNESS = {Share.NONE: "0", Share.SOME: "0.2", Share.QUARTER: "0.45", Share.HALF: "0.7", Share.MOST: "1"}


@dataclass(frozen=True)
class Target:
    """What a plan wants to reach, whose plan it is, where that is from, and whether somebody read it or recalls it."""

    measure: str
    number: int
    whose: str
    source: str
    recalled: bool


@dataclass(frozen=True)
class Progress:
    """A measure against its target; `count` is None where fewer than five CSOs make it up."""

    words: str
    target: Target
    count: int | None


@dataclass(frozen=True)
class Shown:
    """A tile as it is drawn: its corner, two lines of words, its share, and what the table beneath says."""

    name: str
    x: int
    y: int
    share: Share | None
    words: str
    csos: int | None
    townships: int
    covered: int

    @property
    def opacity(self) -> str:
        """How dark the tile's field is drawn."""
        return "" if self.share is None else DARKNESS[self.share]


@dataclass(frozen=True)
class Figures:
    """What some CSOs do: places they cover, living ambassadors, people these helped, sessions, and who came."""

    places: int
    ambassadors: int
    helped: int
    sessions: int
    planned: int
    low: int
    high: int


@cache
def targets() -> dict[str, Target]:
    """{measure: target} in the order of the file."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["measure"]: Target(
            row["measure"], int(row["target"]), row["whose"], row["source"], row["evidence"] == "recalled"
        )
        for row in rows
    }


def figures_of(cso: CSO, today: date) -> Figures:
    """One CSO's own figures: five queries."""
    alive = Ambassador.objects.filter(cso=cso, until=None).count()
    helped = Ambassador.objects.filter(cso=cso).aggregate(sum=Sum("helped"))["sum"] or 0
    counted = EducationSession.objects.filter(cso=cso).values_list("state", "people").annotate(number=Count("pk"))
    states, bands = Counter(), Counter()
    for state, band, number in counted.order_by():
        states[state] += number
        bands[band] += number
    low, high = people(bands.elements())
    return Figures(
        places=covered_on(today).filter(cso=cso).count(),
        ambassadors=alive,
        helped=helped,
        sessions=states[EducationSession.State.HELD],
        planned=states[EducationSession.State.PLANNED],
        low=low,
        high=high,
    )


def progress(today: date, whole: bool) -> list[Progress]:
    """The network against its targets. Unless `whole`, a measure that fewer than five CSOs make up is not told.

    Otherwise a CSO could take its own number from that of two and know the other's.
    """
    rows = covered_on(today).filter(place__country=COUNTRY, place__kind="township")
    covered = list(rows.values_list("place_id", "place__parent_id", "cso_id"))
    who = {cso for _, _, cso in covered}
    townships = {place for place, _, _ in covered}
    states = {TILE_OF[above].code for _, above, _ in covered if above in TILE_OF}
    alive = Ambassador.objects.filter(until=None).values_list("cso").annotate(number=Count("pk")).order_by()
    by_cso = dict(alive)
    counts = {
        "states": (len(states), len(who)),
        "townships": (len(townships), len(who)),
        "ambassadors": (sum(by_cso.values()), len(by_cso)),
    }
    return [
        Progress(str(MEASURES[name]), target, counts[name][0] if whole or counts[name][1] >= LEAST else None)
        for name, target in targets().items()
        if name in counts
    ]


def picture(today: date, cso: CSO | None = None, public: bool = False) -> list[Shown]:
    """Every state and region with the share of its townships that the CSO, or the network, covers."""
    language = get_language() or "en"
    rows = covered_on(today).filter(place__country=COUNTRY, place__kind="township")
    if cso is not None:
        rows = rows.filter(cso=cso)
    covered, csos = defaultdict(set), defaultdict(set)
    for place, above, whose in rows.values_list("place_id", "place__parent_id", "cso_id"):
        if above in TILE_OF:
            covered[TILE_OF[above]].add(place)
            csos[TILE_OF[above]].add(whose)
    there = Place.objects.filter(country=COUNTRY, kind="township").values_list("parent").annotate(number=Count("pk"))
    townships = dict(there.order_by())
    named = place_names([tile.code for tile in TILES], language)
    return [
        _shown(
            tile,
            named,
            Region(
                tile.code,
                sum(townships.get(code, 0) for code in tile.codes),
                len(covered[tile]),
                len(csos[tile]),
            ),
            public,
        )
        for tile in TILES
    ]


def _shown(tile: Tile, named: dict[str, str], region: Region, public: bool) -> Shown:
    part = public_share(region) if public else share(region.covered, region.townships)
    return Shown(
        name=tile.name(named),
        x=(tile.column - 1) * SIDE,
        y=tile.row * SIDE,
        share=part,
        words="" if part is None else str(SHARES[part]),
        csos=publicly(region.csos) if public else region.csos,
        townships=region.townships,
        covered=region.covered,
    )


@dataclass(frozen=True)
class KindShown:
    """A kind of CSO on the public page: how many at least (None: fewer than five), and the names that may stand there."""

    words: str
    count: int | None
    names: tuple[str, ...]


def kinds(today: date) -> list[KindShown]:
    """The accredited CSOs by kind. A name stands there only where its CSO said so."""
    rows = list(CSO.objects.accredited(today).order_by("name").values_list("kind", "name", "public"))
    return [
        KindShown(
            words=str(kind.label),
            count=publicly(sum(1 for told, _, _ in rows if told == kind.value)),
            names=tuple(name for told, name, public in rows if told == kind.value and public),
        )
        for kind in CSO.Kind
    ]
