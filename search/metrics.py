"""Counts and times what the engine is asked; whoever asks it does so inside `timed_question`."""

import time
from contextlib import contextmanager

from prometheus_client import Counter, Histogram

from foundation.metrics import REGISTRY, SECONDS
from search.engine import EngineUnavailable

_QUESTIONS = Counter(
    "fair_passage_engine_questions", "Questions put to the search engine, by outcome.", ["outcome"], registry=REGISTRY
)
_SECONDS = Histogram(
    "fair_passage_engine_seconds",
    "Seconds until the search engine answered or gave up, with the database's check of its hits.",
    registry=REGISTRY,
    buckets=SECONDS,
)


@contextmanager
def timed_question():
    """Counts one question as ok, unavailable (EngineUnavailable) or failed (anything else); raises what was raised."""
    outcome, started = "failed", time.perf_counter()
    try:
        yield
        outcome = "ok"
    except EngineUnavailable:
        outcome = "unavailable"
        raise
    finally:
        _SECONDS.observe(time.perf_counter() - started)
        _QUESTIONS.labels(outcome).inc()
