"""Which arriving reports a person should look at before they count: campaigns for or against an agency leave three marks.

Too many about one agency from one batch of cards; far more arrivals than the agency and its neighbours are used to; and
reports that say the same. Plain Python over one night's opened reports; docs/reviews.md tells what was measured.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# Fewer than this about one agency are never a campaign by themselves.
LEAST_SUSPECT = 4
# How many nights the detectors remember.
NIGHTS_KEPT = 12
# How many earlier reports about an agency those of tonight are compared with.
KNOWN_KEPT = 30
# How unlikely a count has to be before all of it is held. Every agency is asked every night.
UNLIKELY, LEAST_EXPECTED = 0.0005, 0.1
# Without so many reports about others nobody can say what is usual.
LEAST_OTHERS = 10
# One agency's share of a batch beyond its share of the other batches: a village may know one agency well.
BATCH_SHARE = 0.5
# Two reports are alike at three degrees: when they agree more than these shares of pairs about other agencies do; while
# there are few such pairs, from a fixed agreement on. A report is held when more are alike to it than chance allows.
ORDINARY, LEAST_PAIRS, ALIKE, LEAST_ALIKE, UNLIKELY_ALIKE = (0.95, 0.99, 0.998), 150, 0.75, 0.5, 0.001
# Fees weigh as much as so many questions.
FEES_WEIGH = 3


class Hold(StrEnum):
    """Why a report is held back."""

    BATCH_CAP = "batch_cap"
    BURST = "burst"
    SAMENESS = "sameness"


@dataclass(frozen=True)
class Arrival:
    """A report of tonight: paid = {category: amount}, None when it tells no fees."""

    key: str
    batch: int
    agency: str
    answers: Mapping[str, str]
    paid: Mapping[str, Decimal] | None = None


def judge_arrivals(
    arrivals: Iterable[Arrival],
    tallies: Mapping[int, Mapping[str, int]],
    nights: Sequence[Mapping[str, int]],
    known: Iterable[Arrival] = (),
) -> dict[str, tuple[Hold, ...]]:
    """{key: why it is held, () = it counts}.

    tallies: {batch: {agency: reports of earlier nights}}; nights: {agency: reports} of up to twelve nights before, newest
    last. known: reports of earlier nights about the same agencies, or some of them, whose batch nobody knows any more.
    """
    arrivals = list(arrivals)
    groups = defaultdict(list)
    for one in arrivals:
        groups[one.agency].append(one)
    earlier = defaultdict(list)
    for one in known:
        earlier[one.agency].append(one)
    company = {agency: _company(group, earlier[agency]) for agency, group in groups.items()}
    found: dict[str, set[Hold]] = {one.key: set() for one in arrivals}
    for agency, group in groups.items():
        others = [degree for other in company if other != agency for near in company[other].values() for degree in near]
        limits = _ordinary(others)
        for key, degrees in company[agency].items():
            # Tonight's come first: a small campaign of one night must not drown among earlier reports.
            if _is_same(degrees, limits) or _is_same(degrees[: len(group) - 1], limits):
                found[key].add(Hold.SAMENESS)
        if _is_burst(agency, groups, nights):
            for one in group:
                found[one.key].add(Hold.BURST)
        for batch in _over_cap(agency, group, arrivals, tallies):
            for one in group:
                if one.batch == batch:
                    found[one.key].add(Hold.BATCH_CAP)
    return {key: tuple(sorted(holds)) for key, holds in found.items()}


def likeness(a: Arrival, b: Arrival) -> float:
    """From 0 to 1: the share of questions that both or either answered alike, fees counted as three of them."""
    asked = a.answers.keys() | b.answers.keys()
    equal = sum(a.answers.get(code) == b.answers.get(code) for code in asked)
    return (equal + FEES_WEIGH * _same_fees(a.paid, b.paid)) / (len(asked) + FEES_WEIGH)


def _same_fees(a: Mapping[str, Decimal] | None, b: Mapping[str, Decimal] | None) -> int:
    if a is None or b is None:
        return 0
    mine, theirs = sum(a.values()), sum(b.values())
    return int(abs(mine - theirs) * 50 <= max(mine, theirs))


def _company(group: list[Arrival], earlier: list[Arrival]) -> dict[str, list[float]]:
    """{key: how far each other report about the agency agrees with it, those of tonight first}."""
    found: dict[str, list[float]] = {one.key: [] for one in group}
    for at, a in enumerate(group):
        for b in group[at + 1 :]:
            degree = likeness(a, b)
            found[a.key].append(degree)
            found[b.key].append(degree)
    for one in group:
        found[one.key] += [likeness(one, other) for other in earlier]
    return found


def _ordinary(degrees: list[float]) -> tuple[tuple[float, float], ...]:
    """(chance, the agreement that pairs of reports about other agencies pass with that chance), for each degree."""
    if len(degrees) < LEAST_PAIRS:
        return ((1 - ORDINARY[-1], ALIKE),)
    ordered = sorted(degrees)
    return tuple((1 - share, max(ordered[int(len(ordered) * share)], LEAST_ALIKE)) for share in ORDINARY)


def _is_same(degrees: list[float], limits: tuple[tuple[float, float], ...]) -> bool:
    """Whether at least three others say the same, and more than chance allows among so many."""
    for chance, limit in limits:
        partners = sum(degree > limit for degree in degrees)
        if partners >= LEAST_SUSPECT - 1 and _binomial_tail(partners, len(degrees), chance) < UNLIKELY_ALIKE:
            return True
    return False


def _is_burst(agency: str, groups, nights) -> bool:
    """Whether so many about one agency are unlikely, tonight or in three nights, given its past and the others' arrivals."""
    tonight = {name: len(group) for name, group in groups.items()}
    known = len(groups.keys() | {name for night in nights for name in night})
    for window in (1, 3):
        past, recent = nights[: len(nights) - window + 1], [*nights[len(nights) - window + 1 :], tonight]
        count = sum(night.get(agency, 0) for night in recent)
        others = sum(sum(night.values()) for night in recent) - count
        own = sum(night.get(agency, 0) for night in past)
        others_before = sum(sum(night.values()) for night in past) - own
        # One report more than there were: an agency nobody wrote about may be as its neighbours are, who knows.
        shape = own + 1
        expected = shape * others / others_before if others_before else others / max(known - 1, 1)
        if others + others_before < LEAST_OTHERS:
            continue
        if count >= LEAST_SUSPECT and _tail(count, shape, max(expected, LEAST_EXPECTED)) < UNLIKELY:
            return True
    return False


