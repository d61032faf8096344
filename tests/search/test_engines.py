"""One promise, every engine: the same suite runs on each, and `matches` is the oracle."""

import threading
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bench.openings import DESTINATIONS, OCCUPATIONS, opening, synthetic_documents
from search import reading
from search.engine import EngineUnavailable
from search.matching import matches
from search.query import HITS_A_PAGE, OpeningQuery
from search.reading import Looseness
from tests.search.engines import ENGINES, another

TODAY = date(2026, 8, 1)
ZAWGYI_COOK = "ထမင္းခ်က္"
DOCUMENTS = [
    *synthetic_documents(150, seed=4),
    # Titles typed in Zawgyi, without help from reference names.
    *(
        replace(opening(900 + at, seed=4), titles=(("my", f"{ZAWGYI_COOK} အလုပ္သမား အလိုရွိသည္"),), occupation_names=())
        for at in range(3)
    ),
]
BY_ID = {document.id: document for document in DOCUMENTS}
KNOWN_WORDS = frozenset().union(*(reading.read_document(document).latin for document in DOCUMENTS))
FACETS = {
    "destination": lambda document: document.destination,
    "occupation": lambda document: document.occupation[:2],
    "channel": lambda document: document.channel,
    "basis": lambda document: document.basis,
    "agency": lambda document: document.agency,
    "housing": lambda document: {True: "1", False: "0", None: ""}[document.housing],
}


@pytest.fixture(params=ENGINES, scope="module")
def filled(request, tmp_path_factory):
    """An engine that holds DOCUMENTS; read only."""
    with ENGINES[request.param](tmp_path_factory.mktemp("filled")) as made:
        assert made.rebuild(iter(DOCUMENTS)) == len(DOCUMENTS)
        yield made


