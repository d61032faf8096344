"""evaluate_search: files that cannot be used are told by line, and a small set is measured as it should be."""

import json

import pytest
from django.core.management import CommandError, call_command

from search.evaluation import SetProblem, read_set

DOCUMENTS = [
    {"id": "a/1", "title": "Welder", "keywords": ["arc welder"], "lang": "en"},
    {"id": "b 2", "title": "Cook", "text": "Prepares meals in a hotel."},
    {"id": "3", "title": "Deep-sea fisher"},
]
QUERIES = "id\tquery\tlang\tnote\nq1\twelder\ten\tx\nq2\tช่างเชื่อม\tth\tx\nq3\thotel meals\ten\tx\n"
QRELS = "query_id\tdoc_id\trelevance\nq1\ta/1\t1\nq2\ta/1\t1\nq3\tb 2\t2\nq3\tnobody\t1\n"


@pytest.fixture
def files(tmp_path):
    """Writes a set and returns its three paths; `changed` replaces the text of a file."""

    def write(**changed):
        told = {
            "documents": "\n".join(map(json.dumps, DOCUMENTS)),
            "queries": QUERIES,
            "qrels": QRELS,
        } | changed
        paths = {name: tmp_path / name for name in told}
        for name, text in told.items():
            paths[name].write_text(text, encoding="utf-8")
        return paths

    return write


def evaluate(paths, capsys, *more):
    call_command("evaluate_search", *(f"--{name}={path}" for name, path in paths.items()), *more)
    return capsys.readouterr()


def test_a_set_is_measured_by_language_with_plain_words_beside_it(files, capsys):
    found = json.loads(evaluate(files(), capsys, "--json").out)
    assert set(found) == {"all", "en", "th", "baseline"}
    assert set(found["all"]) == {"nDCG@10", "MRR@10", "hit@10", "recall@100", "queries"}
    assert found["all"]["queries"] == 3
    assert found["all"]["hit@10"] == found["en"]["MRR@10"] == 1
    # Plain words know no Thai word for a welder.
    assert found["th"]["hit@10"] == 1
    assert found["baseline"]["th"]["hit@10"] == 0
    assert set(found["baseline"]) == {"all", "en", "th"}


def test_a_table_is_printed_for_people_and_what_was_left_out_is_told(files, capsys):
    printed = evaluate(files(), capsys)
    assert "nDCG@10" in printed.out
    assert "1 judgements name a document that is not there" in printed.err


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"documents": '{"id": "1", "title": "x"}\nnot json'}, "line 2"),
        ({"documents": '{"id": "1"}'}, "title"),
        ({"documents": '{"id": "1", "title": "x"}\n{"id": "1", "title": "y"}'}, "twice"),
        ({"documents": '{"id": "1", "title": "x", "keywords": "k"}'}, "keywords"),
        ({"documents": ""}, "no document"),
        ({"queries": "id\twords\nq1\tx\n"}, "query"),
        ({"qrels": "query_id\tdoc_id\nq1\ta\n"}, "relevance"),
        ({"qrels": "query_id\tdoc_id\trelevance\nq1\ta/1\tmuch\n"}, "line 2"),
        ({"qrels": "query_id\tdoc_id\trelevance\nq1\tnobody\t1\n"}, "nothing to measure"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_one_sentence(files, changed, told):
    paths = files(**changed)
    with pytest.raises(SetProblem, match=told):
        read_set(paths["documents"], paths["queries"], paths["qrels"])
    with pytest.raises(CommandError, match=told):
        call_command("evaluate_search", *(f"--{name}={path}" for name, path in paths.items()))


def test_a_file_that_is_not_there_is_told(files, tmp_path):
    paths = files() | {"qrels": tmp_path / "nowhere"}
    with pytest.raises(CommandError, match="nowhere"):
        call_command("evaluate_search", *(f"--{name}={path}" for name, path in paths.items()))
