"""Who recruits for a brand's suppliers, as it was known at a moment about a day: supplier → employer → agencies → routes.

Pages and dossiers read the same. Everything of an agency is what its public page of that day shows; nothing else is asked.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min

from agencies.history import AsOf, Recorded, as_of
from agencies.models import Agency, StandingChange
from agencies.prices import Prices, prices_of
from audits.models import Brand, Link, SupplierEntry
from audits.rules.coverage import Coverage, Recruiter, cover
from corridors.models import Corridor
from corridors.reading import facts_of_many
from corridors.rules import CeilingFact
from foundation import clock
from jobs.models import Employer
from jobs.recruitment_models import Recruitment

MOST_HISTORY = 12


@dataclass(frozen=True)
class AgencyThen:
    """One agency: what the registry knew, its prices by route, and its recorded verdicts on each route, newest first."""

    agency: Agency
    name: str
    then: AsOf
    prices: dict[int, tuple[Prices, ...]]
    history: dict[int | None, tuple[tuple[date, str], ...]]

    def standing_on(self, corridor: int) -> Recorded | None:
        """The verdict about the route, else that about the agency as such."""
        return self.then.standings.get(corridor) or self.then.standings.get(None)

    def history_on(self, corridor: int) -> tuple[tuple[date, str], ...]:
        """The recorded verdicts about the route, else those about the agency as such."""
        return self.history.get(corridor) or self.history.get(None) or ()

    def reports_on(self, corridor: int) -> int:
        """Reports in the published figure of the route."""
        return max((one.figure.reports for one in self.prices.get(corridor, ()) if one.figure), default=0)


@dataclass(frozen=True)
class Jobs:
    """What ties an agency on a route to an employer: jobs published by that day, and the first and last day of it."""

    number: int
    first: date
    last: date


@dataclass(frozen=True)
class Supplied:
    """One supplier: whom a person said it is, who recruits for it on which routes, and what the evidence amounts to.

    jobs: {(agency's id, route's id): the evidence}. direct: its jobs under job orders that name no agency.
    """

    entry: SupplierEntry
    link: Link | None
    recruiters: tuple[tuple[AgencyThen, Corridor], ...]
    jobs: dict[tuple[int, int], Jobs]
    direct: int
    coverage: Coverage

    @property
    def employer(self) -> Employer | None:
        return self.link.employer if self.link else None


@dataclass(frozen=True)
class Supply:
    """The whole picture; agencies by public number. laws: {route's id: ceilings on what its agencies may take}."""

    brand: Brand
    on: date
    known: datetime
    suppliers: tuple[Supplied, ...]
    agencies: tuple[AgencyThen, ...]
    laws: dict[int, tuple[CeilingFact, ...]]


def moment_for(on: date) -> datetime:
    """The moment whose knowledge a question about a day is answered from: its end, or now."""
    return min(clock.end_of(on), clock.now()) if on < clock.today() else clock.now()


def supply(
    brand: Brand, on: date, known: datetime, country: str = "", suppliers=None, beat=lambda done, total: None
) -> Supply:
    """The picture; of one country or of some suppliers (their ids) where given. Queries grow with agencies, not suppliers."""
    entries = SupplierEntry.objects.known(known).filter(supplier__brand=brand)
    if country:
        entries = entries.filter(country=country)
    if suppliers is not None:
        entries = entries.filter(supplier__in=suppliers)
    entries = sorted(
        entries.select_related("supplier"), key=lambda one: (one.country, one.name, one.address, one.supplier.key)
    )
    held = Link.objects.held(known).filter(word=Link.Word.SAME.value, supplier__brand=brand).select_related("employer")
    links = {link.supplier_id: link for link in held}
    employers = {links[entry.supplier_id].employer_id for entry in entries if entry.supplier_id in links}
    pairs, direct = _recruited(employers, on, known)
    agencies, corridors = _agencies({agency for found in pairs.values() for agency, _ in found}, on, known, beat)
    told = []
    for entry in entries:
        link = links.get(entry.supplier_id)
        found = tuple(
            (agencies[agency], corridors[corridor])
            for agency, corridor in sorted(
                pairs.get(link.employer_id, ()) if link else (),
                key=lambda one: (
                    agencies[one[0]].agency.public_id if one[0] in agencies else "",
                    corridors[one[1]].code,
                ),
            )
            if agency in agencies
        )
        jobs = pairs.get(link.employer_id, {}) if link else {}
        recruiters = [
            Recruiter(_holding(agency.standing_on(corridor.pk)), agency.reports_on(corridor.pk))
            for agency, corridor in found
        ]
        coverage = cover(link is not None, entry.workers, recruiters)
        told.append(Supplied(entry, link, found, jobs, direct.get(link.employer_id, 0) if link else 0, coverage))
    shown = {agency.agency.public_id: agency for one in told for agency, _corridor in one.recruiters}
    routes = {corridor.pk: corridor for one in told for _agency, corridor in one.recruiters}
    facts = facts_of_many(routes.values(), on, known) if routes else {}
    laws = {pk: facts[pk].ceilings_for(corridor.origin) for pk, corridor in routes.items()}
    return Supply(brand, on, known, tuple(told), tuple(shown[number] for number in sorted(shown)), laws)


def _holding(recorded: Recorded | None):
    return recorded.standing if recorded and recorded.holds else None


def _recruited(
    employers: set[int], on: date, known: datetime
) -> tuple[dict[int, dict[tuple[int, int], Jobs]], dict[int, int]]:
    """({employer: {(agency, route): jobs published by that day}}, {employer: jobs without an agency}), as known then."""
    pairs, direct, wanted = defaultdict(dict), defaultdict(int), sorted(employers)
    for start in range(0, len(wanted), 500):
        rows = Recruitment.objects.known(known).filter(employer__in=wanted[start : start + 500], published_on__lte=on)
        told = rows.values_list("employer_id", "agency_id", "corridor_id")
        for employer, agency, corridor, *jobs in told.annotate(
            number=Count("pk"), first=Min("published_on"), last=Max("published_on")
        ):
            if agency and corridor:
                pairs[employer][agency, corridor] = Jobs(*jobs)
            elif not agency:
                direct[employer] += jobs[0]
    return pairs, direct


def _agencies(ids: set[int], on: date, known: datetime, beat) -> tuple[dict[int, AgencyThen], dict[int, Corridor]]:
    """What was known of each; an agency that the registry did not know yet is left out."""
    corridors = {corridor.pk: corridor for corridor in Corridor.objects.order_by("code")}
    found, rows = {}, list(Agency.records.filter(pk__in=ids).order_by("public_id"))
    for done, agency in enumerate(rows):
        beat(done, len(rows))
        then = as_of(agency, on, known)
        if then is None:
            continue
        prices = defaultdict(list)
        for one in prices_of(agency, corridors.values(), on, "en", known):
            prices[one.corridor.pk].append(one)
        history, ended = defaultdict(list), set()
        told = StandingChange.objects.filter(agency=agency, known_at__lte=known, on__lte=on).order_by(
            "-known_at", "-id"
        )
        for corridor, day, standing in told.values_list("corridor_id", "on", "standing"):
            line = history[corridor]
            if corridor in ended:
                continue
            if line and line[-1][1] == standing:
                line[-1] = (day, standing)  # the same verdict again: since its first day
            elif len(line) < MOST_HISTORY:
                line.append((day, standing))
            else:
                ended.add(corridor)
        found[agency.pk] = AgencyThen(
            agency,
            then.fields["name"],
            then,
            {corridor: tuple(ones) for corridor, ones in prices.items()},
            {corridor: tuple(line) for corridor, line in history.items()},
        )
    return found, corridors
