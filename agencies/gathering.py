"""Gathers the facts of many agencies from the tables, in a fixed number of queries. reading and actions.standing call it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from agencies.law import Law, law_of
from agencies.models import (
    Agency,
    AgencyAlias,
    Concern,
    DisclosedItem,
    FeeDisclosure,
    Licence,
    PaymentFigure,
    Sanction,
    StandingChange,
    Vouch,
)
from agencies.rules import (
    ConcernFact,
    DisclosureFact,
    ItemFact,
    LicenceFact,
    PaymentFact,
    SanctionFact,
    StandingFacts,
    VouchFact,
)
from corridors.models import Corridor
from foundation.money import Money
from partners.reading import cso_facts
from partners.rules import CSOFacts

Pair = tuple[int, int | None]


def facts_of_many(ids: Iterable[int], on: date, pairs: set[Pair] | None = None) -> dict[Pair, StandingFacts]:
    """{(agency id, corridor id or None): facts} as known now.

    Without `pairs`: the agency as such, and every corridor that its licences cover, that it was ever judged on, or
    for which it has a vouch or a disclosure.
    """
    agencies = {
        pk: (code, land)
        for pk, code, land in Agency.objects.filter(id__in=set(ids)).values_list("id", "public_id", "country")
    }
    # A record that was merged is judged no more.
    ids = set(agencies)
    corridors = {corridor.pk: corridor for corridor in Corridor.objects.all()}
    codes = {pk: corridor.code for pk, corridor in corridors.items()}
    licences = _licences(ids)
    sanctions, concerns = _sanctions(ids, codes), _concerns(ids, codes)
    vouches, disclosures, payments = _vouches(ids), _disclosures(ids), _payments(ids)
    if pairs is None:
        pairs = {(pk, None) for pk in agencies} | set(vouches) | set(disclosures)
        held = StandingChange.objects.current().filter(agency__in=ids).exclude(corridor=None)
        pairs.update(held.values_list("agency_id", "corridor_id"))
        covered = {}
        for pk in agencies:
            for licence in licences.get(pk, ()):
                if licence.covers not in covered:
                    covered[licence.covers] = [c for c, code in codes.items() if licence.covers_corridor(code)]
                pairs.update((pk, corridor) for corridor in covered[licence.covers])
    # Only a disclosure is ever held against the law.
    laws = law_of([corridors[c] for c in {c for a, c in pairs if c and (a, c) in disclosures}], on)
    routes = defaultdict(set)
    for pk, corridor_id in [*vouches, *disclosures]:
        routes[pk].add(corridor_id)
    found = {}
    for pk, corridor_id in pairs:
        code, land = agencies[pk]
        corridor, law = corridors.get(corridor_id), laws.get(corridor_id, Law())
        told = (corridor_id,) if corridor else sorted(routes[pk])
        found[pk, corridor_id] = StandingFacts(
            agency=code,
            corridor=corridor.code if corridor else "",
            origin=corridor.origin if corridor else "",
            destination=corridor.destination if corridor else "",
            channel=corridor.channel if corridor else "",
            agency_country=land,
            licences=tuple(licences.get(pk, ())),
            sanctions=tuple(sanctions.get(pk, ())),
            concerns=tuple(concerns.get(pk, ())),
            vouches=tuple(fact for route in told for fact in vouches.get((pk, route), ())),
            disclosures=tuple(fact for route in told for fact in disclosures.get((pk, route), ())),
            payments=tuple(payments.get((pk, corridor_id), ())),
            ceilings=law.ceilings,
            wages=law.wages,
            rates=law.rates,
        )
    return found


def csos_of(ids: Iterable[int]) -> dict[int, CSOFacts]:
    """partners.reading.cso_facts, where a tie to a record that was merged since is a tie to the agency it became."""
    found = cso_facts(ids)
    numbers = {tie.key for facts in found.values() for tie in facts.ties}
    if not numbers:
        return found
    led = dict(AgencyAlias.objects.filter(public_id__in=numbers).values_list("public_id", "agency__public_id"))
    return {
        pk: replace(facts, ties=frozenset(replace(tie, key=led.get(tie.key, tie.key)) for tie in facts.ties))
        for pk, facts in found.items()
    }


def _licences(ids) -> dict[int, list[LicenceFact]]:
    found = defaultdict(list)
    rows = Licence.objects.filter(agency__in=ids, known_to=None).values_list(
        "agency_id", "number", "status", "covers", "issued", "last_day", "next_check", "entry__seen__next_check"
    )
    for agency, number, status, covers, issued, last_day, next_check, list_check in rows:
        found[agency].append(
            LicenceFact(number, status, tuple(covers.split()), issued, last_day, list_check or next_check)
        )
    return found


def _sanctions(ids, codes) -> dict[int, list[SanctionFact]]:
    found = defaultdict(list)
    rows = Sanction.objects.filter(agency__in=ids).values_list(
        "agency_id", "corridor_id", "by", "authority", "starts", "ends"
    )
    for agency, corridor, by, authority, starts, ends in rows:
        by_regulator = by == Sanction.By.REGULATOR
        found[agency].append(SanctionFact(by_regulator, authority, starts, ends, codes.get(corridor, "")))
    return found


def _concerns(ids, codes) -> dict[int, list[ConcernFact]]:
    found = defaultdict(list)
    rows = Concern.objects.filter(agency__in=ids).exclude(opened=None)
    for agency, corridor, opened, closed in rows.values_list("agency_id", "corridor_id", "opened", "closed"):
        found[agency].append(ConcernFact(opened, closed, codes.get(corridor, "")))
    return found


def _vouches(ids) -> dict[Pair, list[VouchFact]]:
    rows = list(Vouch.objects.filter(agency__in=ids))
    csos = csos_of({row.cso_id for row in rows})
    found = defaultdict(list)
    for row in rows:
        fact = VouchFact(csos[row.cso_id], row.given, row.expires, row.withdrawn, row.tie_declared)
        found[row.agency_id, row.corridor_id].append(fact)
    return found


def _disclosures(ids) -> dict[Pair, list[DisclosureFact]]:
    items = defaultdict(list)
    for item in DisclosedItem.objects.filter(disclosure__agency__in=ids):
        items[item.disclosure_id].append(ItemFact(item.category, Money(item.amount, item.currency), item.payer))
    found = defaultdict(list)
    for row in FeeDisclosure.objects.filter(agency__in=ids):
        fact = DisclosureFact(
            row.version, row.valid_from, tuple(items[row.pk]), row.valid_until, row.occupation_id or ""
        )
        found[row.agency_id, row.corridor_id].append(fact)
    return found


def _payments(ids) -> dict[Pair, list[PaymentFact]]:
    found = defaultdict(list)
    for row in PaymentFigure.objects.filter(agency__in=ids, taken_off=None):
        fact = PaymentFact(
            row.period_from, row.period_until, row.reports, Money(row.median, row.currency), row.published
        )
        found[row.agency_id, row.corridor_id].append(fact)
    return found