@pytest.fixture(params=ENGINES)
def fresh(request, tmp_path):
    """An engine of one's own, empty."""
    with ENGINES[request.param](tmp_path / "index") as made:
        made.clear()
        yield made


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Both engines with DOCUMENTS; read only."""
    with ExitStack() as opened:
        made = [opened.enter_context(ENGINES[name](tmp_path_factory.mktemp(name))) for name in ENGINES]
        for each in made:
            each.rebuild(iter(DOCUMENTS))
        yield made


def ask(made, today=TODAY, language="en", **params):
    query, problems = OpeningQuery.from_params(params, language)
    assert not problems
    return made.search(query, today)


def all_ids(made, query, today=TODAY, **more):
    """Ids of all pages, in order."""
    ids, page = [], 1
    while True:
        results = made.search(query.on_page(page), today, **more)
        ids += [hit.id for hit in results.hits if hit.id not in results.partial]
        if page >= results.pages:
            return ids
        page += 1


WORDS = (
    *(name for _, names in OCCUPATIONS for name in names),
    *(name for _, names in DESTINATIONS for name in names),
    "cokk", "weldr", "exmaple farm", "thailnad", "ထမင်း", ZAWGYI_COOK, "တစ်ပတ်", "ที่พัก", "ສັບດາ", "six days", "!!!", "zzzz", "the",
)  # fmt: skip
SOME = {
    "words": st.lists(st.sampled_from(WORDS), max_size=2).map(" ".join),
    "origin": st.lists(st.sampled_from(["MM", "KH", "LA", "ID"]), max_size=2, unique=True).map(sorted).map(tuple),
    "destination": st.lists(st.sampled_from(["TH", "JP", "MY"]), max_size=2, unique=True).map(sorted).map(tuple),
    "channel": st.sampled_from([(), (), ("MOU",), ("EPS", "SSW")]),
    "occupation": st.sampled_from([(), (), ("5",), ("51",), ("5120", "93"), ("9999",)]),
    "wage_from": st.sampled_from([None, None, Decimal(500), Decimal("1234.5")]),
    "cost_to": st.sampled_from([None, None, Decimal(0), Decimal("0.8"), Decimal(2)]),
    "start_from": st.sampled_from([None, None, date(2026, 6, 1)]),
    "start_to": st.sampled_from([None, None, date(2026, 9, 30)]),
    "housing": st.sampled_from([None, None, True, False]),
    "agency": st.sampled_from([(), (), (), tuple(sorted({document.agency for document in DOCUMENTS[:30]} - {""}))]),
    "basis": st.sampled_from([(), (), ("vetted_agency",), ("certified_order",)]),
    "sort": st.sampled_from(["best", "best", "wage", "cost", "start", "newest"]),
    "language": st.sampled_from(["en", "my", "km", "lo", "th"]),
    "preferences": st.sampled_from(
        [
            (),
            (("occupation", ("5120",)),),
            (("place", ("MMR003", "TH-4")),),
            (("language", ("my", "th")), ("wage", ("900",))),
        ]
    ),
}
QUERIES = st.fixed_dictionaries({}, optional=SOME).map(lambda given: OpeningQuery(**given))
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 1))
BARRED = st.sampled_from([frozenset(), frozenset(document.agency for document in DOCUMENTS[:40]) - {""}])


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(query=QUERIES, today=DAYS, barred=BARRED)
def test_an_engine_finds_and_counts_exactly_what_matches(filled, query, today, barred):
    for looseness in Looseness:
        asked = (today, KNOWN_WORDS, barred, looseness)
        if expected := [document for document in DOCUMENTS if matches(query, document, *asked)]:
            break
    results = filled.search(query, today, barred_agencies=barred)
    assert results.loosened == (looseness != Looseness.ALL and bool(expected))
    found = all_ids(filled, query, today, barred_agencies=barred)
    assert sorted(found) == sorted(document.id for document in expected)
    assert results.total == len(expected)
    for name, value_of in FACETS.items():
        counted = Counter(value_of(document) for document in expected if value_of(document))
        if name == "occupation":
            counted = Counter({value: count for value, count in counted.items() if len(value) == 2})
        ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
        assert list(results.facets[name]) == ordered[:50]
    without_ceiling = replace(query, cost_to=None)
    assert results.left_out_unknown_cost == (
        0
        if query.cost_to is None
        else sum(document.cost_months is None and matches(without_ceiling, document, *asked) for document in DOCUMENTS)
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(query=QUERIES, today=DAYS, barred=BARRED, page=st.integers(1, 3))
def test_both_engines_give_the_same_answer_word_for_word(both, query, today, barred, page):
    embedded, elastic = (made.search(query.on_page(page), today, barred_agencies=barred) for made in both)
    assert replace(embedded, hits=()) == replace(elastic, hits=())
    assert [hit.id for hit in embedded.hits] == [hit.id for hit in elastic.hits]
    for ours, theirs in zip(embedded.hits, elastic.hits, strict=True):
        # They reckon in short floats, each in its own order: the seventh digit may differ.
        assert ours.score == pytest.approx(theirs.score, abs=1e-4)
        assert [reason[:2] for reason in ours.reasons] == [reason[:2] for reason in theirs.reasons]
        assert [reason.points for reason in ours.reasons] == pytest.approx(
            [reason.points for reason in theirs.reasons], abs=0.011
        )


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
@example(
    query=OpeningQuery(words="แม่บ้าน", occupation=("5",))
)  # loosened to the kind of work, which was asked for as well
def test_hits_come_best_first_with_ties_cut_by_id(filled, query):
    results = filled.search(replace(query, sort="best"), TODAY)
    order = [(-hit.score, hit.id) for hit in results.hits]
    assert order == sorted(order)
    for hit in results.hits:
        given_points = sum(reason.points for reason in hit.reasons)
        assert hit.score == pytest.approx(given_points, abs=0.05)
        assert all(reason.points > 0 for reason in hit.reasons)


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("wage", lambda document: (-(document.wage_usd or -1), document.id)),
        ("cost", lambda document: (document.cost_months is None, document.cost_months or 0, document.id)),
        ("start", lambda document: (document.start is None, document.start or date.min, document.id)),
        ("newest", lambda document: (-document.published.toordinal(), document.id)),
    ],
)
def test_a_chosen_order_holds_over_all_pages_with_the_unknown_last(filled, sort, key):
    query = OpeningQuery(sort=sort)
    expected = sorted((document for document in DOCUMENTS if matches(query, document, TODAY)), key=key)
    assert all_ids(filled, query) == [document.id for document in expected]


def test_zawgyi_and_unicode_questions_find_the_same_openings(filled):
    in_unicode, in_zawgyi = ask(filled, words="ထမင်းချက်"), ask(filled, words=ZAWGYI_COOK)
    assert in_unicode.total > 3
    assert [hit.id for hit in in_unicode.hits] == [hit.id for hit in in_zawgyi.hits]
    assert {document.id for document in DOCUMENTS[-3:]} <= set(
        all_ids(filled, OpeningQuery(words=ZAWGYI_COOK), TODAY)
    ) | {document.id for document in DOCUMENTS[-3:] if not matches(OpeningQuery(), document, TODAY)}


@pytest.mark.parametrize("words", ["cook", "พ่อครัว", "ထမင်းချက်", "ចុងភៅ", "ພໍ່ຄົວ"])
def test_an_occupation_is_found_by_its_name_in_five_languages(filled, words):
    found = [BY_ID[public_id] for public_id in all_ids(filled, OpeningQuery(words=words))]
    assert len(found) > 5
    assert all("Cook" in document.occupation_names or document.id >= "0000000900" for document in found)


def test_a_typing_error_is_corrected_and_told(filled):
    wrong, right = ask(filled, words="wleder"), ask(filled, words="welder")
    assert wrong.corrections == (("wleder", ("welder",)),)
    assert right.corrections == ()
    assert [hit.id for hit in wrong.hits] == [hit.id for hit in right.hits]


def test_the_words_that_some_opening_holds_as_typed_are_known_and_no_others(filled):
    assert "welder" in KNOWN_WORDS and "wleder" not in KNOWN_WORDS
    assert filled.known_words("งาน the welder wleder zzzzz") == {"welder"}
    assert filled.known_words("") == frozenset()


def test_when_nothing_holds_all_the_words_half_of_them_are_enough_and_it_is_told(filled):
    results = ask(filled, words="welder zzzzzz")
    assert results.loosened
    welders = set(all_ids(filled, OpeningQuery(words="welder"), TODAY))
    assert welders and welders <= set(all_ids(filled, OpeningQuery(words="welder zzzzzz"), TODAY))
    assert not ask(filled, words="welder").loosened
    assert ask(filled, words="qqqqqq zzzzzz").total == 0


@pytest.mark.parametrize("words", ["farm worker", "farmworker", "Farm-workers", "worker farm"])
def test_words_written_as_one_or_as_two_find_each_other(fresh, words):
    bare = replace(opening(1), employer="", agency_name="", occupation_names=(), place_names=(), visible_until=date.max)
    fresh.put(
        replace(bare, id=public_id, titles=(("en", title),))
        for public_id, title in (("1", "Farmworkers, crops"), ("2", "Crop farm worker"), ("3", "Farmer"))
    )
    found = {hit.id for hit in ask(fresh, today=date(2030, 1, 1), words=words).hits}
    assert found == ({"2"} if words == "worker farm" else {"1", "2"})


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("i want to work as a welder", "welder"),
        ("อยากทำงานแม่บ้าน", "แม่บ้าน"),
        ("ຢາກເຮັດວຽກ ແມ່ບ້ານ", "ແມ່ບ້ານ"),
        ("ខ្ញុំចង់ធ្វើការ ចុងភៅ", "ចុងភៅ"),
        ("ထမင်းချက် အလုပ် လုပ်ချင်တယ်", "ထမင်းချက်"),
    ],
)
def test_words_that_every_question_has_lose_no_opening(filled, long, short):
    found = ask(filled, words=long)
    assert not found.loosened
    assert found.total == ask(filled, words=short).total > 3


def test_an_empty_question_browses(filled):
    results = ask(filled)
    assert len(results.hits) == HITS_A_PAGE
    assert results.total == sum(matches(OpeningQuery(), document, TODAY) for document in DOCUMENTS)


def test_signs_alone_find_nothing(filled):
    assert ask(filled, words="!!! …").total == 0


def test_a_page_past_the_end_shows_the_last_one(filled):
    results = ask(filled, page="190")
    assert results.page == results.pages == -(-results.total // HITS_A_PAGE)
    assert results.hits


def test_a_preference_moves_hits_up_and_takes_none_away(filled):
    plain, moved = OpeningQuery(), OpeningQuery(preferences=(("occupation", ("7212",)),))
    assert sorted(all_ids(filled, plain)) == sorted(all_ids(filled, moved))
    top = [BY_ID[hit.id].occupation[:2] for hit in filled.search(moved, TODAY).hits]
    assert top.count("72") > 3
    assert any(reason.code == "occupation_same" for reason in filled.search(moved, TODAY).hits[0].reasons)


def test_an_old_opening_that_names_the_origin_comes_before_any_number_of_new_ones_that_name_none(fresh):
    one = BY_ID[min(BY_ID)]
    base = replace(one, visible_from=None, visible_until=date(2027, 1, 1))
    new = [replace(base, id=str(10_000 + at), origins=(), published=TODAY) for at in range(250)]
    named = replace(base, id="20000", origins=("MM",), published=date(2025, 1, 1))
    fresh.rebuild([*new, named])
    results = ask(fresh, origin="MM")
    assert results.total == 251
    assert results.hits[0].id == "20000"


def test_an_opening_can_be_left_out(filled):
    first = ask(filled, words="cook").hits[0].id
    results = filled.search(OpeningQuery(words="cook"), TODAY, exclude=frozenset({first}))
    assert first not in [hit.id for hit in results.hits]
    assert results.total == ask(filled, words="cook").total - 1


def test_what_the_database_drops_is_replaced_and_not_counted(filled):
    whole = all_ids(filled, OpeningQuery())
    dropped = set(whole[::3])

    def keep(ids):
        return set(ids) - dropped

    results = filled.search(OpeningQuery(), TODAY, keep=keep)
    assert [hit.id for hit in results.hits] == [public_id for public_id in whole if public_id not in dropped][
        :HITS_A_PAGE
    ]
    assert results.total < len(whole)
    over_pages = []
    for page in range(1, 5):
        over_pages += [hit.id for hit in filled.search(OpeningQuery(page=page), TODAY, keep=keep).hits]
    assert over_pages == [public_id for public_id in whole if public_id not in dropped][: 4 * HITS_A_PAGE]


def test_nothing_is_shown_when_the_database_drops_everything(filled):
    results = filled.search(OpeningQuery(page=3), TODAY, keep=lambda ids: set())
    assert results.hits == ()
    assert results.total == 0


def test_an_opening_leaves_at_midnight_without_any_job(fresh):
    fresh.put([replace(opening(1), visible_until=date(2026, 8, 2))])
    assert ask(fresh, today=date(2026, 8, 1)).total == 1
    assert ask(fresh, today=date(2026, 8, 2)).total == 0


def test_putting_again_replaces_and_removing_again_does_no_harm(fresh):
    assert fresh.put([opening(1), opening(2)]) == 2
    fresh.put([replace(opening(1), destination="ZZ")])
    assert fresh.count() == 2
    assert ask(fresh, today=opening(1).published, destination="ZZ").hits[0].id == opening(1).id
    fresh.remove([opening(1).id, "unknown"])
    fresh.remove([opening(1).id])
    assert fresh.count() == 1


def test_a_rebuild_holds_the_new_and_only_the_new(fresh):
    fresh.put([opening(1)])
    assert fresh.rebuild(iter([opening(2), opening(3), opening(3)])) == 3
    assert sorted(all_ids(fresh, OpeningQuery(), today=date(2026, 6, 1))) == sorted(
        document.id for document in (opening(2), opening(3)) if matches(OpeningQuery(), document, date(2026, 6, 1))
    )
    assert fresh.count() == 2


def test_another_reader_sees_a_change_at_once(fresh):
    fresh.put([opening(1)])
    other = another(fresh)
    assert other.count() == 1
    fresh.put([opening(2)])
    assert other.count() == 2
    fresh.rebuild([opening(3), opening(4), opening(5)])
    assert other.count() == 3


def test_readers_in_other_threads_never_fail_while_the_writer_works(fresh):
    failures, done = [], threading.Event()

    def read():
        while not done.is_set():
            try:
                fresh.search(OpeningQuery(words="example"), TODAY)
            except Exception as error:
                failures.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(1, 25):
        fresh.put([opening(turn)])
        if turn % 8 == 0:
            fresh.rebuild(opening(number) for number in range(1, turn + 1))
    done.set()
    for reader in readers:
        reader.join()
    assert failures == []
    assert fresh.count() == 24


def test_a_fee_of_nothing_and_an_unknown_fee_are_never_mixed_up(fresh):
    free, unknown = (replace(opening(at), cost_months=cost) for at, cost in ((1, Decimal(0)), (2, None)))
    fresh.put([replace(document, visible_until=date(2027, 12, 31)) for document in (free, unknown)])
    results = ask(fresh, today=date(2026, 12, 1), cost_to="0")
    assert [hit.id for hit in results.hits] == [free.id]
    assert results.left_out_unknown_cost == 1


@pytest.mark.parametrize("name", ENGINES)
def test_a_missing_index_is_said_to_be_missing(name, tmp_path):
    with ENGINES[name](tmp_path / "nothing") as made:
        assert not made.is_usable()
        with pytest.raises(EngineUnavailable, match="reindex"):
            made.search(OpeningQuery(words="cook"), TODAY)


@pytest.mark.parametrize("word", ("x" * 50_000, "က" * 50_000, "ກ" * 50_000), ids=("latin", "burmese", "lao"))
def test_a_word_of_many_thousand_letters_keeps_no_opening_out(fresh, word):
    endless = replace(opening(1), text=f"{word} harbour", titles=(("en", word),))
    assert fresh.rebuild([endless, opening(2)]) == 2
    assert fresh.put([endless]) == 1
    assert [hit.id for hit in fresh.search(OpeningQuery(words="harbour"), TODAY).hits] == [endless.id]
    asked, _ = OpeningQuery.from_params({"words": word}, "en")
    assert endless.id in {hit.id for hit in fresh.search(asked, TODAY).hits}
