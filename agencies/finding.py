"""Finds agencies that look like one under a sanction, or that lost its licence. `manage.py find_look_alikes` asks here.

Not every pair is compared: only those that share a rare word, enough rare letters, an address, a phone, a holder or a
company number. So ten thousand agencies take seconds, and the bound is on what one suspect can cost.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Coalesce

from agencies.models import Agency, AgencyContact, Licence
from agencies.names import fold_name
from agencies.rules.likeness import THRESHOLD, Known, Likeness, likeness, run_on, words_of
from reference.models import Name

# A word or letter group of more agencies than this tells too little to look for.
COMMON = 400
# Candidates compared for one suspect, the likeliest first.
MOST_CANDIDATES = 150
LOST = ("suspended", "revoked")


@dataclass(frozen=True)
class Pair:
    """A suspect and an agency that looks like it."""

    suspect: int
    agency: int
    likeness: Likeness


def suspects(today: date) -> set[int]:
    """Agencies under a sanction that day, or whose licence is suspended or was taken away."""
    sanctioned = Q(sanctions__starts__lte=today) & (Q(sanctions__ends=None) | Q(sanctions__ends__gt=today))
    lost = Q(licences__known_to=None, licences__status__in=LOST)
    found = set(Agency.objects.filter(sanctioned).values_list("id", flat=True))
    return found | set(Agency.objects.filter(lost).values_list("id", flat=True))


def find_pairs(today: date) -> list[Pair]:
    """Every pair over the threshold, likeliest first."""
    known = known_of_all()
    weight = weight_of(word for each in known.values() for name in each.names for word in set(words_of(name)))
    blocks = _Blocks(known)
    found = []
    for suspect in sorted(suspects(today) & known.keys()):
        for other in blocks.near(suspect):
            alike = likeness(known[suspect], known[other], weight)
            if alike.score >= THRESHOLD or _same_place_only(alike):
                found.append(Pair(suspect, other, alike))
    return sorted(found, key=lambda pair: (-pair.likeness.score, pair.suspect, pair.agency))


def known_of_all() -> dict[int, Known]:
    """What is compared of every agency, in five queries."""
    names, phones, holders = defaultdict(set), defaultdict(set), defaultdict(set)
    rows = list(Agency.objects.values_list("id", "public_id", "name", "country", "address", "registration_number"))
    ids = {public_id: pk for pk, public_id, *_ in rows}
    for key, text in Name.objects.filter(kind=Name.Kind.AGENCY).values_list("key", "text"):
        if key in ids:
            names[ids[key]].add(fold_name(text))
    # What a merged record was reached by, and who held its licence, tells of the agency that took it over.
    owner = Coalesce("agency__merged_into", "agency")
    for pk, digits in AgencyContact.objects.exclude(digits="").values_list(owner, "digits"):
        phones[pk].add(digits)
    for pk, holder in Licence.objects.exclude(holder="").values_list(owner, "holder"):
        holders[pk].add(fold_name(holder))
    return {
        pk: Known(
            names=tuple(sorted({fold_name(name), *names[pk]} - {""})),
            country=country,
            address=fold_name(address) if address else "",
            phones=frozenset(phones[pk]),
            holders=frozenset(holders[pk] - {""}),
            company_number=number,
        )
        for pk, _public_id, name, country, address, number in rows
    }


def weight_of(words: Iterable[str]) -> Callable[[str], float]:
    """How much a word tells: 1 for a word of one name, falling with the logarithm of how many have it."""
    counts = Counter(words)
    most = math.log(max(len(counts) / 4, 2))
    return lambda word: max(0.1, 1 - math.log(counts[word] or 1) / most)


def _same_place_only(alike: Likeness) -> bool:
    """Another name at the same address, by which a phoenix is first seen. Few enough to look at, and never public."""
    return alike.score >= 65 and bool(alike.reasons)


class _Blocks:
    """By what agencies can be near each other, and who shares it."""

    def __init__(self, known: dict[int, Known]):
        self.known, self.postings = known, defaultdict(set)
        for pk, each in known.items():
            for key in _keys(each):
                self.postings[key].add(pk)

    def near(self, pk: int) -> list[int]:
        """Agencies that share most with this one; at most MOST_CANDIDATES."""
        shared: Counter[int] = Counter()
        for key in _keys(self.known[pk]):
            holders = self.postings[key]
            if len(holders) > COMMON:
                continue
            # A whole word, an address or a phone weighs as much as several letter groups.
            points = 1 if key[0] == "g" else 4
            for other in holders:
                shared[other] += points
        del shared[pk]
        return [other for other, points in shared.most_common(MOST_CANDIDATES) if points >= 3]


def _keys(each: Known) -> set[tuple[str, str]]:
    keys = {("c", each.company_number)} if each.company_number else set()
    keys |= {("p", phone) for phone in each.phones} | {("h", holder) for holder in each.holders}
    if len(each.address) >= 12:
        # Numbers and the longest words of an address, in one order.
        parts = sorted(set(each.address.split()), key=lambda part: (not part.isdigit(), -len(part), part))
        keys.add(("a", " ".join(sorted(parts[:4]))))
        keys.add(("a", each.address))
    for name in each.names:
        keys |= {("w", word) for word in words_of(name)}
        joined = run_on(name)
        # The whole too: a name of few letters, as Lao and Chinese have them, has no three groups to share.
        keys.add(("n", joined))
        keys |= {("g", joined[at : at + 4]) for at in range(max(len(joined) - 3, 1))}
    return keys
