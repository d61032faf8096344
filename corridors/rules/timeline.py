"""How long a route takes: steps in order, side by side where they share an order, unknown days named and never
guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from corridors.rules.facts import StepFact


@dataclass(frozen=True)
class Stage:
    """Steps that share an order and run side by side: as long as the longest of them."""

    order: int
    steps: tuple[StepFact, ...]

    @property
    def days_min(self) -> int:
        """Days that it takes at least, by the steps whose days are known."""
        return max((step.days_min or 0 for step in self.steps), default=0)

    @property
    def days_max(self) -> int | None:
        """Days that it takes at most; None when the days of one step are not known."""
        longest = [step.days_max for step in self.steps]
        return None if None in longest else max(longest)

    @property
    def known_max(self) -> int:
        """The longest known step."""
        return max((max(step.days_max or 0, step.days_min or 0) for step in self.steps), default=0)


@dataclass(frozen=True)
class Timeline:
    """`days_min` holds for the known steps; `days_max` is None while a step is unknown; `reported` are told totals."""

    days_min: int
    days_max: int | None
    known_max: int
    unknown_steps: tuple[StepFact, ...]
    stages: tuple[Stage, ...]
    steps: tuple[StepFact, ...]
    reported: tuple[StepFact, ...]


def timeline(steps: Iterable[StepFact], on: date | None = None) -> Timeline:
    """Add the stages of a route. A reported whole (`is_total`) stands beside the sum and is never added to it.

    `on` is there for steps that change with time; the steps given are taken to be those of that day.
    """
    everything = sorted(steps, key=lambda step: (step.order, step.key))
    real = tuple(step for step in everything if not step.is_total)
    stages = tuple(Stage(order, tuple(group)) for order, group in groupby(real, key=lambda step: step.order))
    longest = [stage.days_max for stage in stages]
    return Timeline(
        days_min=sum(stage.days_min for stage in stages),
        days_max=None if not stages or None in longest else sum(longest),
        known_max=sum(stage.known_max for stage in stages),
        unknown_steps=tuple(step for step in real if step.days_max is None),
        stages=stages,
        steps=real,
        reported=tuple(step for step in everything if step.is_total and (step.days_min or step.days_max)),
    )
