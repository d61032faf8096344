"""What is asked of Elasticsearch, as JSON, without a server."""

from datetime import date
from decimal import Decimal

import pytest

from bench.openings import opening
from search import elastic_index, fields
from search.elastic_client import Cluster
from search.elastic_question import first_requests, hits_request, to_query, vocabulary_request
from search.query import OpeningQuery
from search.question import All, Best, Between, Nothing, OneOf, Silent, Term, any_of, compile_question
from search.reading import Looseness
from search.vocabulary import Vocabulary

TODAY = date(2026, 8, 1)
DAY = TODAY.toordinal()


def asked(query, barred=(), exclude=(), known=("cook", "welder"), looseness=Looseness.ALL):
    return compile_question(query, TODAY, barred, exclude, Vocabulary.of(known), looseness)


@pytest.mark.parametrize(
    ("condition", "json"),
    [
        (Term("grams", "cook"), {"term": {"grams": "cook"}}),
        (Term("title", "cook", 2.0), {"term": {"title": {"value": "cook", "boost": 2.0}}}),
        (OneOf("agency", ("1", "2")), {"terms": {"agency": ["1", "2"]}}),
        (Between("wage", 5, None), {"range": {"wage": {"gte": 5}}}),
        (Between("cost", -1, -1), {"range": {"cost": {"gte": -1, "lte": -1}}}),
        (Nothing(), {"match_none": {}}),
        (Best((Nothing(),)), {"dis_max": {"queries": [{"match_none": {}}]}}),
        (
            All(must=(Nothing(),), should=(Term("words", "a"),)),
            {"bool": {"must": [{"match_none": {}}], "should": [{"term": {"words": "a"}}], "minimum_should_match": 0}},
        ),
        (
            any_of(Term("grams", "a"), Term("grams", "b")),
            {"bool": {"should": [{"term": {"grams": "a"}}, {"term": {"grams": "b"}}], "minimum_should_match": 1}},
        ),
        (
            Silent(All(must=(Between("until", 1, None),), never=(OneOf("agency", ("9",)),))),
            {"bool": {"filter": [{"range": {"until": {"gte": 1}}}], "must_not": [{"terms": {"agency": ["9"]}}]}},
        ),
    ],
)
def test_each_condition_has_its_query(condition, json):
    assert to_query(condition).to_dict() == json


def test_what_is_no_condition_is_refused():
    with pytest.raises(KeyError):
        to_query("cook")


def test_filters_score_nothing_and_barred_agencies_are_kept_out():
    query = OpeningQuery(words="cook", destination=("TH",), wage_from=Decimal(300), housing=True)
    body = hits_request(asked(query, barred=("000001",), exclude=("5",)), query, 200)
    words, silent = body["query"]["bool"]["must"]
    cook, kind = (
        {"bool": {"must": [{"term": {"grams": "cook"}}]}},
        {"bool": {"filter": [{"terms": {"trades": ["5120"]}}]}},
    )
    assert words["bool"]["must"] == [{"bool": {"should": [cook, kind], "minimum_should_match": 1}}]
    assert silent["bool"]["must_not"] == [{"terms": {"agency": ["000001"]}}, {"terms": {"id": ["5"]}}]
    assert silent["bool"]["filter"] == [
        {"range": {"until": {"gte": DAY + 1}}},
        {"range": {"since": {"lte": DAY}}},
        {"terms": {"destination": ["TH"]}},
        {"terms": {"housing": ["1"]}},
        {"range": {"wage": {"gte": 300_000_000}}},
    ]
    assert body["sort"] == ["_score", {"sort_newest": "desc"}]
    assert body["docvalue_fields"] == ["columns"]


def test_the_first_request_counts_everything_and_six_facets():
    query = OpeningQuery(cost_to=Decimal(1), origin=("MM",))
    main, unknown, preferred = first_requests(asked(query), query, 200)
    assert main["track_total_hits"] is True
    assert set(main["aggs"]) == set(fields.FACET_FIELDS)
    assert main["aggs"]["occupation"]["terms"]["field"] == "major"
    assert {"range": {"cost": {"gte": -1, "lte": -1}}} in unknown["query"]["bool"]["filter"][0]["bool"]["filter"]
    assert unknown["size"] == 0
    assert preferred["query"]["bool"]["must"][1] == {"bool": {"filter": [{"terms": {"origin": ["MM"]}}]}}


def test_half_of_the_words_are_enough_when_asked_loosely():
    query = OpeningQuery(words="cook welder")
    words = to_query(asked(query, looseness=Looseness.HALF).full).to_dict()["bool"]["must"][0]
    assert words["bool"]["must"][0]["bool"]["minimum_should_match"] == 1


@pytest.mark.parametrize(("sort", "order"), [("wage", "desc"), ("cost", "asc"), ("start", "asc"), ("newest", "desc")])
def test_a_chosen_order_goes_by_its_field_alone(sort, order):
    query = OpeningQuery(words="cook", sort=sort)
    assert hits_request(asked(query), query, 200)["sort"] == [{f"sort_{sort}": order}]


def test_no_request_asks_for_more_than_the_server_gives_and_the_next_begins_behind_the_last():
    query = OpeningQuery(sort="wage")
    body = hits_request(asked(query), query, 25_000, after=[7])
    assert body["size"] == 10_000
    assert body["search_after"] == [7]
    assert body["track_total_hits"] is False


def test_a_preferred_place_is_named_in_the_answer_and_takes_no_opening_away():
    query = OpeningQuery(preferences=(("place", ("TH-4",)),))
    body = hits_request(asked(query), query, 200)
    (near,) = body["query"]["bool"]["should"]
    assert near == {"bool": {"filter": [{"terms": {"place": ["TH-4"]}}], "_name": "near"}}


def test_the_words_of_the_index_are_listed_page_by_page():
    assert "after" not in vocabulary_request(None)["aggs"]["words"]["composite"]
    assert vocabulary_request("cook")["aggs"]["words"]["composite"]["after"] == {"word": "cook"}


def test_a_new_index_takes_nothing_that_is_not_in_its_mapping():
    body = elastic_index.body(Cluster(("http://127.0.0.1:9",), shards=3, replicas=2), building=False)
    assert body["settings"] == {"number_of_shards": 3, "number_of_replicas": 2, "refresh_interval": "30s"}
    assert body["mappings"]["dynamic"] == "strict"
    properties = body["mappings"]["properties"]
    assert set(elastic_index.source_of(opening(1))) == set(properties)
    assert properties["grams"] == {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    assert (
        elastic_index.body(Cluster(("http://127.0.0.1:9",), replicas=2), building=True)["settings"][
            "number_of_replicas"
        ]
        == 0
    )


def test_a_name_tells_when_its_index_was_made():
    cluster = Cluster(("http://127.0.0.1:9",))
    older, newer = elastic_index.new_name(cluster), elastic_index.new_name(cluster)
    assert 0 < elastic_index.stamp_of(older) < elastic_index.stamp_of(newer)
    assert newer.startswith(elastic_index.alias_of(cluster))
    assert elastic_index.stamp_of("something else") == 0


def test_nothing_about_who_may_be_hired_is_in_the_index():
    held = " ".join(elastic_index.mapping().to_dict()["properties"])
    assert not any(word in held for word in ("sex", "gender", "age_", "religion", "birth"))
