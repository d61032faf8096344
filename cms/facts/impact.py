"""What a proposal of facts would move: computed by publishing it in earnest, reading every figure, and rolling back.

The screen of a proposal calls it before anybody approves. Nothing is reckoned a second way: what is shown is what the
pages would say, since the same actions and rules have spoken. It is reckoned for the day of publication, and again for
the first days after it on which what is proposed begins or ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language, gettext

from agencies.gathering import facts_of_many as standing_facts
from agencies.models import Agency, FeeDisclosure
from agencies.rules import judge
from corridors import actions, proposals
from corridors.models import Corridor, Fact, Helpline, Right, SurveyBenchmark
from corridors.proposal_models import FactProposal
from corridors.reading import facts_of_many, rates_on
from corridors.rules import Payer
from corridors.rules.proposing import Span, effect_day, turning_days
from corridors.templatetags.corridors import total_words
from corridors.wording import GO, word
from foundation.money import format_money
from jobs.costs import costs_of, monthly_wage_of
from jobs.models import Opening
from jobs.showing import cost_in_words

MOST_SHOWN = 50
# Beyond this the openings are not reckoned one by one, and the screen says so.
MOST_OPENINGS = 3000
# Beyond the day of publication and so many later ones it is not reckoned, and the screen says so.
MOST_LATER_DAYS = 2


@dataclass(frozen=True)
class Moved:
    """One figure that would change: of what, which figure, what it says now and would say then."""

    about: str
    figure: str
    before: str
    after: str


@dataclass
class Part:
    """The figures of one kind that would change. `looked_at`: how many things were reckoned anew, moved or not."""

    looked_at: int = 0
    left_out: int = 0
    moved: list[Moved] = field(default_factory=list)

    @property
    def shown(self) -> list[Moved]:
        return self.moved[:MOST_SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.moved) - MOST_SHOWN, 0)

    @property
    def things(self) -> int:
        """How many openings, routes or agencies move; one may move in several figures."""
        return len({each.about for each in self.moved})


@dataclass
class Day:
    """What says something else on that day than it would without the proposal."""

    on: date
    routes: Part
    openings: Part
    standings: Part

    @property
    def is_quiet(self) -> bool:
        return not (self.routes.moved or self.openings.moved or self.standings.moved)


@dataclass
class Impact:
    """guides: codes of the routes whose page shows the fact, whether or not a total moves. days: that of publication
    first. days_left_out: how many later days are not reckoned. now, then: the facts before and after, by key.
    """

    guides: list[str]
    everywhere: bool
    days: list[Day]
    days_left_out: int
    now: dict[str, Fact]
    then: dict[str, Fact]


class _Undo(Exception):  # noqa: N818 - carries nothing out of the savepoint but the wish to forget it
    pass


def impact_of(proposal: FactProposal, today: date) -> Impact:
    """What publishing it on its day, if it is approved now, would move then and later. Raises proposals.ProposalError
    when it cannot be published at all.
    """
    rows, published = list(proposal.rows.all()), effect_day(proposal.go_live_on, today)
    with transaction.atomic():
        now = _published(proposal, {row.now_key for row in rows})
        try:
            with transaction.atomic():
                outcome = proposals.put_in_place(proposal)
                actions.announce(outcome)
                then = _published(proposal, {row.key for row in rows})
                later = _later_days(rows, now, then, published)
                days, scope = [published, *later[:MOST_LATER_DAYS]], _scope(outcome)
                after = [measure(scope, outcome.everywhere, day) for day in days]
                raise _Undo
        except _Undo:
            pass
        before = [measure(scope, outcome.everywhere, day) for day in days]
        guides = set(Corridor.objects.filter(pk__in=scope).values_list("code", flat=True))
    told = [
        Day(day, *(_difference(was[name], will[name]) for name in was))
        for day, was, will in zip(days, before, after, strict=True)
    ]
    if outcome.everywhere:  # a ceiling, wage or rate may touch any route: named are those whose page really changes
        guides = {each.about for day in told for each in day.routes.moved}
    guides = sorted(guides | _guides_that_tell(proposal))
    return Impact(guides, outcome.everywhere, told, len(later[MOST_LATER_DAYS:]), now, then)


def span_of(fact: Fact | None) -> Span | None:
    """The days between which it holds."""
    return None if fact is None else Span(fact.first_day, fact.last_day)


def _published(proposal: FactProposal, keys: set[str]) -> dict[str, Fact]:
    """{key: the fact as we hold it for true at this moment}; nothing for corridors, which are no facts of some days."""
    file = proposals.cells.BY_NAME[proposal.file]
    if file.model is None:
        return {}
    return {fact.key: fact for fact in proposals.cells.all_current(file).filter(key__in=keys)}


def _later_days(rows, now: dict[str, Fact], then: dict[str, Fact], published: date) -> list[date]:
    found = set()
    for row in rows:
        found |= turning_days(span_of(now.get(row.now_key)), span_of(then.get(row.key)), published)
    return sorted(found)


def measure(scope: Iterable[int], everywhere: bool, today: date) -> dict[str, "Figures"]:
    """Every figure that people are shown about these routes, as it stands: {"routes", "openings", "standings"}."""
    corridors = list(Corridor.objects.filter(pk__in=list(scope)).order_by("code"))
    facts = facts_of_many(corridors, today)
    return {
        "routes": _of_routes(corridors, facts),
        "openings": _of_openings(corridors, facts, everywhere, today),
        "standings": _of_standings(corridors, today),
    }


@dataclass
class Figures:
    """{(about, figure): (exact value, words)} and how many things were looked at and left out."""

    told: dict[tuple[str, str], tuple[object, str]] = field(default_factory=dict)
    looked_at: int = 0
    left_out: int = 0

    def say(self, about: str, figure: str, exact, words: str) -> None:
        self.told[about, figure] = (exact, words)


def _scope(outcome: actions.Outcome) -> list[int]:
    if outcome.everywhere:
        return list(Corridor.objects.values_list("pk", flat=True))
    return sorted(outcome.corridors)


def _guides_that_tell(proposal: FactProposal) -> set[str]:
    """Guides that show a right or a survey; helplines stand on every page."""
    model = next(file.model for file in (proposals.cells.BY_NAME[proposal.file],))
    if model not in (Right, SurveyBenchmark):
        return set()
    wanted = Q()
    for row in proposal.rows.all():
        told = row.cells or row.before
        here = Q(destination=told["destination"]) if told.get("destination") not in (None, "", "ALL") else Q()
        if model is SurveyBenchmark and told.get("origin") not in (None, "", "ALL"):
            here &= Q(origin=told["origin"])
        wanted |= here
    return set(Corridor.objects.filter(wanted).values_list("code", flat=True))


def is_on_every_page(proposal: FactProposal) -> bool:
    """Whether the fact stands in the footer."""
    return proposals.cells.BY_NAME[proposal.file].model is Helpline


def _of_routes(corridors, facts) -> Figures:
    found = Figures(looked_at=len(corridors))
    language = get_language() or "en"
    for corridor in corridors:
        here = facts[corridor.pk]
        sheet, line, lawful, route = here.sheet(), here.timeline(), here.lawful(), here.route()
        for total in sheet.totals:
            exact = (total.low, total.known_high, total.complete, total.originals)
            found.say(corridor.code, str(word(Payer(total.payer))), exact, total_words(total, sheet))
        days = (line.days_min, line.days_max, line.known_max)
        found.say(corridor.code, gettext("days"), days, f"{line.days_min} – {line.days_max or '?'}")
        lawful_words = " – ".join(format_money(each, language) for each in (lawful.low, lawful.high))
        found.say(corridor.code, gettext("what the law allows"), (lawful.low, lawful.high), lawful_words)
        wage = format_money(here.wage, language) if here.wage else "?"
        found.say(corridor.code, gettext("lowest wage a month"), here.wage, wage)
        found.say(corridor.code, gettext("can I go today?"), route.state, str(GO[route.state]))
    return found


def _of_openings(corridors, facts, everywhere: bool, today: date) -> Figures:
    language = get_language() or "en"
    openings = Opening.objects.filter(state=Opening.State.PUBLISHED.value)
    if not everywhere:
        openings = openings.filter(corridor__in=corridors)
    count = openings.count()
    chosen = list(openings.with_parts().order_by("pk")[:MOST_OPENINGS])
    found = Figures(looked_at=len(chosen), left_out=count - len(chosen))
    visible = set(
        Opening.objects.visible(today).filter(pk__in=[each.pk for each in chosen]).values_list("pk", flat=True)
    )
    costs, sheets = costs_of(chosen, today, rates_on(today)), {}
    for opening in chosen:
        name, cost = str(opening), costs[opening.pk]
        shown = opening.pk in visible
        found.say(name, gettext("shown"), shown, gettext("yes") if shown else gettext("no"))
        found.say(name, gettext("you pay, by the agency"), (cost.paid, cost.months), cost_in_words(cost, language))
        if opening.corridor_id not in facts:
            continue
        month = monthly_wage_of(opening)
        asked = (opening.corridor_id, month.money if month else None)
        if asked not in sheets:
            sheets[asked] = facts[opening.corridor_id].sheet(asked[1])
        sheet = sheets[asked]
        for total in sheet.totals:
            exact = (total.low, total.known_high, total.complete, total.months_low, total.months_high)
            found.say(name, str(word(Payer(total.payer))), exact, total_words(total, sheet))
    return found


def _of_standings(corridors, today: date) -> Figures:
    """Only what an agency declares is ever held against the law, so only those that declared on these routes."""
    held = FeeDisclosure.objects.filter(corridor__in=corridors)
    ids = set(held.values_list("agency_id", flat=True))
    names = dict(Agency.objects.filter(pk__in=ids).values_list("pk", "name"))
    codes = {corridor.pk: corridor.code for corridor in corridors}
    found = Figures(looked_at=len(ids))
    for (agency, corridor), facts in sorted(standing_facts(ids, today).items(), key=lambda one: str(one[0])):
        if corridor not in codes:
            continue
        verdict = judge(facts, today)
        words = f"{verdict.standing.value} ({', '.join(reason.code.value for reason in verdict.reasons)})"
        exact = (verdict.standing, verdict.codes, verdict.until)
        if verdict.until:
            words += f" → {verdict.until.isoformat()}"
        found.say(f"{names[agency]} · {codes[corridor]}", gettext("standing"), exact, words)
    return found


def _difference(before: Figures, after: Figures) -> Part:
    part = Part(after.looked_at, after.left_out)
    nothing = (None, "–")
    for key in dict.fromkeys((*before.told, *after.told)):
        was, now = before.told.get(key, nothing), after.told.get(key, nothing)
        if was[0] != now[0]:
            part.moved.append(Moved(*key, was[1], now[1]))
    return part
