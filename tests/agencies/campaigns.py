"""Invented reports for the detectors: honest workers of a corridor, and campaigns for or against an agency among them.

`python -m tests.agencies.campaigns` prints the table of docs/reviews.md. Everything follows from the seed.
"""

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from agencies.rules.review_holds import KNOWN_KEPT, NIGHTS_KEPT, Arrival, judge_arrivals
from agencies.rules.review_questions import QUESTIONS, Answer, Stage, of_stage

AGENCIES, BATCHES, CARDS = 60, 24, 50
CATEGORIES = ("recruitment_fee", "medical", "travel_lodging", "administrative")
SIZES = (5, 10, 20, 50)


@dataclass
class World:
    """Agencies with a popularity, a quality and a price, and villages whose batches know some of them better."""

    pick: random.Random
    nightly: int = 40
    names: list[str] = field(default_factory=lambda: [f"A{number}" for number in range(AGENCIES)])

    def __post_init__(self):
        pick = self.pick
        self.popularity = {name: 1 / (place + 2) ** 0.8 for place, name in enumerate(self.names)}
        self.quality = {name: {one.code: pick.betavariate(4, 2) for one in QUESTIONS} for name in self.names}
        self.price = {name: 0 if pick.random() < 0.15 else round(pick.lognormvariate(9.2, 0.5)) for name in self.names}
        self.local = {batch: pick.sample(self.names, 6) for batch in range(BATCHES)}
        self.left = dict.fromkeys(range(BATCHES), CARDS)
        self.fresh = BATCHES
        self.number = 0

    def batch(self) -> int:
        """A batch with a card left; a used up one is followed by a new one of the same village."""
        batch = self.pick.choice(list(self.left))
        self.left[batch] -= 1
        if not self.left[batch]:
            del self.left[batch]
            self.left[self.fresh], self.local[self.fresh] = CARDS, self.local[batch]
            self.fresh += 1
        return batch

    def honest(self) -> Arrival:
        """One returned worker: half of them went with an agency their village knows."""
        batch = self.batch()
        names = self.local[batch] if self.pick.random() < 0.5 else self.names
        agency = self.pick.choices(names, [self.popularity[name] for name in names])[0]
        answers = {}
        for stage in list(Stage)[: self.pick.choice((3, 4, 5, 5, 6, 6, 6))]:
            if self.pick.random() < 0.92:
                for question in of_stage(stage):
                    chance = self.pick.random()
                    if chance < 0.06:
                        continue
                    good = self.pick.random() < self.quality[agency][question.code]
                    answers[question.code] = "unsure" if chance < 0.12 else _answer(question, good)
        return Arrival(self.key(), batch, agency, answers, self.paid(agency))

    def paid(self, agency: str) -> dict[str, Decimal] | None:
        if self.pick.random() < 0.12:
            return None
        if not self.price[agency]:
            return {}
        whole = self.price[agency] * self.pick.lognormvariate(0, 0.3)
        parts = [self.pick.random() for _ in CATEGORIES]
        step = 500
        return {
            name: Decimal(int(whole * part / sum(parts) / step) * step)
            for name, part in zip(CATEGORIES, parts, strict=True)
        }

    def key(self) -> str:
        self.number += 1
        return f"r{self.number}"


@dataclass(frozen=True)
class Campaign:
    """What somebody plants: about whom, good or bad, how many, by how many batches and nights, copied or varied."""

    good: bool
    size: int
    batches: int
    nights: int
    copied: bool


def planted(world: World, campaign: Campaign, agency: str) -> list[list[Arrival]]:
    """The campaign's reports, night by night."""
    pick, found = world.pick, [[] for _ in range(campaign.nights)]
    batches = pick.sample(list(world.left), campaign.batches)
    pattern = {one.code: _answer(one, campaign.good) for one in QUESTIONS if pick.random() < 0.85}
    price = 0 if campaign.good else 40_000
    for number in range(campaign.size):
        noise = 0.02 if campaign.copied else 0.12
        answers = {
            code: pick.choice(list(Answer)).value if pick.random() < noise else answer
            for code, answer in pattern.items()
            if campaign.copied or pick.random() > 0.08
        }
        whole = price * (1 if campaign.copied else pick.uniform(0.75, 1.25))
        paid = {"recruitment_fee": Decimal(round(whole / 500) * 500)} if price else {}
        found[number % campaign.nights].append(
            Arrival(f"p{world.key()}", batches[number % campaign.batches], agency, answers, paid)
        )
    return found


@dataclass
class Count:
    """Planted and honest reports, all and held; `beside` = the honest ones of the nights of a campaign alone."""

    planted: int = 0
    caught: int = 0
    honest: int = 0
    held: int = 0
    beside: int = 0
    beside_held: int = 0

    def add(self, other: "Count") -> None:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def run(seed: int, campaign: Campaign | None, nightly: int = 40, before: int = 12) -> Count:
    """One world: nights before with honest reports alone, then those of the campaign, all through the detectors."""
    world = World(random.Random(seed), nightly)
    count, nights, tallies, known = Count(), [], defaultdict(Counter), defaultdict(list)
    agency = world.pick.choice(world.names)
    plants = planted(world, campaign, agency) if campaign else [[]]
    for night in range(before + len(plants)):
        size = max(5, round(world.pick.gauss(nightly, nightly**0.5)))
        arrivals = [world.honest() for _ in range(size)]
        wrong = plants[night - before] if night >= before else []
        arrivals += wrong
        world.pick.shuffle(arrivals)
        here = {one.agency for one in arrivals}
        sample = [one for name in here for one in world.pick.sample(known[name], min(len(known[name]), KNOWN_KEPT))]
        judged = judge_arrivals(arrivals, tallies, nights, sample)
        for one in arrivals:
            tallies[one.batch][one.agency] += 1
            known[one.agency].append(one)
        nights = [*nights, Counter(one.agency for one in arrivals)][-NIGHTS_KEPT:]
        if night >= before or campaign is None:
            keys = {one.key for one in wrong}
            count.planted += len(keys)
            count.caught += sum(bool(judged[key]) for key in keys)
        held = sum(bool(why) for key, why in judged.items() if not key.startswith("p"))
        count.honest += size
        count.held += held
        if wrong:
            count.beside += size
            count.beside_held += held
    return count


def _answer(question, good: bool) -> str:
    other = Answer.NO if question.good is Answer.YES else Answer.YES
    return (question.good if good else other).value


def shapes():
    """Every kind of campaign that is measured."""
    for good in (True, False):
        for size in SIZES:
            for batches in (1, 5):
                for nights in (1, 3):
                    for copied in (True, False):
                        yield Campaign(good, size, batches, nights, copied)


def measure(seeds: range, nightly: int = 40) -> dict[str, Count]:
    """Counts by each side of a campaign's shape, over all seeds; "all" = everything."""
    found = defaultdict(Count)
    for seed in seeds:
        for campaign in shapes():
            got = run(seed, campaign, nightly)
            names = (
                "all",
                "positive" if campaign.good else "negative",
                f"size {campaign.size}",
                f"batches {campaign.batches}",
                f"nights {campaign.nights}",
                "copied" if campaign.copied else "varied",
            )
            for name in names:
                found[name].add(got)
    return found


if __name__ == "__main__":
    for nightly in (15, 40, 120):
        for name, one in measure(range(100, 103), nightly).items():
            print(f"| {nightly} | {name} | {one.planted} | {one.caught / one.planted:.1%} | "
                  f"{one.held / one.honest:.2%} | {one.beside_held / one.beside:.2%} |")  # fmt: skip
