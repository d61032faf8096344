"""Whether people can go today on a route, in short, for pages that show a job or an agency on it.

jobs/ and agencies/ put it beside a standing: a vetted agency does not open a route that an authority has stopped.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise

from corridors import rules
from corridors.models import Corridor
from corridors.reading import statuses_of
from corridors.rules import RouteState, Status, StatusFact
from corridors.wording import GO
from reference.names import phrases


@dataclass(frozen=True)
class RouteNotice:
    """The state of a route on a day, its sentence, and the notices in force that stop or limit somebody."""

    code: str
    route: RouteState
    phrases: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> Promise:
        """The answer to "Can I go today?"."""
        return GO[self.route.state]

    @property
    def affected(self) -> tuple[StatusFact, ...]:
        """The gravest first; the affected group of each is in English, `phrases` holds its translation."""
        return tuple(item for item in self.route.items if item.status is not Status.OPEN)


def notice_of(corridor: Corridor, today: date, language: str) -> RouteNotice:
    """The notice of one route; see notices_of."""
    return notices_of([corridor], today, language)[corridor.pk]


def notices_of(corridors: Iterable[Corridor], today: date, language: str) -> dict[int, RouteNotice]:
    """{corridor id: its notice}, in two queries however many corridors."""
    corridors = list(corridors)
    held = statuses_of(corridors, today)
    told = phrases({fact.affected_group for facts in held.values() for fact in facts} - {""}, language)
    return {each.pk: RouteNotice(each.code, rules.route_state(held[each.pk], today), told) for each in corridors}
