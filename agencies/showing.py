"""Puts together what the registry's pages show of agencies: verdicts, licences, names, history. agencies.views calls it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from agencies.corrections import Correction, Merged, corrections_of, mergers_of
from agencies.models import Agency, AgencyContact, Licence
from agencies.prices import Prices, prices_of
from agencies.reading import all_standings, headline
from agencies.routes import route_names
from agencies.rules import GRADE, Code, Standing, Verdict
from agencies.strips import Strip, strips_of
from agencies.wording import NOT_VETTED_BECAUSE, SENTENCES, VETTED_FOR, say
from corridors.models import Corridor
from corridors.notices import RouteNotice, notices_of
from foundation.figures import format_day
from reference.models import Name
from reference.names import names_of

_LICENCE_CODES = {code for code in Code if code.value.startswith("licence_")} | {Code.NO_LICENCE, Code.LIST_OVERDUE}


@dataclass(frozen=True)
class Row:
    """One agency in a list: its name in the reader's language where there is one, its headline and the first reason."""

    agency: Agency
    name: str
    verdict: Verdict
    routes: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class OnRoute:
    """One or more routes on which the verdict is the same; `notices` say of each, by its place, whether people can go."""

    routes: tuple[str, ...]
    codes: tuple[str, ...]
    verdict: Verdict
    notices: tuple[tuple[str, RouteNotice], ...] = ()


@dataclass(frozen=True)
class Shown:
    """Everything on an agency's page."""

    agency: Agency
    name: str
    other_names: tuple[tuple[str, str], ...]
    verdict: Verdict
    routes: tuple[OnRoute, ...]
    answer: str
    licences: tuple[Licence, ...] = ()
    contacts: tuple[AgencyContact, ...] = ()
    prices: tuple[Prices, ...] = ()
    route_names: dict[int, str] = field(default_factory=dict)
    strips: tuple[Strip, ...] = ()
    corrections: tuple[Correction, ...] = ()
    mergers: tuple[Merged, ...] = ()

    @property
    def vetted(self) -> bool:
        return self.verdict.standing is Standing.VETTED


def rows_of(agencies: Iterable[Agency], today: date, language: str) -> list[Row]:
    """The lines of a list, in a bounded number of queries."""
    agencies = list(agencies)
    verdicts = all_standings(agencies, today)
    names = names_of(Name.Kind.AGENCY, [agency.public_id for agency in agencies], language)
    named = route_names(Corridor.objects.all(), language)
    rows = []
    for agency in agencies:
        first = headline(verdicts[agency.pk])
        why = say(first.verdict.reasons[0], language)
        routes = tuple(named[pk] for pk in first.corridors if pk in named)
        rows.append(Row(agency, names.get(agency.public_id, agency.name), first.verdict, routes, why))
    return rows


def show(agency: Agency, today: date, language: str, whole: bool = True) -> Shown:
    """The page of one agency; without `whole` only what the answer of a check needs."""
    verdicts = all_standings([agency], today)[agency.pk]
    corridors = {corridor.pk: corridor for corridor in Corridor.objects.all()}
    named = route_names(corridors.values(), language)
    names = list(Name.objects.filter(kind=Name.Kind.AGENCY, key=agency.public_id).order_by("field", "language", "text"))
    own = next((row.text for row in names if row.language == language and row.field == Name.Field.NAME), agency.name)
    groups: dict[Verdict, list[int]] = defaultdict(list)
    for pk, verdict in verdicts.items():
        if pk is not None:
            groups[verdict].append(pk)
    here = [corridors[pk] for pk in verdicts if pk is not None]
    notices = notices_of(here, today, language) if whole else {}
    routes = tuple(
        OnRoute(
            tuple(named[pk] for pk in sorted(pks)),
            tuple(corridors[pk].code for pk in sorted(pks)),
            verdict,
            tuple((named[pk], notices[pk]) for pk in sorted(pks) if pk in notices),
        )
        for verdict, pks in sorted(groups.items(), key=lambda one: -_rank(one[0]))
    )
    shown = {
        "agency": agency,
        "name": own,
        "other_names": tuple(dict.fromkeys((row.language, row.text) for row in names if row.text != own)),
        "verdict": headline(verdicts).verdict,
        "routes": routes,
        "answer": answer_line(verdicts, named, language),
        "contacts": tuple(agency.contacts.filter(until=None)),
        "route_names": named,
    }
    if whole:
        shown["licences"] = tuple(agency.licences.filter(known_to=None).select_related("entry__seen"))
        shown["prices"] = tuple(prices_of(agency, [corridors[pk] for pk in sorted(corridors)], today, language))
        shown["strips"] = strips_of(agency, named, today)
        shown["corrections"] = corrections_of(agency)
        shown["mergers"] = mergers_of(agency)
    return Shown(**shown)


def answer_line(verdicts: dict[int | None, Verdict], named: dict[int, str], language: str) -> str:
    """The answer of a check: what is known of the licence, then vetted for which routes until when, or why not."""
    first, whole = headline(verdicts), verdicts[None]
    said = [say(reason, language) for reason in whole.reasons if reason.code in _LICENCE_CODES]
    if first.verdict.standing is Standing.VETTED:
        routes = "; ".join(named[pk] for pk in first.corridors)
        last_day = format_day(first.verdict.until - timedelta(days=1), language) if first.verdict.until else "–"
        said.append(str(VETTED_FOR) % {"routes": routes, "day": last_day})
    else:
        wrong = [one for one in first.verdict.reasons if GRADE[one.code] is not Standing.VETTED]
        other = next((one for one in wrong if one.code not in _LICENCE_CODES), None)
        if other:
            said.append(str(NOT_VETTED_BECAUSE) % {"why": say(other, language)})
        else:
            said.append(str(SENTENCES[first.verdict.standing]))
    return " ".join(said)


def _rank(verdict: Verdict) -> int:
    return list(Standing).index(verdict.standing)
