"""Answers no page can use: refusals, delays, halves, other programs' words. Each is told to the visitor as an outage."""

import json
import threading
import time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from search import outbox
from search.elastic_client import REST_SECONDS
from search.engine import engine
from tests.outage.site import NOTICE

pytestmark = pytest.mark.django_db(transaction=True)


class Impostor:
    """A server of HTTP that answers each request with the same bytes; `asked` counts requests."""

    def __init__(self, status: int, body: bytes, promise: int = 0, product: bool = True, slow: bool = False):
        self.asked, self.go_on = 0, threading.Event()
        impostor = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                impostor.asked += 1
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if slow:
                    impostor.go_on.wait(60)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if product:
                    self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Length", str(len(body) + promise))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            do_GET = do_POST = do_HEAD = do_PUT = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def met(site):
    """Call it with what the impostor should answer: the site believes it to be Elasticsearch."""
    impostors = []

    def meet(*told, seconds: float = 5, **more) -> Impostor:
        impostors.append(Impostor(*told, **more))
        site.point_to(impostors[-1].url, "any", seconds)
        return impostors[-1]

    yield meet
    for impostor in impostors:
        impostor.close()


OVERLOADED = json.dumps({"error": {"type": "circuit_breaking_exception", "reason": "Data too large"}, "status": 429})
BAD = {
    "overloaded": ((429, OVERLOADED.encode()), {}),
    "unavailable": ((503, b'{"error": {"type": "cluster_block_exception", "reason": "no master"}, "status": 503}'), {}),
    "a proxy's page": ((502, b"<html>Bad Gateway</html>"), {}),
    "half an answer": ((200, b'{"took": 3, "hits": {"total": {"va'), {"promise": 4000}),
    "an answer cut short": ((200, b'{"took": 3, "hits": {"total": {"va'), {}),
    "nothing": ((200, b""), {}),
    "another program": ((200, b"{}"), {"product": False}),
    "an answer about something else": ((200, b'{"acknowledged": true}'), {}),
    "an answer without hits": ((200, b'{"took": 1, "timed_out": false, "hits": {}}'), {}),
    "an answer without a count": ((200, b'{"took": 1, "timed_out": false, "hits": {"hits": []}}'), {}),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_browsed_around(site, met, name):
    told, more = BAD[name]
    impostor = met(*told, **more)
    assert site.is_limited()
    assert site.found() == {opening.public_id for opening in site.openings}
    assert impostor.asked


@pytest.mark.parametrize("name", BAD)
def test_after_a_bad_answer_changes_wait_and_converge(site, met, name):
    told, more = BAD[name]
    met(*told, **more)
    fresh = site.publish(100)
    assert outbox.waiting() == 1
    assert fresh.public_id in site.found()
    site.server_is_back()
    assert site.converges()


def test_a_slow_server_is_waited_for_once_and_then_left_alone(site, met):
    impostor = met(200, b"{}", slow=True, seconds=0.3)
    assert NOTICE in site.results()
    asked = impostor.asked
    assert asked
    for _ in range(3):
        assert NOTICE in site.results(words="fish")
    assert impostor.asked == asked  # nobody else waits for it
    assert engine().connection._rests_until


class Delayed(Impostor):
    """The real server, each of whose answers takes so many seconds; `asked` counts requests."""

    def __init__(self, url: str, seconds: float):
        super().__init__(200, b"")
        delayed, there = self, urlsplit(url)

        class Pass(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                delayed.asked += 1
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                delayed.go_on.wait(seconds)
                connection = HTTPConnection(there.hostname, there.port, timeout=30)
                connection.request(self.command, self.path, body or None, dict(self.headers))
                answer = connection.getresponse()
                told = answer.read()
                self.send_response(answer.status)
                for name in ("Content-Type", "X-Elastic-Product"):
                    self.send_header(name, answer.headers[name])
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)
                connection.close()

            do_GET = do_POST = do_HEAD = do_PUT = answer

            def log_message(self, *_):
                pass

        self.server.RequestHandlerClass = Pass


def test_a_page_waits_for_a_slow_server_no_longer_than_for_one_answer(site):
    """A question with a typing error sends four requests, a page without hits asks for near misses as well."""
    delayed = Delayed(site.server.url, 1.5)
    try:
        site.point_to(delayed.url, site.server.password, seconds=4)
        assert NOTICE in site.results(words="fihs paker elefant")
        assert 1 <= delayed.asked <= 3
        time.sleep(REST_SECONDS)
        delayed.asked = 0
        assert NOTICE not in site.results()  # one request
        assert delayed.asked == 1
    finally:
        delayed.close()
