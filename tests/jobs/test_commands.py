"""The commands that search and index: what they print, and that odd input gets a sentence."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import StandingChange
from jobs import imports, indexing
from jobs.models import Opening
from search import outbox
from search.models import PendingChange
from tests.jobs.test_imports import H2A, H2A_SOURCE, rows_of, write
from tests.make import TODAY, make_agency, make_corridor, make_opening, make_standing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def run(*words, **options) -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    call_command("search", *words, stdout=out, stderr=errors, **options)
    return out.getvalue(), errors.getvalue()


def words_of(number: str) -> str:
    """The words of an opening that a search looks through."""
    opening = Opening.objects.get(public_id=number)
    return f"{opening.title} {opening.requirements} {opening.housing_note}".lower()


def answer(*words, **options) -> dict:
    return json.loads(run(*words, json=True, **options)[0])


@pytest.fixture
def orders(index, tmp_path, on_day):
    """A few hundred real job orders, imported and indexed on a day when many were in force."""
    on_day(TODAY.replace(year=2021, month=11, day=15))
    rows = [row for row in rows_of(H2A) if row["decision_date"] < "2021-12-01"][:300]
    call_command("import_openings", write(tmp_path / "h2a.csv", rows), source=H2A_SOURCE, json=True, stdout=StringIO())
    call_command("reindex", stdout=StringIO())
    return rows


def test_real_certified_orders_are_found_on_a_day_when_they_were_in_force(orders):
    told = answer("range", "sheepherder")
    assert told["total"] > 0
    assert set(told) == {"total", "facets", "results"}
    for hit in told["results"]:
        assert set(hit) == {"id", "title", "score", "reasons", "cost", "basis", "until", "url"}
        assert hit["basis"] == "certified_order"
        assert "range" in words_of(hit["id"]) and "sheepherder" in words_of(hit["id"])
        assert hit["until"] > "2021-11-15"
        assert hit["cost"] == {
            "amount": None,
            "currency": None,
            "months": None,
            "missing": ["Nobody has told us what the worker must pay."],
        }
        assert hit["url"].endswith(f"/en/jobs/{hit['id']}/")
        assert set(hit["reasons"][0]) == {"code", "text", "points", "values"}
        order = Opening.objects.get(public_id=hit["id"])
        assert order.order_status in ("certified", "partly_certified")
        assert order.source == "us-h2a"


def test_the_same_index_shows_none_of_them_when_their_orders_have_ended(orders, on_day):
    on_day(TODAY)
    assert answer()["total"] == 0
    assert answer("range", "sheepherder")["results"] == []


def test_a_lapsed_agency_is_in_no_answer_of_the_command(index, on_day):
    corridor, agency = make_corridor(), make_agency()
    make_standing(agency, corridor, until=TODAY + 5 * DAY)
    opening = make_opening(agency=agency, corridor=corridor)
    outbox.rebuild()
    assert [hit["id"] for hit in answer()["results"]] == [opening.public_id]
    on_day(TODAY + 5 * DAY)
    told = answer()
    assert (told["total"], told["results"], told["facets"]["agency"]) == (0, [], {})
    assert opening.public_id not in run()[0]
    assert StandingChange.objects.current().get(agency=agency).standing == "vetted"


def test_reasons_and_titles_come_in_the_language_asked_for(orders):
    told = answer(language="my", limit=3)
    assert len(told["results"]) == 3
    assert "/my/jobs/" in told["results"][0]["url"]


def test_more_than_one_page_can_be_asked_for(orders):
    told = answer(limit=25)
    ids = [hit["id"] for hit in told["results"]]
    assert len(ids) == len(set(ids)) == 25
    assert told["total"] >= 25


def test_filters_are_those_of_the_results_page(orders):
    told = answer(filter=["basis=certified_order", "destination=us", "housing=yes"])
    assert told["total"] > 0
    assert answer(filter=["destination=TH"])["total"] == 0
    assert answer(filter=["cost_to=1"])["total"] == 0


def test_reasons_are_written_as_the_page_writes_them(index, on_day):
    on_day(TODAY)
    make_opening(published_on=TODAY - 2 * DAY)
    call_command("reindex", stdout=StringIO())
    (hit,) = answer(language="my")["results"]
    texts = {reason["code"]: reason["text"] for reason in hit["reasons"]}
    assert "၂၀၂၆" in texts["recent"] and "2026-11-20" not in texts["recent"]


ODD = {
    "nothing": "",
    "long": "x" * 10_000,
    "control": "\x00\x07\x1b[31m",
    "surrogates": "\ud800 sheep \udfff",
    "quotes": "'; DROP TABLE",
    "syntax": '((("* AND NOT',
    "burmese": "ကကက" * 4000,
    "invisible": "\u202e\u200b",
}


@pytest.mark.parametrize("words", ODD.values(), ids=ODD)
def test_odd_words_get_an_answer(orders, words):
    told = answer(words)
    assert isinstance(told["total"], int)
    assert run(words)[0].startswith(f"{told['total']} openings")


@pytest.mark.parametrize(
    "told", ["destination=Mars", "wage_from=lots", "start_from=31/12/2021", "housing=perhaps", "page=last"]
)
def test_a_filter_that_cannot_be_used_is_left_out_and_said(orders, told):
    out, errors = run(filter=[told], json=True)
    assert json.loads(out)["total"] > 0
    assert errors.strip()


def test_a_page_far_behind_the_last_is_the_last_page(orders):
    assert answer(filter=["page=1000000000"])["results"]


MEANINGLESS = {
    "unknown filter": {"filter": ["colour=blue"]},
    "no value": {"filter": ["destination"]},
    "surrogate filter": {"filter": ["\ud800"]},
    "language": {"language": "xx\ud800"},
    "none": {"limit": 0},
    "too many": {"limit": 10**9},
}


@pytest.mark.parametrize("options", MEANINGLESS.values(), ids=MEANINGLESS)
def test_an_option_that_means_nothing_stops_with_one_line(orders, options):
    with pytest.raises(CommandError) as error:
        run("sheep", **options)
    assert error.value.returncode == 2
    assert "\n" not in str(error.value)
    str(error.value).encode()


def test_without_an_index_the_answer_comes_from_the_database_and_says_so(orders, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "gone"
    out, errors = run("sheepherder", json=True)
    assert json.loads(out)["total"] > 0
    assert "limited" in errors


def test_pending_changes_are_drained_once_and_counted(index):
    make_opening(basis="certified_order")
    opening = make_opening(basis="certified_order")
    outbox.note_change([opening.public_id])
    out = StringIO()
    call_command("index_pending", json=True, stdout=out)
    assert json.loads(out.getvalue()) == {"done": 1, "waiting": 0, "refused": 0}
    assert [hit["id"] for hit in answer()["results"]] == [opening.public_id]


def test_an_end_on_the_last_day_there_is_never_comes(index):
    opening = make_opening(basis="certified_order", apply_by=date.max, order_until=date.max)
    call_command("reindex", stdout=StringIO())
    assert [hit["id"] for hit in answer()["results"]] == [opening.public_id]


def test_one_opening_that_cannot_be_read_keeps_no_other_out(index, monkeypatch, caplog):
    bad, good = make_opening(basis="certified_order", title="Bad"), make_opening(basis="certified_order")
    read = indexing._Shelf.document

    def broken(shelf, opening, *more):
        if opening.pk == bad.pk:
            raise OverflowError("date value out of range")
        return read(shelf, opening, *more)

    monkeypatch.setattr(indexing._Shelf, "document", broken)
    out, errors = StringIO(), StringIO()
    call_command("reindex", json=True, stdout=out, stderr=errors)
    told = json.loads(out.getvalue())
    assert (told["indexed"], told["waiting"], told["refused"]) == (1, 1, 1)
    assert "1 could not be read" in errors.getvalue() and bad.public_id in caplog.text
    assert [hit["id"] for hit in answer()["results"]] == [good.public_id]
    outbox.note_change([good.public_id, bad.public_id])
    out = StringIO()
    call_command("index_pending", json=True, stdout=out)
    assert json.loads(out.getvalue())["refused"] == 2
    # Mended, it goes in by itself.
    monkeypatch.setattr(indexing._Shelf, "document", read)
    PendingChange.objects.update(retry_at=None)
    call_command("index_pending", stdout=StringIO())
    assert not PendingChange.objects.exists()
    assert {hit["id"] for hit in answer()["results"]} == {good.public_id, bad.public_id}


def test_reindexing_drops_what_may_not_be_shown(index):
    shown = make_opening(basis="certified_order")
    make_opening(basis="certified_order", order_status="denied", public_id=imports.new_public_ids(1)[0])
    out = StringIO()
    call_command("reindex", json=True, stdout=out)
    assert json.loads(out.getvalue())["indexed"] == 1
    assert [hit["id"] for hit in answer()["results"]] == [shown.public_id]
    assert not PendingChange.objects.exists()
