"""What the pages of the network show: figures, targets, and the picture of states. A bounded number of queries each."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.utils.translation import get_language

from partners.models import CSO, Ambassador, EducationSession
from partners.network import covered_on
from partners.network_rules import LEAST, Region, Share, people, public_share, publicly, share
from partners.places import read_as
from partners.tiles import COUNTRY, TILE_OF, TILES, Tile
from partners.wording import MEASURES, SHARES
from reference.models import Place

FILE = Path(__file__).parent / "content" / "targets.csv"
SIDE = 100
# How full a tile's field is drawn, for whoever does not tell the shades apart.
FILLED = {Share.NONE: "0", Share.SOME: "20", Share.QUARTER: "40", Share.HALF: "60", Share.MOST: "80"}
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

    code: str
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

    @property
    def filled(self) -> str:
        """How much of the width of the tile's field is dark."""
        return "" if self.share is None else FILLED[self.share]


@dataclass(frozen=True)
class Figures:
    """What some CSOs do: places they cover, living ambassadors, people these helped, sessions, and who came."""

    places: int
    ambassadors: int
    helped: int
    sessions: int
    planned: int
    due: int
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


@dataclass(frozen=True)
class Known:
    """What CSOs tell of themselves on a day, read once: two queries, however many there are."""

    # (township or province, its state, country, CSO) in force.
    covered: tuple[tuple[str, str | None, str, int], ...]
    # {CSO: (living ambassadors, people that all it ever had helped)}
    ambassadors: dict[int, tuple[int, int]]
    # Those of them accredited that day: they alone are the network. The others still see what is their own.
    network: frozenset[int]


def known_on(today: date) -> Known:
    """Read it."""
    accredited = Exists(CSO.objects.accredited(today).filter(pk=OuterRef("cso")))
    rows = covered_on(today).annotate(counts=accredited).order_by()
    rows = list(rows.values_list("place_id", "place__parent_id", "place__country", "cso_id", "counts"))
    told = Ambassador.objects.values("cso").annotate(
        alive=Count("pk", filter=Q(until=None)), helped=Sum("helped"), counts=accredited
    )
    told = list(told.order_by().values_list("cso", "alive", "helped", "counts"))
    return Known(
        tuple(row[:4] for row in rows),
        {cso: (alive, helped) for cso, alive, helped, _ in told},
        frozenset(row[3] for row in rows if row[4]) | {cso for cso, _, _, counts in told if counts},
    )


def figures_of(cso: CSO, known: Known, today: date) -> Figures:
    """One CSO's own figures: one query more."""
    alive, helped = known.ambassadors.get(cso.pk, (0, 0))
    counted = EducationSession.objects.filter(cso=cso).values_list("state", "people")
    counted = counted.annotate(number=Count("pk"), come=Count("pk", filter=Q(day__lte=today)))
    held, planned, due, bands = 0, 0, 0, Counter()
    for state, band, number, come in counted.order_by():
        held += number if state == EducationSession.State.HELD else 0
        planned += number if state == EducationSession.State.PLANNED else 0
        due += come if state == EducationSession.State.PLANNED else 0
        bands[band] += number
    low, high = people(bands.elements())
    places = sum(1 for *_, whose in known.covered if whose == cso.pk)
    return Figures(places, alive, helped, held, planned, due, low, high)


def progress(known: Known, whole: bool) -> list[Progress]:
    """The network against its targets. Unless `whole`, a measure that fewer than five CSOs make up is not told.

    Otherwise a CSO could take its own number from that of two and know the other's.
    """
    rows = [
        (place, above, cso)
        for place, above, country, cso in known.covered
        if country == COUNTRY and cso in known.network
    ]
    who = {cso for _, _, cso in rows}
    states = {TILE_OF[above].code for _, above, _ in rows if above in TILE_OF}
    alive = [number for cso, (number, _) in known.ambassadors.items() if number and cso in known.network]
    counts = {
        "states": (len(states), len(who)),
        "townships": (len({place for place, _, _ in rows}), len(who)),
        "ambassadors": (sum(alive), len(alive)),
    }
    return [
        Progress(str(MEASURES[name]), target, counts[name][0] if whole or counts[name][1] >= LEAST else None)
        for name, target in targets().items()
        if name in counts
    ]


def picture(known: Known, cso: CSO | None = None, public: bool = False) -> list[Shown]:
    """Every state and region with the share of its townships that the CSO, or the network, covers: one query."""
    covered, csos = defaultdict(set), defaultdict(set)
    for place, above, _, whose in known.covered:
        if above in TILE_OF and (whose in known.network if cso is None else whose == cso.pk):
            covered[TILE_OF[above]].add(place)
            csos[TILE_OF[above]].add(whose)
    there = Place.objects.filter(country=COUNTRY).annotate(told=read_as("pk", "name_en", get_language() or "en"))
    townships, named = Counter(), {}
    for code, kind, above, name in there.order_by().values_list("pk", "kind", "parent_id", "told"):
        townships[above] += kind == "township"
        named[code] = name
    found = []
    for tile in TILES:
        all_there = sum(townships[code] for code in tile.codes)
        found.append(_shown(tile, named, Region(tile.code, all_there, len(covered[tile]), len(csos[tile])), public))
    return found


def _shown(tile: Tile, named: dict[str, str], region: Region, public: bool) -> Shown:
    part = public_share(region) if public else share(region.covered, region.townships)
    return Shown(
        code=tile.code,
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
