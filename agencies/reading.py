"""What the registry says today: stored verdicts as long as they hold, else judged live from the facts. Nothing is written.

agencies/ pages, jobs/ and the desks call it. Every function reads many agencies in a bounded number of queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from agencies.gathering import facts_of_many
from agencies.models import Agency, StandingChange, Vouch
from agencies.rules import RULES_VERSION, Code, Reason, Standing, StandingFacts, Verdict, judge
from agencies.rules.standing import ORDER
from corridors.models import Corridor

Pair = tuple[int, int | None]


def facts_of(agency: Agency, corridor: Corridor | None, on: date) -> StandingFacts:
    """All facts about one agency on a corridor, or (None) about the agency as such, as we know them now."""
    pair = (agency.pk, corridor.pk if corridor else None)
    return facts_of_many([agency.pk], on, {pair})[pair]


def standing_of(agency: Agency, corridor: Corridor | None, today: date) -> Verdict:
    """The verdict that holds today: the stored one before its until, else judged live."""
    row = StandingChange.objects.current().filter(agency=agency, corridor=corridor).first()
    if row and (stored := verdict_of(row)) and speaks_for(row, today):
        return stored
    return judge(facts_of(agency, corridor, today), today)


def standings(agencies: Iterable[Agency], corridor: Corridor | None, today: date) -> dict[int, Verdict]:
    """{agency id: verdict} for one corridor; every agency asked for is in it."""
    ids = [agency.pk for agency in agencies]
    rows = StandingChange.objects.current().filter(agency__in=ids, corridor=corridor)
    found = _judged({(pk, corridor.pk if corridor else None) for pk in ids}, rows, today)
    return {agency: verdict for (agency, _), verdict in found.items()}


def all_standings(agencies: Iterable[Agency], today: date) -> dict[int, dict[int | None, Verdict]]:
    """{agency id: {corridor id or None: verdict}}: every corridor an agency was ever judged on, and the agency as such."""
    ids = [agency.pk for agency in agencies]
    rows = list(StandingChange.objects.current().filter(agency__in=ids))
    pairs = {(row.agency_id, row.corridor_id) for row in rows} | {(pk, None) for pk in ids}
    found = defaultdict(dict)
    for (agency, corridor), verdict in _judged(pairs, rows, today).items():
        found[agency][corridor] = verdict
    return found


def vetted_pairs(today: date) -> set[tuple[int, int]]:
    """{(agency id, corridor id)} that are vetted today. Only these may show openings."""
    return set(trusted_on(today).vetted)


@dataclass(frozen=True, slots=True)
class Trusted:
    """vetted: (agency id, corridor id) → first day on which time alone may end it, None when none is known.
    fallen: public ids of agencies that were judged on some route and are vetted on none.
    stored: every verdict was a stored one, so that the same holds for the day until a standing is written.
    """

    vetted: dict[tuple[int, int], date | None]
    fallen: frozenset[str]
    stored: bool = True


def trusted_on(today: date) -> Trusted:
    """Who is vetted where that day, in two queries as long as every stored verdict holds."""
    told = _on_routes()
    vetted, fresh, called = {}, set(), {}
    columns = ("agency_id", "corridor_id", "agency__public_id", "standing", "until", "on", "rules_version")
    for agency, corridor, public_id, standing, until, on, version in told.values_list(*columns):
        called[agency] = public_id
        if version == RULES_VERSION and on <= today and (until is None or today < until):
            fresh.add((agency, corridor))
            if standing == Standing.VETTED.value:
                vetted[agency, corridor] = until
    # Nobody is vetted without two vouches: only such pairs are worth judging live.
    vouches = Vouch.objects.filter(given__lt=today, expires__gt=today, agency__merged_into=None).order_by()
    csos = defaultdict(set)
    for agency, corridor, cso in vouches.values_list("agency_id", "corridor_id", "cso_id"):
        csos[agency, corridor].add(cso)
    vouched = {pair for pair, voices in csos.items() if len(voices) >= 2}
    live = _judged(vouched - fresh, (), today)
    vetted |= {pair: verdict.until for pair, verdict in live.items() if verdict.standing is Standing.VETTED}
    standing_today = {agency for agency, _ in vetted}
    fallen = frozenset(number for agency, number in called.items() if agency not in standing_today)
    return Trusted(vetted, fallen, stored=not live)


def standings_written() -> tuple[int, int]:
    """What is another whenever a standing on a route has been committed, in whatever order writers commit.

    A new verdict has a greater number than the one it replaces, so the sum of the current ones only grows. The newest
    number alone would not do: a long import commits lower numbers after somebody else's higher ones.
    """
    told = _on_routes().aggregate(rows=Count("pk"), total=Sum("pk"))
    return told["rows"], told["total"] or 0


def _on_routes():
    return StandingChange.objects.current().filter(corridor__isnull=False).order_by()


@dataclass(frozen=True)
class Headline:
    """What stands first about an agency: its best routes' verdict, and on which corridors (ids) the standing is the same."""

    verdict: Verdict
    corridors: tuple[int, ...] = ()