def _over_cap(agency: str, group: list[Arrival], arrivals: list[Arrival], tallies) -> set[int]:
    """Batches that speak of this agency far more than the other batches do."""
    here = Counter(one.batch for one in arrivals)
    about = Counter(one.batch for one in group)
    found = set()
    for batch, count in about.items():
        total = here[batch] + sum(tallies.get(batch, {}).values())
        count += tallies.get(batch, {}).get(agency, 0)
        elsewhere = [told for other, told in tallies.items() if other != batch]
        others = len(arrivals) - here[batch] + sum(sum(told.values()) for told in elsewhere)
        share = (len(group) - about[batch] + sum(told.get(agency, 0) for told in elsewhere)) / max(others, 1)
        if count > LEAST_SUSPECT and count > min(share + BATCH_SHARE, 0.9) * max(total, 8):
            found.add(batch)
    return found


def _tail(count: int, shape: float, expected: float) -> float:
    """The chance of so many or more: Poisson around a mean that is itself known only from `shape` reports (gamma)."""
    odds = expected / (shape + expected)
    below = 0.0
    for number in range(count):
        ways = math.lgamma(number + shape) - math.lgamma(shape) - math.lgamma(number + 1)
        below += math.exp(ways + shape * math.log(1 - odds) + number * math.log(odds))
    return max(1 - below, 0.0)


def _binomial_tail(count: int, among: int, chance: float) -> float:
    """The chance of so many or more among so many."""
    return 1 - sum(
        math.comb(among, number) * chance**number * (1 - chance) ** (among - number) for number in range(count)
    )
