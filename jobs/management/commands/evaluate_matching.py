"""`manage.py evaluate_matching`: how well /match/ serves sixty worked profiles, graded by jobs.rubric.

Prints a table, or JSON. Ends with an error when an opening came that must never come. docs/relevance_people.md tells
how to read it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from ir_measures import P, Qrel, ScoredDoc, Success, iter_calc, nDCG

from corridors.reading import rates_on
from foundation import clock
from foundation.money import convert
from jobs.costs import costs_of, monthly_wage_of
from jobs.match_views import answer_to
from jobs.models import Opening
from jobs.profiles import Profile, read_profiles
from jobs.rubric import Grade, OpeningFacts, grade
from reference.names import occupation_names
from search.query import HITS_A_PAGE

NDCG, PRECISION, FIRST = nDCG @ 10, P(rel=2) @ 10, Success(rel=2) @ 1


@dataclass(frozen=True, slots=True)
class Measured:
    """One way to answer, over all profiles; means are over those for whom there is something to find."""

    profiles: int
    with_a_fit: int
    with_nothing: int
    ndcg_10: float
    fits_10: float
    fits_10_at_best: float
    fit_first: float
    violations: int


class Command(BaseCommand):
    help = "Measure /match/ on worked profiles by people's needs."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--worst", type=int, default=0, metavar="N", help="also list the N profiles served worst (not as JSON)"
        )

    def handle(self, **options):
        """Exit 1 when the page shows somebody what must never come."""
        today = clock.today()
        openings = list(facts_today(today))
        if not openings:
            raise CommandError("There is no opening to match. Run: manage.py seed_demo")
        profiles = read_profiles(today)
        judged = {profile.id: _grades(profile, openings) for profile in profiles}
        answers = {name: {each.id: way(each, today) for each in profiles} for name, way in WAYS.items()}
        measured = {name: _measure(judged, found) for name, found in answers.items()}
        for origin in dict.fromkeys(profile.needs.origin for profile in profiles):
            names = [profile.id for profile in profiles if profile.needs.origin == origin]
            theirs = [{name: each[name] for name in names} for each in (judged, answers["match"])]
            measured[f"match {origin}"] = _measure(*theirs)
        if options["json"]:
            told = {"openings": len(openings), "grades": _counts(judged), **{n: asdict(m) for n, m in measured.items()}}
            self.stdout.write(json.dumps(told))
        else:
            self._tell(len(openings), judged, measured)
        if options["worst"] and not options["json"]:
            self._tell_worst(profiles, judged, answers["match"], options["worst"])
        if broken := measured["match"].violations:
            raise CommandError(f"{broken} openings came that must never come.")

    def _tell(self, openings, judged, measured):
        counts = ", ".join(f"{count} {name}" for name, count in _counts(judged).items())
        self.stdout.write(f"{len(judged)} profiles over {openings} openings: {counts}")
        self.stdout.write(f"{'':10}  nDCG@10  fits in 10 (best possible)  fit first  must never come")
        for name, one in measured.items():
            self.stdout.write(
                f"{name:10}  {one.ndcg_10:7.3f}  {one.fits_10:10.3f} ({one.fits_10_at_best:.3f})"
                f"{'':10}  {one.fit_first:9.3f}  {one.violations:15}"
            )

    def _tell_worst(self, profiles, judged, found, number):
        scores = {
            each.query_id: each.value
            for each in iter_calc([NDCG], _qrels(judged), _run(found))
            if _best(judged[each.query_id])
        }
        who = {profile.id: profile.who for profile in profiles}
        for name, score in sorted(scores.items(), key=lambda pair: (pair[1], pair[0]))[:number]:
            marks = " ".join(str(int(judged[name].get(opening, Grade.NEVER))) for opening in found[name][:10])
            best = " ".join(str(int(mark)) for mark in _best(judged[name])[:10])
            self.stdout.write(f"{name}  {score:.3f}  {marks}  (best {best})  {who[name]}")


def facts_today(today: date) -> Iterator[OpeningFacts]:
    """Every opening that may be shown today, as the rubric judges it: read from the database, not from the index."""
    openings = list(Opening.objects.visible(today).with_parts())
    rates = rates_on(today)
    costs = costs_of(openings, today, rates)
    for opening in openings:
        wage = monthly_wage_of(opening)
        yield OpeningFacts(
            number=opening.public_id,
            occupation=opening.occupation_id or "",
            origin=opening.origin,
            destination=opening.destination,
            wage=convert(wage.money, rates, "USD").amount if wage else None,
            cost=costs[opening.pk].months,
            starts=opening.starts,
            housing=opening.housing,
            vetted=opening.basis == Opening.Basis.VETTED_AGENCY,
            languages=opening.languages_asked,
            experience_months=opening.experience_months or 0,
        )


def _by_questions(profile: Profile, today: date) -> list[str]:
    return _all_pages(profile.question, profile.language, today)


def _newest_first(profile: Profile, today: date) -> list[str]:
    return _all_pages({**profile.question, "sort": "newest"}, profile.language, today)


def _by_title(profile: Profile, today: date) -> list[str]:
    """The name of the work typed into the search, as on a board that knows titles only."""
    first = profile.needs.does[:1]
    words = occupation_names(first, profile.language).get(first[0], "") if first else ""
    return _all_pages({"words": words}, profile.language, today)


# The page itself; the same filters without any order of fit; titles alone.
WAYS = {"match": _by_questions, "newest": _newest_first, "titles": _by_title}


def _all_pages(params: dict, language: str, today: date) -> list[str]:
    """Numbers of everything the page shows for these parameters, page after page."""
    numbers, page, pages = [], 0, 1
    while page < pages:
        page += 1
        found = answer_to({**params, "page": str(page)}, language, today).found
        numbers += [hit.opening.public_id for hit in found.hits]
        pages = found.pages
    return numbers


def _grades(profile: Profile, openings: Iterable[OpeningFacts]) -> dict[str, Grade]:
    return {opening.number: grade(profile.needs, opening)[0] for opening in openings}


def _measure(judged: dict[str, dict[str, Grade]], found: dict[str, list[str]]) -> Measured:
    some = {name for name, grades in judged.items() if _best(grades)}
    fitting = {name for name in some if _best(judged[name])[0] is Grade.FITS}
    values = {NDCG: {}, PRECISION: {}, FIRST: {}}
    for each in iter_calc(list(values), _qrels(judged), _run(found)):
        values[each.measure][each.query_id] = each.value
    at_best = [min(HITS_A_PAGE, _best(judged[name]).count(Grade.FITS)) / HITS_A_PAGE for name in fitting]
    return Measured(
        profiles=len(judged),
        with_a_fit=len(fitting),
        with_nothing=len(judged) - len(some),
        ndcg_10=_mean(values[NDCG], some),
        fits_10=_mean(values[PRECISION], fitting),
        fits_10_at_best=round(sum(at_best) / len(at_best), 4) if at_best else 0.0,
        fit_first=_mean(values[FIRST], fitting),
        violations=sum(
            judged[name].get(number, Grade.NEVER) is Grade.NEVER for name in found for number in found[name]
        ),
    )


def _mean(values: dict[str, float], names: set[str]) -> float:
    """Who was shown nothing counts as nothing."""
    return round(sum(values.get(name, 0.0) for name in names) / len(names), 4) if names else 0.0


def _best(grades: dict[str, Grade]) -> list[Grade]:
    """The grades of what serves the person at all, best first."""
    return sorted((mark for mark in grades.values() if mark > 0), reverse=True)


def _qrels(judged) -> list[Qrel]:
    return [Qrel(name, number, max(0, mark)) for name, grades in judged.items() for number, mark in grades.items()]


def _run(found) -> list[ScoredDoc]:
    return [ScoredDoc(name, number, -float(at)) for name, numbers in found.items() for at, number in enumerate(numbers)]


def _counts(judged) -> dict[str, int]:
    marks = [mark for grades in judged.values() for mark in grades.values()]
    return {mark.name.lower(): marks.count(mark) for mark in reversed(Grade)}
