"""Figures count by view and never by what somebody asked for; what waits is told; several workers are added up."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.urls import get_resolver
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from foundation import clock
from foundation.metrics import REGISTRY
from jobs.alert_matching import note_appearances, tell_new
from jobs.alert_models import SavedSearch
from jobs.alerts import save_for
from portal import health, metrics
from search.engine import EngineUnavailable
from search.metrics import timed_question
from search.models import PendingChange
from search.query import OpeningQuery
from tests.make import make_opening, make_standing, make_user

ROOT = Path(__file__).parents[2]
NAMES = {
    "fair_passage_requests",
    "fair_passage_request_seconds",
    "fair_passage_requests_in_progress",
    "fair_passage_engine_questions",
    "fair_passage_engine_seconds",
    "fair_passage_engine_up",
    "fair_passage_index_documents",
    "fair_passage_pending_changes",
    "fair_passage_pending_oldest_seconds",
    "fair_passage_pending_refused",
    "fair_passage_introductions_unanswered",
    "fair_passage_introductions_overdue",
    "fair_passage_openings_untold",
    "fair_passage_tellings_unmailed",
    "fair_passage_searches_overdue",
    "fair_passage_database_up",
}


@pytest.fixture(autouse=True)
def _asks_anew():
    health.engine_state.forget()
    yield
    health.engine_state.forget()


def families() -> dict:
    return {family.name: family for family in text_string_to_metric_families(metrics.exposition().decode())}


def value(name: str, **labels) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def names_of_views(resolver=None, before="") -> set[str]:
    """Every name that a view of this site can have."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inside = f"{before}{pattern.namespace}:" if pattern.namespace else before
            found |= names_of_views(pattern, inside)
        else:
            found.add(before + (pattern.name or pattern.lookup_str))
    return found


@pytest.mark.django_db
def test_a_request_is_counted_by_its_view_and_by_nothing_that_was_asked(client):
    opening = make_opening()
    labels = {"view": "opening", "method": "GET", "status": "200"}
    before = value("fair_passage_requests_total", **labels)
    client.get(f"/en/jobs/{opening.public_id}/?words=secret")
    assert value("fair_passage_requests_total", **labels) == before + 1
    text = metrics.exposition().decode()
    assert opening.public_id not in text and "secret" not in text


@pytest.mark.django_db
def test_no_address_method_or_word_makes_a_label_of_its_own(client):
    for number in range(3):
        for path in (f"/en/nothing-{number}/", f"/{number}/", f"/en/jobs/{number}/", f"/static/{number}.css"):
            client.get(path)
        client.generic(f"MADEUP{number}", "/en/jobs/")
        client.get("/en/jobs/", {f"key{number}": number})
    labels = {name: set() for name in ("view", "method", "status", "outcome", "le")}
    for family in REGISTRY.collect():
        for sample in family.samples:
            for name, given in sample.labels.items():
                labels[name].add(given)  # a label of another name is a KeyError
    assert labels["view"] <= names_of_views() | {"static", "unmatched"}
    assert labels["method"] <= metrics.METHODS | {"other"}
    assert labels["outcome"] <= {"ok", "unavailable", "failed"}
    assert all(re.fullmatch(r"[1-5]\d\d", status) for status in labels["status"])


@pytest.mark.django_db
def test_every_figure_that_is_promised_is_told_and_no_other(monkeypatch):
    monkeypatch.setattr(health.engine_state, "ask", lambda: (health.OK, 12))
    assert families()["fair_passage_index_documents"].samples[0].value == 12
    assert set(families()) == NAMES


@pytest.mark.django_db
def test_what_waits_for_the_index_is_told_with_its_age():
    row = PendingChange.objects.create(kind="opening", key="1")
    PendingChange.objects.create(kind="opening", key="2", attempts=3)
    PendingChange.objects.filter(pk=row.pk).update(created=clock.now() - timedelta(hours=1))
    told = families()
    assert told["fair_passage_pending_changes"].samples[0].value == 2
    assert told["fair_passage_pending_refused"].samples[0].value == 1
    assert told["fair_passage_pending_oldest_seconds"].samples[0].value >= 3600


def test_a_dead_database_is_told_as_down_and_its_figures_are_left_out(monkeypatch):
    def refuse(*_given, **_named):
        raise OperationalError("gone")

    monkeypatch.setattr(metrics.PendingChange.objects, "aggregate", refuse)
    told = families()
    assert told["fair_passage_database_up"].samples[0].value == 0
    assert "fair_passage_pending_changes" not in told


@pytest.mark.parametrize(
    ("error", "outcome"), [(EngineUnavailable("down"), "unavailable"), (ValueError("bug"), "failed")]
)
def test_an_engine_that_fails_is_counted_apart_and_still_raises(error, outcome):
    before = value("fair_passage_engine_questions_total", outcome=outcome)
    with pytest.raises(type(error)), timed_question():
        raise error
    assert value("fair_passage_engine_questions_total", outcome=outcome) == before + 1


@pytest.mark.django_db
def test_each_question_of_a_page_is_counted(client):
    asked = sum(value("fair_passage_engine_questions_total", outcome=one) for one in ("ok", "unavailable"))
    client.get("/en/jobs/")
    now = sum(value("fair_passage_engine_questions_total", outcome=one) for one in ("ok", "unavailable"))
    assert now == asked + 1


WORKER = """
import os, sys
from search.metrics import timed_question
from portal import metrics
metrics._IN_PROGRESS.inc()
with timed_question():
    pass
print(os.getpid())
"""
ASKED = """
from foundation import metrics
from prometheus_client import multiprocess
import os, sys
for pid in sys.argv[1:]:
    multiprocess.mark_process_dead(pid)
print(metrics.exposition().decode())
"""


def test_the_figures_of_several_workers_are_added_up_and_a_dead_one_is_doing_nothing(tmp_path):
    environment = {
        **os.environ,
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "portal.settings_tests",
    }

    def run(script, *words):
        script = f"import django; django.setup()\n{script}"
        command = [sys.executable, "-c", script, *words]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    dead, _alive = run(WORKER).strip(), run(WORKER)
    both = run(ASKED)
    assert 'fair_passage_engine_questions_total{outcome="ok"} 2.0' in both
    assert "fair_passage_requests_in_progress 2.0" in both
    one = run(ASKED, dead)
    assert 'fair_passage_engine_questions_total{outcome="ok"} 2.0' in one
    assert "fair_passage_requests_in_progress 1.0" in one
    assert "pid=" not in both


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["hidden", "no mails", "inactive", "nothing"])
def test_what_waits_to_be_told_counts_only_while_it_can_be(today, change):
    account = make_user()
    search = save_for(account, OpeningQuery(), True, today)
    opening = make_opening()
    tell_new(today)
    untold = make_opening(agency=opening.agency, corridor=opening.corridor)
    note_appearances(today)
    if change == "hidden":
        make_standing(opening.agency, opening.corridor, "suspended")
    elif change == "inactive":
        User.objects.filter(pk=account.pk).update(is_active=False)
    elif change == "no mails":
        SavedSearch.objects.filter(pk=search.pk).update(by_email=False)
    told = families()
    assert untold.appearance.matched is False and opening.tellings.get().waits_for_mail
    assert told["fair_passage_openings_untold"].samples[0].value == (0 if change == "hidden" else 1)
    assert told["fair_passage_tellings_unmailed"].samples[0].value == (1 if change == "nothing" else 0)
