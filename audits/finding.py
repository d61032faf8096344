"""Finds employers that suppliers may be, in bounded time: only pairs that share an OS ID or enough rare letters are judged.

Letter groups of names and places stand in sparse rows; a chunk of suppliers is multiplied with all employers of a country, and
the nearest few go to audits.rules.matching. audits.actions.matching writes what is found.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy
from anyascii import anyascii
from scipy.sparse import csr_matrix

from agencies.finding import weight_of
from agencies.names import fold_name
from agencies.rules.likeness import words_of
from audits.rules.matching import SUGGESTED, Match, Site, match
from audits.rules.os_ids import plain_os_id
from jobs.models import Employer
from reference.models import Name, Place

# How many employers are judged for one supplier, and how many of them are suggested.
NEAREST, MOST_SUGGESTED = 8, 3
# A letter group of more sites than this part of all tells nothing, and costs most.
_COMMON = 0.04
_CHUNK = 500


def site_of(names: Sequence[str], country: str, address: str = "", towns: Sequence[str] = (), os_id: str = "") -> Site:
    """A site as it is compared: folded, and names in other scripts in Latin letters as well."""
    folded = {fold_name(name) for name in names if name.strip()}
    latin = {fold_name(anyascii(name)) for name in names if not unicodedata.normalize("NFKD", name).isascii()}
    return Site(
        names=tuple(sorted((folded | latin) - {""})),
        country=country,
        address=_folded_place(address),
        towns=tuple(sorted({_folded_place(town) for town in towns} - {""})),
        os_id=plain_os_id(os_id),
    )


def employer_sites() -> dict[int, Site]:
    """Every employer that has a name, in four queries: its names, and its town's or else its region's, in all scripts."""
    named, places, called = defaultdict(list), defaultdict(list), {}
    for kind, key, text in Name.objects.filter(kind__in=(Name.Kind.EMPLOYER, Name.Kind.PLACE)).values_list(
        "kind", "key", "text"
    ):
        (named if kind == Name.Kind.EMPLOYER else places)[key].append(text)
    for code, country, name in Place.objects.order_by("code").values_list("code", "country", "name_en"):
        places[code].append(name)
        called.setdefault((country, fold_name(name)), code)
    rows = Employer.objects.filter(individual=False).values_list(
        "id", "key", "name", "trading_name", "country", "city", "region_id", "os_id"
    )
    return {
        pk: site_of(
            [name, trading, *named[key]],
            country,
            towns=[city, *places.get(called.get((country, fold_name(city))), ())] if city else places.get(region, ()),
            os_id=os_id,
        )
        for pk, key, name, trading, country, city, region, os_id in rows
    }


def find(
    suppliers: Mapping[object, Site], employers: Mapping[int, Site], beat: Callable[[int], None] = lambda done: None
) -> Iterator[tuple[object, int, Match]]:
    """(supplier, employer, match) of what is suggested, best first for each supplier. `beat` is told how many are done."""
    weight = weight_of(word for site in employers.values() for name in site.names for word in set(words_of(name)))
    weight = lru_cache(maxsize=65536)(weight)
    by_id = defaultdict(list)
    for pk, site in employers.items():
        if site.os_id:
            by_id[site.os_id].append(pk)
    done = 0
    for keys, nearest in _blocks(suppliers, employers):
        for key, near in zip(keys, nearest, strict=True):
            site = suppliers[key]
            judged = [(pk, match(site, employers[pk], weight)) for pk in {*near, *by_id.get(site.os_id, ())}]
            kept = sorted(
                (one for one in judged if one[1].score >= SUGGESTED),
                key=lambda one: (not one[1].certain, -one[1].score, one[0]),
            )
            for pk, found in kept[:MOST_SUGGESTED]:
                yield key, pk, found
        done += len(keys)
        beat(done)


def _blocks(suppliers, employers) -> Iterator[tuple[list, list[list[int]]]]:
    """Chunks of suppliers of a country with the employers nearest to each; a supplier without a country meets all."""
    at = defaultdict(list)
    for key, site in suppliers.items():
        at[site.country].append(key)
    there = defaultdict(list)
    for pk, site in employers.items():
        there[site.country].append(pk)
    for country in sorted(at):
        pks = there.get(country, []) if country else list(employers)
        if not pks:
            for start in range(0, len(at[country]), _CHUNK):
                keys = at[country][start : start + _CHUNK]
                yield keys, [[] for _ in keys]
            continue
        rows = _Rows([employers[pk] for pk in pks])
        for start in range(0, len(at[country]), _CHUNK):
            keys = at[country][start : start + _CHUNK]
            yield keys, [[pks[place] for place in near] for near in rows.nearest([suppliers[key] for key in keys])]


class _Rows:
    """Sites of one country as sparse rows of letter groups, rare ones weighing more."""

    def __init__(self, sites: list[Site]):
        self.columns: dict[str, int] = {}
        counts = self._counts(sites, learn=True)
        held = numpy.asarray((counts > 0).sum(axis=0)).ravel()
        self.idf = numpy.log((1 + len(sites)) / (1 + held)).astype(numpy.float32)
        if len(sites) > 200:
            self.idf[held > max(50, _COMMON * len(sites))] = 0
        self.rows = self._weighed(counts).T.tocsr()

    def nearest(self, sites: list[Site]) -> list[list[int]]:
        """For each site the places of its nearest rows, most alike first."""
        alike = (self._weighed(self._counts(sites, learn=False)) @ self.rows).tocsr()
        found = []
        for row in range(alike.shape[0]):
            values = alike.data[alike.indptr[row] : alike.indptr[row + 1]]
            places = alike.indices[alike.indptr[row] : alike.indptr[row + 1]]
            best = numpy.lexsort((places, -values))[:NEAREST]
            found.append([int(place) for place in places[best]])
        return found

    def _counts(self, sites: list[Site], learn: bool) -> csr_matrix:
        indices, pointers = [], [0]
        for site in sites:
            mine = set()
            for gram in _grams(site):
                column = self.columns.setdefault(gram, len(self.columns)) if learn else self.columns.get(gram)
                if column is not None:
                    mine.add(column)
            indices.extend(sorted(mine))
            pointers.append(len(indices))
        data = numpy.ones(len(indices), dtype=numpy.float32)
        return csr_matrix((data, indices, pointers), shape=(len(sites), max(len(self.columns), 1)))

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        weighed = counts.copy()
        weighed.data = weighed.data * self.idf[weighed.indices]
        weighed.eliminate_zeros()
        lengths = numpy.sqrt(numpy.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        lengths[lengths == 0] = 1
        weighed.data = weighed.data / numpy.repeat(lengths, numpy.diff(weighed.indptr))
        return weighed


def _grams(site: Site) -> set[str]:
    """Groups of four letters of each name without its blanks (two where it is short), and the words of its address."""
    grams = set()
    for name in site.names:
        joined = "".join(words_of(name))
        size = 4 if len(joined) >= 8 else 2
        grams |= {joined[at : at + size] for at in range(max(len(joined) - size + 1, 1))}
    return grams | {f" {word}" for word in site.address.split() if len(word) > 3}


def _folded_place(text: str) -> str:
    return " ".join(fold_name(text).split()) if text.strip() else ""
