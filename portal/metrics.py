"""What Prometheus may know: requests by view, and what waits. Never an address, an id or a word somebody typed.

`Measured` counts each request and writes its one line in the log; `exposition` is what portal.machines serves.
"""

import logging
import time

from django.conf import settings
from django.db import Error
from django.db.models import Count, Min
from prometheus_client import Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from foundation import clock, metrics
from jobs.alert_matching import untold
from jobs.alert_models import SavedSearch
from jobs.alert_reading import waiting_for_mail
from jobs.introduction_models import Introduction
from portal.health import OK, engine_state
from portal.logs import view_of
from search.models import PendingChange

logger = logging.getLogger("portal.requests")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_REQUESTS = Counter(
    "fair_passage_requests",
    "Requests answered, by view, method and status.",
    ["view", "method", "status"],
    registry=metrics.REGISTRY,
)
_SECONDS = Histogram(
    "fair_passage_request_seconds",
    "Seconds until a view answered.",
    ["view"],
    registry=metrics.REGISTRY,
    buckets=metrics.SECONDS,
)
_IN_PROGRESS = Gauge(
    "fair_passage_requests_in_progress",
    "Requests being answered now; as many as there are threads means that visitors wait.",
    registry=metrics.REGISTRY,
    multiprocess_mode="livesum",
)


class Measured:
    """Middleware: counts and times each request by the name of its view, of which there are only so many."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = time.perf_counter()
        with _IN_PROGRESS.track_inprogress():
            response = self.get_response(request)
        seconds = time.perf_counter() - started
        view = "static" if request.path.startswith(settings.STATIC_URL) else view_of(request)
        method = request.method if request.method in METHODS else "other"
        _REQUESTS.labels(view, method, str(response.status_code)).inc()
        _SECONDS.labels(view).observe(seconds)
        if logger.isEnabledFor(logging.INFO):
            told = {
                "view": view,
                "method": method,
                "status": response.status_code,
                "milliseconds": round(seconds * 1e3),
            }
            logger.info("Answered", extra=told)
        return response


class Waiting(Collector):
    """What stands in the database and the index at this moment; the same from whichever process is asked."""

    def collect(self):
        """One figure each. What does not answer is left out, and told as not up."""
        state, documents = engine_state()
        yield _figure("engine_up", "Whether the search engine can answer.", state == OK)
        if documents is not None:
            yield _figure("index_documents", "Openings in the index.", documents)
        try:
            yield from list(self._of_database())
        except Error:
            yield _figure("database_up", "Whether the database answers.", 0)

    def _of_database(self):
        today = clock.today()
        pending = PendingChange.objects.aggregate(count=Count("pk"), oldest=Min("created"))
        age = (clock.now() - pending["oldest"]).total_seconds() if pending["oldest"] else 0
        yield _figure("pending_changes", "Changes that the index has not taken yet.", pending["count"])
        yield _figure("pending_oldest_seconds", "Age of the oldest of them.", max(0, age))
        refused = PendingChange.objects.filter(attempts__gt=0).count()
        yield _figure("pending_refused", "Those of them that the index has refused at least once.", refused)
        unanswered = Introduction.objects.unanswered(today).order_by().count()
        yield _figure("introductions_unanswered", "Introductions that wait for an agency's answer.", unanswered)
        overdue = Introduction.objects.past_keeping(today).count()
        yield _figure("introductions_overdue", "Introductions that the hourly purge should have deleted.", overdue)
        unmatched = untold(today).count()
        yield _figure("openings_untold", "New openings on show that saved searches have not been told of.", unmatched)
        mails = waiting_for_mail(today).count()
        yield _figure("tellings_unmailed", "Openings on show that wait to be told by e-mail.", mails)
        kept = SavedSearch.objects.past_keeping(today).count()
        yield _figure("searches_overdue", "Saved searches that the hourly purge should have deleted.", kept)
        yield _figure("database_up", "Whether the database answers.", 1)


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    return metrics.exposition([Waiting()])


def _figure(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fair_passage_{name}", told, value=float(value))
