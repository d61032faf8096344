"""What must hold of every verdict, whatever the facts. No database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.rules import (
    GRADE,
    ConcernFact,
    DisclosureFact,
    ItemFact,
    LicenceFact,
    PaymentFact,
    SanctionFact,
    Standing,
    StandingFacts,
    VouchFact,
    WageSpan,
    judge,
)
from agencies.rules.standing import ORDER
from corridors.rules import CeilingFact, CeilingKind, Covers, Evidence
from foundation.money import Money
from partners.rules import CSOFacts, Span

TODAY = date(2026, 11, 22)
near = st.integers(-25, 45).map(lambda step: TODAY + timedelta(days=step))
far = st.integers(20, 300).map(lambda step: TODAY + timedelta(days=step))
maybe = st.none() | near
lengths = st.integers(1, 60).map(timedelta)
amounts = st.sampled_from([None, Decimal(0), Decimal(900), Decimal(1000), Decimal(1200), Decimal(3000)])


@st.composite
def spans(draw, key=""):
    since = draw(near)
    return Span(key, since, draw(st.none() | lengths.map(lambda length: since + length)))


@st.composite
def csos(draw):
    number = draw(st.integers(1, 5))
    return CSOFacts(
        id=number,
        root=draw(st.sampled_from([number, 1, 9])),
        accreditation=draw(st.none() | st.just(Span("", date(2020, 1, 1))) | spans()),
        members=draw(st.frozensets(st.sampled_from(["7", "8"]).flatmap(lambda key: spans(key)), max_size=2)),
        ties=draw(st.frozensets(spans("12345611") | spans("99999999"), max_size=1)),
    )


@st.composite
def vouches(draw):
    given_on = draw(near)
    withdrawn = draw(st.none() | lengths.map(lambda length: given_on + length))
    return VouchFact(
        draw(csos()), given_on, given_on + draw(lengths), withdrawn, draw(st.sampled_from([False, False, True]))
    )


@st.composite
def items(draw):
    payer = draw(st.sampled_from(["worker", "worker", "employer", "shared"]))
    category = draw(st.sampled_from(["recruitment_fee", "medical"]))
    return ItemFact(category, Money(draw(amounts), draw(st.sampled_from(["THB", "THB", "USD"]))), payer)


@st.composite
def ceilings(draw):
    kind = draw(st.sampled_from(list(CeilingKind)))
    amount = {CeilingKind.ZERO: Decimal(0), CeilingKind.MONTHS: Decimal(1), CeilingKind.FIXED: draw(amounts)}[kind]
    return CeilingFact(
        country="MM",
        kind=kind,
        amount=amount,
        currency="THB",
        covers=draw(st.sampled_from([Covers.AGENCY_FEE, Covers.PACKAGE])),
        starts=draw(maybe),
        ends=draw(st.none() | far),
        evidence=draw(st.sampled_from(list(Evidence))),
    )


licences = st.builds(
    LicenceFact,
    number=st.sampled_from(["", "L-1", "L-2"]),
    status=st.sampled_from(["valid", "valid", "valid", "suspended", "revoked", "not_listed", "strange"]),
    covers=st.sampled_from([("MM-TH-*",), ("MM-*",), ("KH-*",), ()]),
    issued=maybe,
    last_day=st.none() | near | far,
    next_check=st.none() | near | far,
)
sanctions = st.builds(
    SanctionFact, st.booleans(), st.just("DOE"), near, maybe, st.sampled_from(["", "MM-TH-MOU", "KH-TH-MOU"])
)
concerns = st.builds(ConcernFact, near, maybe)
disclosures = st.builds(
    DisclosureFact,
    version=st.integers(1, 3),
    valid_from=near,
    items=st.lists(items(), max_size=3).map(tuple),
    valid_until=maybe,
    occupation=st.sampled_from(["", "", "5311"]),
)
payments = st.builds(
    PaymentFact,
    period_from=near,
    period_until=near,
    reports=st.integers(3, 8),
    median=amounts.map(lambda amount: Money(amount or Decimal(10), "THB")),
    published=near,
)
wages = st.builds(WageSpan, amounts.map(lambda amount: Money(amount or Decimal(500), "THB")), maybe, maybe)
facts = st.builds(
    StandingFacts,
    agency=st.just("12345611"),
    corridor=st.sampled_from(["MM-TH-MOU", "MM-TH-MOU", ""]),
    origin=st.just("MM"),
    destination=st.just("TH"),
    channel=st.just("MOU"),
    agency_country=st.just("MM"),
    licences=st.lists(licences, max_size=3).map(tuple),
    sanctions=st.lists(sanctions, max_size=2).map(tuple),
    concerns=st.lists(concerns, max_size=1).map(tuple),
    vouches=st.lists(vouches(), max_size=4).map(tuple),
    disclosures=st.lists(disclosures, max_size=2).map(tuple),
    payments=st.lists(payments, max_size=2).map(tuple),
    ceilings=st.lists(ceilings(), max_size=3).map(tuple),
    wages=st.lists(wages, max_size=2).map(tuple),
    rates=st.sampled_from([{}, {"THB": Decimal(30)}]),
)

HORIZON = 120


@settings(max_examples=150, deadline=None)
@given(facts)
def test_the_verdict_is_the_same_on_every_day_before_until_and_differs_on_it(facts):
    verdict = judge(facts, TODAY)
    last = verdict.until or TODAY + timedelta(days=HORIZON)
    day = TODAY
    while day < min(last, TODAY + timedelta(days=HORIZON)):
        assert judge(facts, day) == verdict
        day += timedelta(days=1)
    if verdict.until:
        then = judge(facts, verdict.until)
        assert (then.standing, then.reasons) != (verdict.standing, verdict.reasons)


@given(facts)
def test_without_a_licence_nobody_is_vetted(facts):
    assert judge(replace(facts, licences=()), TODAY).standing is not Standing.VETTED


@given(facts, csos())
def test_one_cso_never_suffices_however_often_it_vouches(facts, cso):
    alone = tuple(replace(vouch, cso=cso) for vouch in facts.vouches)
    assert judge(replace(facts, vouches=alone), TODAY).standing is not Standing.VETTED


@given(facts)
def test_an_unknown_amount_never_passes(facts):
    unknown = ItemFact("medical", Money(None, "THB"), "worker")
    said = tuple(replace(one, items=(*one.items, unknown)) for one in facts.disclosures)
    assert judge(replace(facts, disclosures=said), TODAY).standing is not Standing.VETTED


@given(facts, sanctions)
def test_adding_a_sanction_never_improves_a_standing(facts, sanction):
    before = judge(facts, TODAY).standing
    after = judge(replace(facts, sanctions=(*facts.sanctions, sanction)), TODAY).standing
    assert ORDER[after] <= ORDER[before]


@given(facts, ceilings())
def test_recalled_ceilings_never_condemn(facts, ceiling):
    recalled = replace(ceiling, evidence=Evidence.RECALLED)
    with_it = replace(facts, ceilings=(*facts.ceilings, recalled))
    assert judge(with_it, TODAY).standing is judge(facts, TODAY).standing


@given(facts, st.randoms())
def test_the_order_of_the_facts_does_not_matter(facts, random):
    def shuffled(group):
        group = list(group)
        random.shuffle(group)
        return tuple(group)

    # Two disclosures of one version and occupation cannot both exist: a constraint forbids it.
    said = tuple({(one.version, one.occupation): one for one in facts.disclosures}.values())
    facts = replace(facts, disclosures=said)
    names = ("wages", "licences", "sanctions", "concerns", "vouches", "disclosures", "payments", "ceilings")
    assert judge(replace(facts, **{name: shuffled(getattr(facts, name)) for name in names}), TODAY) == judge(
        facts, TODAY
    )


@given(facts)
def test_the_standing_is_the_worst_of_its_reasons(facts):
    verdict = judge(facts, TODAY)
    assert verdict.standing is min((GRADE[reason.code] for reason in verdict.reasons), key=ORDER.__getitem__)


@given(facts)
def test_only_a_route_can_be_vetted(facts):
    assert judge(replace(facts, corridor=""), TODAY).standing is not Standing.VETTED


@given(facts)
def test_renaming_every_cso_leaves_the_verdict_as_it_was(facts):
    renamed = {number: number + 100 for number in range(1, 10)}
    other = tuple(
        replace(vouch, cso=replace(vouch.cso, id=renamed[vouch.cso.id], root=renamed[vouch.cso.root]))
        for vouch in facts.vouches
    )
    assert judge(replace(facts, vouches=other), TODAY) == judge(facts, TODAY)
