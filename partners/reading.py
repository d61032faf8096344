"""Turns CSO rows into the facts of partners.rules, for many at once. agencies.reading and partners.actions call it;
support.permissions asks here who stands in one family.
"""

from collections import defaultdict
from collections.abc import Iterable

from accounts.models import Membership
from partners.models import CSO, AgencyTie
from partners.rules import CSOFacts, Span


def cso_facts(ids: Iterable[int]) -> dict[int, CSOFacts]:
    """{id: facts} for these CSOs: three queries, however many there are."""
    wanted = set(ids)
    if not wanted:
        return {}
    # All of them, since a parent may be anywhere; a network has hundreds at most.
    parents = dict(CSO.objects.values_list("id", "parent_id"))
    rows = CSO.objects.filter(id__in=wanted).values_list("id", "organisation_id", "accredited_from", "accredited_until")
    rows = list(rows)
    of_organisation = {organisation: cso for cso, organisation, _, _ in rows if organisation}
    members, ties = defaultdict(set), defaultdict(set)
    held = Membership.objects.filter(organisation__in=of_organisation).values_list(
        "organisation_id", "user_id", "since", "until"
    )
    for organisation, user, since, until in held:
        members[of_organisation[organisation]].add(Span(str(user), since, until))
    for cso, agency, since, until in AgencyTie.objects.filter(cso__in=wanted).values_list(
        "cso_id", "agency", "since", "until"
    ):
        ties[cso].add(Span(agency, since, until))
    return {
        cso: CSOFacts(
            id=cso,
            root=_root(cso, parents),
            accreditation=Span("", since, until) if since else None,
            members=frozenset(members[cso]),
            ties=frozenset(ties[cso]),
        )
        for cso, _, since, until in rows
    }


def family_of(organisations: Iterable[int]) -> set[int]:
    """These organisations and every other whose CSO stands in the same family, as vouches count families. One query."""
    found = set(organisations)
    if not found:
        return found
    rows = list(CSO.objects.values_list("id", "parent_id", "organisation_id"))
    parents = {cso: parent for cso, parent, _ in rows}
    root_of = {organisation: _root(cso, parents) for cso, _, organisation in rows if organisation}
    roots = {root_of[one] for one in found if one in root_of}
    return found | {one for one, root in root_of.items() if root in roots}


def _root(cso: int, parents: dict[int, int | None]) -> int:
    """The topmost parent; a circle of parents counts as one family, under its smallest id."""
    seen = [cso]
    while (parent := parents.get(seen[-1])) is not None:
        if parent in seen:
            return min(seen[seen.index(parent) :])
        seen.append(parent)
    return seen[-1]
