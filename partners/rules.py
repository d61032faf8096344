"""Whether two CSOs are independent of each other and of an agency. Plain Python; agencies.rules uses it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Dependence(StrEnum):
    """Why two CSOs do not count as independent."""

    SAME = "same"
    NOT_ACCREDITED = "not_accredited"
    SAME_PARENT = "same_parent"
    SHARED_MEMBER = "shared_member"
    TIED_TO_AGENCY = "tied_to_agency"


@dataclass(frozen=True)
class Span:
    """From a day, until (exclusive) a day; None = no end known. `key` says what it is about: a member, an agency."""

    key: str
    since: date
    until: date | None = None

    def meets(self, first: date, beyond: date) -> bool:
        """Whether any day of [first, beyond) lies in it."""
        return self.since < beyond and (self.until is None or self.until > first)

    def holds(self, first: date, beyond: date) -> bool:
        """Whether every day of [first, beyond) lies in it."""
        return self.since <= first and (self.until is None or self.until >= beyond)


@dataclass(frozen=True)
class CSOFacts:
    """What the rule needs of one CSO: the topmost parent's id (its own if none), accreditation, members, ties."""

    id: int
    root: int
    accreditation: Span | None = None
    members: frozenset[Span] = frozenset()
    ties: frozenset[Span] = frozenset()

    def days(self) -> Iterable[date]:
        """Every day on which something about it begins or ends."""
        spans = [*self.members, *self.ties, *([self.accreditation] if self.accreditation else [])]
        for span in spans:
            yield span.since
            if span.until:
                yield span.until


def trusted(cso: CSOFacts, agency: str, first: date, beyond: date | None = None) -> tuple[Dependence, ...]:
    """Why this CSO may not vouch for the agency on every day of [first, beyond); one day when beyond is left out."""
    beyond = beyond or first + timedelta(days=1)
    why = []
    if cso.accreditation is None or not cso.accreditation.holds(first, beyond):
        why.append(Dependence.NOT_ACCREDITED)
    if any(tie.key == agency and tie.meets(first, beyond) for tie in cso.ties):
        why.append(Dependence.TIED_TO_AGENCY)
    return tuple(why)


def dependence(
    a: CSOFacts, b: CSOFacts, agency: str, first: date, beyond: date | None = None
) -> tuple[Dependence, ...]:
    """Why two CSOs are not independent for the agency on every day of [first, beyond); empty = they are.

    Decided: both accredited that day, different parents, no shared members, no declared or known tie to the agency.
    """
    beyond = beyond or first + timedelta(days=1)
    why = {*trusted(a, agency, first, beyond), *trusted(b, agency, first, beyond)}
    if a.id == b.id:
        why.add(Dependence.SAME)
    elif a.root == b.root:
        why.add(Dependence.SAME_PARENT)
    here = {member.key for member in a.members if member.meets(first, beyond)}
    if a.id != b.id and any(member.key in here and member.meets(first, beyond) for member in b.members):
        why.add(Dependence.SHARED_MEMBER)
    return tuple(sorted(why))