def headline(verdicts: dict[int | None, Verdict]) -> Headline:
    """The best verdict among the routes; the agency as such where it has no route, or is suspended everywhere."""
    return Headline(*headline_of(verdicts))


def headline_of(verdicts: dict):
    """(verdict, corridors) of `headline`, of verdicts of any kind that have a standing and an until; (None, ()) of none."""
    routes = {corridor: verdict for corridor, verdict in verdicts.items() if corridor is not None}
    whole = verdicts.get(None)
    if not routes or (whole and whole.standing is Standing.SUSPENDED):
        return whole, ()
    best = max((verdict.standing for verdict in routes.values()), key=ORDER.__getitem__)
    same = sorted(corridor for corridor, verdict in routes.items() if verdict.standing is best)
    # The one that ends first speaks for all of them, so that no route is promised a day too many.
    return min((routes[pk] for pk in same), key=lambda verdict: verdict.until or date.max), tuple(same)


def ids_with_standing(standing: Standing | None, corridor: Corridor | None, today: date) -> set[int]:
    """Agencies whose headline, or verdict on the corridor, is this standing today; None = those ever judged there."""
    rows = StandingChange.objects.current()
    rows = rows.filter(corridor=corridor) if corridor else rows
    if standing is None:
        return set(rows.values_list("agency_id", flat=True))
    pairs, found = set(), defaultdict(dict)
    told = rows.values_list("agency_id", "corridor_id", "standing", "until", "on", "rules_version")
    for agency, route, word, until, on, version in told:
        if version == RULES_VERSION and on <= today and (until is None or today < until):
            found[agency][route] = Verdict(Standing(word), ())
        else:
            pairs.add((agency, route))
    for (agency, route), verdict in _judged(pairs, (), today).items():
        found[agency][route] = verdict
    if corridor:
        return {agency for agency, verdicts in found.items() if verdicts[corridor.pk].standing is standing}
    return {agency for agency, verdicts in found.items() if headline(verdicts).verdict.standing is standing}


def verdict_of(row: StandingChange) -> Verdict | None:
    """A stored row as a verdict; None when today's rules do not know one of its words any more."""
    try:
        reasons = tuple(
            Reason(Code(one["code"]), one["evidence"], date.fromisoformat(one["day"]) if one["day"] else None)
            for one in row.reasons
        )
        return Verdict(Standing(row.standing), reasons, row.until)
    except (ValueError, KeyError, TypeError):
        return None


def speaks_for(row: StandingChange, today: date) -> bool:
    """Whether a stored verdict still holds that day under today's rules."""
    return row.rules_version == RULES_VERSION and row.on <= today and (row.until is None or today < row.until)


def _judged(pairs: set[Pair], rows: Iterable[StandingChange], today: date) -> dict[Pair, Verdict]:
    found = {}
    for row in rows:
        if speaks_for(row, today) and (verdict := verdict_of(row)):
            found[row.agency_id, row.corridor_id] = verdict
    missing = pairs - found.keys()
    if missing:
        facts = facts_of_many({agency for agency, _ in missing}, today, missing)
        found.update((pair, judge(told, today)) for pair, told in facts.items())
    return {pair: found[pair] for pair in pairs}
