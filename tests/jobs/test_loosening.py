"""Near misses: each wish by table, and the promise that every number is right against a plain count of openings."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.openings import opening, synthetic_documents
from jobs.loosening import MOST_CALLS, WISHES, Compared, Glimpse, Looser, near_misses
from jobs.loosening_wording import in_words
from search.matching import matches
from search.query import HITS_A_PAGE, OpeningQuery, pages_of

TODAY = date(2026, 9, 1)
ONE = replace(
    opening(1),
    origins=("MM",),
    destination="TH",
    channel="MOU",
    occupation="5120",
    wage_usd=Decimal(400),
    cost_months=Decimal(0),
    start=date(2027, 1, 10),
    housing=True,
    agency="000017",
    basis="vetted_agency",
    visible_until=date(2028, 1, 1),
)
_ORDER = {
    "start": lambda document: (document.start is None, document.start or date.min, document.id),
    "cost": lambda document: (document.cost_months is None, document.cost_months or 0, document.id),
    "wage": lambda document: (document.wage_usd is None, -(document.wage_usd or 0), document.id),
}


class Market:
    """Openings that can be counted and looked at as the engine does, and how often they were."""

    def __init__(self, documents):
        self.documents, self.calls = list(documents), 0

    def found(self, query):
        return [document for document in self.documents if matches(query, document, TODAY)]

    def count(self, query):
        self.calls += 1
        return len(self.found(query))

    def look(self, query):
        self.calls += 1
        found = sorted(self.found(query), key=_ORDER[query.sort])
        page = min(query.page, pages_of(len(found)))
        shown = found[(page - 1) * HITS_A_PAGE : page * HITS_A_PAGE]
        return Glimpse(
            tuple(Compared(document.start, document.wage_usd, document.cost_months) for document in shown),
            len(found),
            page * HITS_A_PAGE >= len(found),
        )

    def near(self, query, most=99):
        return near_misses(query, len(self.found(query)), self.count, self.look, most)


def market(*changes):
    """Openings like ONE, each with its changes."""
    return Market(replace(ONE, id=str(number), **each) for number, each in enumerate(changes, 1))


def told(query, *changes):
    """[(wish, how many more, its new value)]"""
    return [(looser.wish, looser.more, looser.to) for looser in market(*changes).near(query)]


def day(month, number=10):
    return date(2027, month, number)


JANUARY = OpeningQuery(start_to=date(2027, 1, 31))
MARCH = OpeningQuery(start_from=date(2027, 3, 1))
NOTHING = OpeningQuery(cost_to=Decimal(0))
MUCH = OpeningQuery(wage_from=Decimal(400))


@pytest.mark.parametrize(
    ("query", "changes", "expected"),
    [
        (JANUARY, [{}, {"start": day(3, 2)}, {"start": day(3, 30)}, {"start": day(5)}], [("start_to", 2, day(3, 31))]),
        (JANUARY, [{}, {"start": day(2, 28)}], [("start_to", 1, day(2, 28))]),
        (JANUARY, [{}], []),
        (JANUARY, [{}, {"start": None}], [("start_from", 1, None)]),
        (MARCH, [{}, {"start": day(2, 5)}, {"start": day(2, 27)}], [("start_from", 2, day(2, 1))]),
        (MARCH, [{"start": day(4)}, {"start": None}], [("start_from", 1, None)]),
        (replace(MARCH, start_to=day(4, 30)), [{"start": None}], [("start_from", 1, None)]),
        (replace(MARCH, start_to=day(4, 30)), [{"start": day(5)}, {}], [("start_to", 1, day(5, 31)), ("start_from", 1, day(1, 1))]),
        (NOTHING, [{}, {"cost_months": Decimal("0.2071")}, {"cost_months": Decimal("0.26")}], [("cost_to", 2, Decimal("0.3"))]),
        (NOTHING, [{}, {"cost_months": Decimal("0.02")}, {"cost_months": Decimal("0.9")}], [("cost_to", 1, Decimal("0.1"))]),
        (NOTHING, [{}, {"cost_months": None}], [("cost_to", 1, None)]),
        (OpeningQuery(cost_to=Decimal(999)), [{}, {"cost_months": None}], [("cost_to", 1, None)]),
        (MUCH, [{}, {"wage_usd": Decimal("289.07")}, {"wage_usd": Decimal("281")}, {"wage_usd": Decimal(279)}], [("wage_from", 2, Decimal(280))]),
        (MUCH, [{}, {"wage_usd": None}, {"wage_usd": Decimal(4)}], [("wage_from", 2, None)]),
        (OpeningQuery(housing=True), [{}, {"housing": False}, {"housing": None}], [("housing", 2, None)]),
        (OpeningQuery(destination=("TH",)), [{}, {"destination": "JP"}], [("destination", 1, None)]),
        (OpeningQuery(basis=("vetted_agency",)), [{}, {"basis": "certified_order"}], [("basis", 1, None)]),
        (OpeningQuery(occupation=("51",)), [{}, {"occupation": "9211"}], [("occupation", 1, None)]),
        (OpeningQuery(channel=("MOU",)), [{}, {"channel": "EPS"}], [("channel", 1, None)]),
        (OpeningQuery(agency=("000017",)), [{}, {"agency": "1"}], [("agency", 1, None)]),
        (OpeningQuery(words="elephant"), [{}], [("words", 1, None)]),
        (OpeningQuery(), [{}], []),
    ],
)  # fmt: skip
def test_the_smallest_change_of_a_wish_that_adds_openings(query, changes, expected):
    assert told(query, *changes) == expected


def test_where_a_person_comes_from_is_never_given_up():
    khmer = {"origins": ("KH",)}
    assert told(OpeningQuery(origin=("MM",), destination=("JP",)), khmer, {**khmer, "destination": "JP"}) == []
    assert "origin" not in WISHES


def test_when_no_single_change_helps_giving_up_everything_does_but_the_origin():
    query = OpeningQuery(origin=("MM",), destination=("JP",), cost_to=Decimal(0), words="cook")
    (looser,) = market({"cost_months": None}, {"origins": ("LA",)}).near(query)
    assert (looser.wish, looser.more, looser.query) == ("", 1, OpeningQuery(origin=("MM",)))


def test_a_wish_goes_no_further_than_the_page_shows_whole():
    """Twelve openings start in February: the page shows ten, so the day before the tenth is as far as is known."""
    changes = [{"start": day(2, number)} for number in range(1, 13)]
    assert told(JANUARY, {}, *changes) == [("start_to", 9, day(2, 9))]


def test_what_ties_over_a_whole_page_is_counted():
    changes = [{"cost_months": Decimal("0.25")}] * 14
    crowd = market(*changes)
    assert [(looser.more, looser.to) for looser in crowd.near(NOTHING)] == [(14, Decimal("0.3"))]
    assert crowd.calls == 2


def test_the_first_near_misses_are_what_people_give_up_most_easily():
    query = OpeningQuery(start_to=date(2027, 1, 31), housing=True, cost_to=Decimal(0), destination=("TH",))
    crowd = market(
        {"destination": "JP"}, {"housing": False}, {"start": day(3)}, {"cost_months": Decimal(1)}, {"start": day(2)}
    )
    assert [looser.wish for looser in crowd.near(query, most=2)] == ["start_to", "housing"]
    assert [looser.wish for looser in crowd.near(query)] == ["start_to", "housing", "cost_to", "destination"]


@pytest.mark.parametrize(
    "query",
    [
        OpeningQuery(start_to=date.max),
        OpeningQuery(start_from=date.min),
        OpeningQuery(start_from=date.max),
        OpeningQuery(start_to=date(9999, 12, 30)),
        OpeningQuery(wage_from=Decimal(10**9)),
        OpeningQuery(cost_to=Decimal(10**9)),
        OpeningQuery(page=200, sort="wage", housing=True),
    ],
)
def test_a_wish_at_the_end_of_the_world_is_no_error(query):
    assert all(isinstance(looser, Looser) for looser in market({}, {"start": None, "housing": None}).near(query))


DOCUMENTS = [
    replace(document, visible_until=date(2030, 1, 1), visible_from=None, start=document.start and document.start + timedelta(days=90))
    for document in synthetic_documents(260, seed=4)
]  # fmt: skip
STARTS = {document.start for document in DOCUMENTS}
VALUES = {
    "start_from": STARTS,
    "start_to": STARTS,
    "cost_to": {document.cost_months for document in DOCUMENTS},
    "wage_from": {document.wage_usd for document in DOCUMENTS},
}
QUERIES = st.builds(
    OpeningQuery,
    origin=st.sampled_from([(), ("MM",), ("KH",)]),
    destination=st.sampled_from([(), ("TH",), ("JP", "KR")]),
    occupation=st.sampled_from([(), ("51",)]),
    wage_from=st.sampled_from([None, Decimal(500), Decimal(1800), Decimal(9000)]),
    cost_to=st.sampled_from([None, Decimal(0), Decimal("0.5"), Decimal("1.1"), Decimal(999)]),
    start_from=st.sampled_from([None, date(2026, 6, 1), date(2026, 12, 15)]),
    start_to=st.sampled_from([None, date(2027, 1, 31), date(2026, 12, 20)]),
    housing=st.sampled_from([None, True, False]),
    basis=st.sampled_from([(), ("vetted_agency",), ("certified_order",)]),
)


def _less(looser):
    return {
        "start_to": lambda: looser.to.replace(day=1) - timedelta(days=1),
        "start_from": lambda: (looser.to.replace(day=28) + timedelta(days=4)).replace(day=1),
        "cost_to": lambda: looser.to - Decimal("0.1"),
        "wage_from": lambda: looser.to + 10,
    }[looser.wish]()


@given(query=QUERIES)
def test_every_near_miss_adds_just_as_many_openings_as_it_says_and_few_calls_are_made(query):
    crowd = Market(DOCUMENTS)
    before = crowd.found(query)
    loosers = crowd.near(query)
    assert crowd.calls <= MOST_CALLS
    for looser in loosers:
        after = crowd.found(looser.query)
        assert looser.more == len(after) - len(before) > 0
        assert {document.id for document in before} <= {document.id for document in after}
        if looser.wish:
            changed = {
                name
                for name in OpeningQuery.__dataclass_fields__
                if getattr(query, name) != getattr(looser.query, name)
            }
            assert changed - {"start_from", "start_to"} in (set(), {looser.wish})
        if looser.to is not None:
            # One month, tenth or ten dollars less adds nothing; else it stops at an opening that its page shows whole.
            tighter = crowd.found(replace(query, **{looser.wish: _less(looser)}))
            assert len(tighter) <= len(before) or looser.to in VALUES[looser.wish]
    named = {looser.wish for looser in loosers}
    named |= {"start_from", "start_to"} if named & {"start_from", "start_to"} else set()
    for wish in WISHES:
        if crowd.calls < MOST_CALLS and wish not in named and query.without(wish) != query:
            assert len(crowd.found(query.without(wish))) == len(before), wish


def test_every_near_miss_is_a_sentence_with_its_number_and_its_link():
    query = OpeningQuery(
        words="cook", destination=("TH",), channel=("MOU",), occupation=("51",), wage_from=Decimal(400), agency=("1",),
        cost_to=Decimal(0), start_from=day(3), start_to=day(4), housing=True, basis=("vetted_agency",),
    )  # fmt: skip
    given_up = [Looser(wish, 4, query.without(wish)) for wish in WISHES if wish != "start_to"]
    moved = [
        Looser("start_to", 4, query, day(5, 31)),
        Looser("start_to", 1, query, day(5, 9)),
        Looser("start_from", 4, query, day(2, 1)),
        Looser("start_from", 1, query, day(2, 9)),
        Looser("cost_to", 2, query, Decimal("0.3")),
        Looser("wage_from", 1, query, Decimal(280)),
    ]
    said = [miss.text for miss in in_words([*given_up, *moved, Looser("", 3, OpeningQuery())], query)]
    assert said == [
        "4 more jobs that do not say when they start",
        "4 more jobs if you do not need housing",
        "4 more jobs if you accept that their cost is not known",
        "4 more jobs if you ask for no lowest wage",
        "4 more jobs by vetted agencies or certified job orders",
        "4 more jobs by any legal way",
        "4 more jobs of any agency",
        "4 more jobs of any kind",
        "4 more jobs in any country",
        "4 more jobs without your words",
        "4 more jobs if you can wait until May 2027",
        "1 more job if you can wait until 9 May 2027",
        "4 more jobs if you can start in February 2027",
        "1 more job if you can start on 9 February 2027",
        "2 more jobs if you can pay 0.3 months of wages",
        "1 more job if US$280 a month is enough",
        "3 jobs in all",
    ]
    (miss,) = in_words([Looser("cost_to", 2, replace(query, cost_to=Decimal("0.3")), Decimal("0.3"))], query)
    assert "cost_to=0.3" in miss.url and miss.url.startswith("?")


def test_where_more_openings_start_before_the_day_than_pages_reach_the_number_is_right_all_the_same():
    """Two thousand can be paged through; these are more, three hundred of them in the month before."""
    first = date(2027, 3, 1)
    starts = [date(2027, 2, 1) + timedelta(days=number % 28) for number in range(300)]
    starts += [date(2026, 10, 1) + timedelta(days=number % 100) for number in range(1900)]
    crowd = market(*({"start": start} for start in starts))
    (looser,) = crowd.near(OpeningQuery(start_from=first))
    assert (looser.wish, looser.more, looser.to) == ("start_from", 300, date(2027, 2, 1))
    lonely = market(*({"start": date(2026, 10, 1)} for _ in range(2100)))
    (looser,) = lonely.near(OpeningQuery(start_from=first))
    assert (looser.wish, looser.more, looser.to) == ("start_from", 2100, None)
