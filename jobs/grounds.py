"""What the registry and the routes say on a day, as far as openings rest on it: vetted pairs and closed corridors.

Read once a request or a batch; `jobs.visibility` and `jobs.reading` judge openings with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Grounds:
    """vetted: (agency pk, corridor pk) → first day on which time alone may end it, None when none is known.
    closed: corridor pk → the same, for corridors closed for everyone.
    """

    vetted: Mapping[tuple[int, int], date | None] = field(default_factory=dict)
    closed: Mapping[int, date | None] = field(default_factory=dict)


def grounds_on(today: date) -> Grounds:
    """What holds on that day."""
    return Grounds()
