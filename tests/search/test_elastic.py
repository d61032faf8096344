"""What a cluster does that one process cannot: several shards, more hits than one request gives, forked workers."""

from contextlib import ExitStack
from dataclasses import replace

import pytest

from bench.openings import opening
from search import elastic_candidates, elastic_index, elastic_question
from search.engine import IndexBroken
from search.query import OpeningQuery
from tests.search.engines import ENGINES, elasticsearch
from tests.search.test_engines import DOCUMENTS, TODAY, all_ids

QUESTIONS = (
    OpeningQuery(),
    OpeningQuery(words="cook"),
    OpeningQuery(words="ထမင်းချက်", origin=("MM",)),
    OpeningQuery(words="example farm", sort="wage"),
    OpeningQuery(preferences=(("place", ("TH-4",)),), origin=("KH",)),
    OpeningQuery(words="welder zzzzzz"),
)


@pytest.fixture(scope="module")
def sharded(tmp_path_factory):
    """An engine in this process, and one whose openings lie in three shards."""
    with ExitStack() as opened:
        embedded = opened.enter_context(ENGINES["embedded"](tmp_path_factory.mktemp("embedded")))
        elastic = opened.enter_context(elasticsearch(tmp_path_factory.mktemp("elastic"), shards=3))
        for made in (embedded, elastic):
            made.rebuild(iter(DOCUMENTS))
        yield embedded, elastic


@pytest.mark.parametrize("query", QUESTIONS)
def test_it_makes_no_difference_in_how_many_shards_the_openings_lie(sharded, query):
    embedded, elastic = (made.search(query, TODAY) for made in sharded)
    assert [hit.id for hit in embedded.hits] == [hit.id for hit in elastic.hits]
    assert [hit.score for hit in embedded.hits] == pytest.approx([hit.score for hit in elastic.hits], abs=1e-4)
    assert replace(embedded, hits=()) == replace(elastic, hits=())


@pytest.mark.parametrize("query", QUESTIONS)
def test_what_lies_behind_the_largest_request_is_fetched_behind_the_last_hit(sharded, query, monkeypatch):
    embedded, elastic = sharded
    for module in (elastic_question, elastic_candidates):
        monkeypatch.setattr(module, "LARGEST_REQUEST", 7)
    monkeypatch.setattr(elastic_question, "CANDIDATES", 7)
    whole = all_ids(embedded, query)
    assert sorted(all_ids(elastic, query)) == sorted(whole)
    if not query.preferences and not query.origin:
        assert all_ids(elastic, query) == whole


def test_the_index_before_is_kept_and_older_ones_are_deleted(tmp_path):
    with elasticsearch(tmp_path) as made:
        client = made.connection.patient()
        for _ in range(3):
            made.rebuild([opening(1)])
        names = sorted(client.indices.get(index=f"{made.cluster.prefix}-*", features="aliases").body)
        assert len(names) == 2
        assert list(client.indices.get_alias(name=made.alias).body) == names[-1:]


def test_a_failed_rebuild_leaves_the_old_index_and_no_half_of_a_new_one(tmp_path):
    def breaking():
        yield opening(2)
        raise RuntimeError("the database went away")

    with elasticsearch(tmp_path) as made:
        made.rebuild([opening(1)])
        with pytest.raises(RuntimeError):
            made.rebuild(breaking())
        assert made.count() == 1
        client = made.connection.patient()
        assert len(client.indices.get(index=f"{made.cluster.prefix}-*", features="aliases").body) == 1


def test_an_index_with_other_fields_is_not_written_but_built_anew(tmp_path):
    """Behind the alias lies an index that would refuse every document, one by one and for ever."""
    with elasticsearch(tmp_path) as made:
        client = made.connection.patient()
        wrong = elastic_index.new_name(made.cluster)
        client.indices.create(index=wrong, mappings={"dynamic": "strict", "properties": {"grams": {"type": "long"}}})
        elastic_index.lead_to(client, made.cluster, wrong)
        assert not made.is_usable()
        with pytest.raises(IndexBroken, match="reindex"):
            made.put([opening(1)])
        made.rebuild([opening(1)])
        assert made.is_usable()
        assert made.put([opening(2)]) == 1
