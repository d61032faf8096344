"""How the site reaches Elasticsearch: hosts, sign-in, patience, and its faults told plainly. Called by search.elastic*."""

import os
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass

from elastic_transport import ConnectionTimeout, TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError, UnsupportedProductError

from search.engine import EngineUnavailable, IndexBroken

# After a question that ran out of time, so long nobody of this process asks again: a slow server must not hold up
# every page for as long as its own time limit.
REST_SECONDS = 2.0
# A change that does not get through in this time stays pending; a rebuild may take its time.
WRITE_SECONDS = 10
BUILD_SECONDS = 120
# How often one document is sent again that an overloaded server put off.
WRITE_RETRIES = 3
_OVERLOADED = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the cluster is and how indexes are made in it.

    hosts: addresses, https://host:9200; sign in by api_key, else by user and password, else not at all. ca_certs: a
    file of certificates to trust, "" for the system's. seconds: how long a question may take. prefix: what every
    index of this site begins with, so that several sites may share a cluster.
    """

    hosts: tuple[str, ...]
    user: str = "elastic"
    password: str = ""
    api_key: str = ""
    ca_certs: str = ""
    seconds: float = 1.5
    shards: int = 1
    replicas: int = 0
    prefix: str = "fair-passage"


def client_options(cluster: Cluster) -> dict:
    """The arguments of the client: pure, so that sign-in and TLS can be tested without a server."""
    options = {
        "hosts": list(cluster.hosts),
        "request_timeout": cluster.seconds,
        # Another host may answer at once; the same one asked again would only be slower.
        "max_retries": min(2, len(cluster.hosts) - 1),
        "retry_on_timeout": False,
        "retry_on_status": _OVERLOADED,
    }
    if cluster.api_key:
        options["api_key"] = cluster.api_key
    elif cluster.password:
        options["basic_auth"] = (cluster.user, cluster.password)
    if cluster.ca_certs:
        options["ca_certs"] = cluster.ca_certs
    return options


class Connection:
    """The client of one process, made late so that each forked worker has its own; and the rest after a time-out."""

    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        self._made, self._process, self._making = None, 0, threading.Lock()
        self._rests_until = 0.0

    def client(self) -> Elasticsearch:
        """For questions: little patience."""
        if self._process != os.getpid():
            with self._making:
                if self._process != os.getpid():
                    self._made, self._process = Elasticsearch(**client_options(self.cluster)), os.getpid()
        return self._made

    def _within(self, until):
        if until is None:
            return self.client()
        if (left := until - time.monotonic()) <= 0:
            raise EngineUnavailable("Elasticsearch answers too slowly for one question.")
        # A time-out is not tried again at another host; what is refused at once costs no time.
        return self.client().options(request_timeout=left)

    def patient(self, seconds: float = WRITE_SECONDS) -> Elasticsearch:
        """For changes: they may take longer than a person waits for a page."""
        return self.client().options(request_timeout=seconds, max_retries=1)

    @contextmanager
    def asking(self, until: float | None = None):
        """For one request: faults become EngineUnavailable; after a time-out the process rests for a moment.

        until: when the answer is of no use any more (time.monotonic()); by default as long as a question may take.
        """
        if time.monotonic() < self._rests_until:
            raise EngineUnavailable("Elasticsearch was too slow a moment ago; it is left alone for a little.")
        try:
            with told_plainly():
                yield self._within(until)
        except EngineUnavailable as error:
            if isinstance(error.__cause__, ConnectionTimeout):
                self._rests_until = time.monotonic() + REST_SECONDS
            raise


@contextmanager
def told_plainly():
    """Turns whatever the client says of a dead, red, slow or overloaded cluster into EngineUnavailable."""
    try:
        yield
    except EngineUnavailable:
        raise
    except NotFoundError as error:
        raise IndexBroken("There is no search index yet. Run: manage.py reindex") from error
    except ApiError as error:
        raise EngineUnavailable(f"Elasticsearch refuses ({error.status_code}): {reason_of(error.body)}") from error
    except ConnectionTimeout as error:
        raise EngineUnavailable("Elasticsearch does not answer in time.") from error
    except (TransportError, UnsupportedProductError) as error:
        # Only its kind: the text of the error names addresses.
        raise EngineUnavailable(f"Elasticsearch cannot be reached: {type(error).__name__}.") from error


def reason_of(body) -> str:
    """The reason in an answer that refuses, shortened; its kind when there is none."""
    error = body.get("error", body) if isinstance(body, dict) else body
    if isinstance(error, dict):
        causes = error.get("root_cause") or [error]
        error = causes[0].get("reason") or causes[0].get("type") or error.get("type", "")
    return str(error)[:200]
