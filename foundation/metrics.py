"""The registry that every figure of this site is declared in, and the text Prometheus reads of all its processes.

Figures carry only labels that take few values: names of views, methods, outcomes. Never an address, an id or a word.
"""

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

# When each figure began: as many lines again, which nobody asks for.
disable_created_metrics()
# Not the library's own registry: that one tells the versions of what runs here.
REGISTRY = CollectorRegistry()
# Seconds: from a page that asks for nothing to one that nobody waits for.
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def exposition(asked_now: Iterable[Collector] = ()) -> bytes:
    """Every figure in Prometheus' text format, and those of collectors that are asked at this moment.

    With PROMETHEUS_MULTIPROC_DIR (gunicorn.conf.py sets it) the figures of all workers are added up.
    """
    told = CollectorRegistry()
    for collector in asked_now:
        told.register(collector)
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(told)
        return generate_latest(told)
    return generate_latest(REGISTRY) + generate_latest(told)
