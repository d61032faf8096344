"""How the site signs in to a cluster, and how its faults are told: without a server."""

import time
from datetime import date

import pytest
from elastic_transport import ApiResponseMeta, ConnectionError, ConnectionTimeout, HttpHeaders, NodeConfig, TlsError
from elasticsearch import ApiError, NotFoundError

from search import elastic_client
from search.elastic import ElasticEngine
from search.elastic_client import Cluster, Connection, client_options, told_plainly
from search.engine import EngineUnavailable
from search.query import OpeningQuery

HOSTS = ("https://one.example:9200", "https://two.example:9200")
META = ApiResponseMeta(429, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "127.0.0.1", 9))


def test_a_key_goes_before_a_password_and_neither_is_sent_when_there_is_none():
    assert client_options(Cluster(HOSTS, password="p"))["basic_auth"] == ("elastic", "p")
    with_key = client_options(Cluster(HOSTS, password="p", api_key="k"))
    assert with_key["api_key"] == "k"
    assert "basic_auth" not in with_key
    assert not {"basic_auth", "api_key", "ca_certs"} & set(client_options(Cluster(HOSTS)))


def test_certificates_time_limit_and_hosts_are_those_of_the_settings():
    options = client_options(Cluster(HOSTS, ca_certs="/etc/ca.pem", seconds=0.7))
    assert options["ca_certs"] == "/etc/ca.pem"
    assert options["request_timeout"] == 0.7
    assert options["hosts"] == list(HOSTS)
    assert options["max_retries"] == 1
    assert client_options(Cluster(HOSTS[:1]))["max_retries"] == 0


def test_a_key_is_sent_as_such():
    client = Connection(Cluster(("http://127.0.0.1:9",), api_key="abc")).client()
    assert client._headers["Authorization"] == "ApiKey abc"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (NotFoundError("gone", META, {}), "reindex"),
        (ApiError("busy", META, {"error": {"root_cause": [{"reason": "rejected execution"}]}}), "429.*rejected"),
        (ApiError("busy", META, "plain text"), "plain text"),
        (ConnectionTimeout("slow"), "in time"),
        (ConnectionError("refused by 10.1.2.3:9200"), "ConnectionError"),
        (TlsError("wrong certificate"), "TlsError"),
    ],
)
def test_every_fault_becomes_one_that_pages_know_and_names_no_address(fault, told):
    with pytest.raises(EngineUnavailable, match=told) as caught, told_plainly():
        raise fault
    assert "10.1.2.3" not in str(caught.value)


def test_after_running_out_of_time_a_slow_server_is_left_alone_for_a_moment(monkeypatch):
    connection = Connection(Cluster(("http://127.0.0.1:9",)))
    with pytest.raises(EngineUnavailable, match="in time"), connection.asking():
        raise ConnectionTimeout("slow")
    with pytest.raises(EngineUnavailable, match="left alone"), connection.asking():
        pytest.fail("it was asked")
    later = time.monotonic() + elastic_client.REST_SECONDS + 0.1
    monkeypatch.setattr(elastic_client.time, "monotonic", lambda: later)
    with connection.asking() as client:
        assert client is connection.client()


def test_a_server_that_refuses_at_once_is_asked_again_at_once():
    connection = Connection(Cluster(("http://127.0.0.1:9",)))
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match="ConnectionError"), connection.asking() as client:
            client.search(index="nothing")


def test_the_requests_of_one_question_share_its_time():
    connection = Connection(Cluster(("http://127.0.0.1:9",), seconds=1.5))
    with connection.asking(until=time.monotonic() + 0.2) as client:
        assert 0 < client._request_timeout <= 0.2
    with pytest.raises(EngineUnavailable, match="too slowly"), connection.asking(until=time.monotonic() - 0.01):
        pytest.fail("it was asked")


@pytest.mark.parametrize(("replicas", "kept"), [(0, False), (1, True)])
def test_all_pages_of_a_question_are_answered_by_the_same_copies(tmp_path, monkeypatch, replicas, kept):
    made, asked = ElasticEngine(Cluster(("http://127.0.0.1:9",), replicas=replicas), tmp_path), []

    class Recording:
        def search(self, **how):
            asked.append(how.get("preference"))
            raise ConnectionError("nobody is there")

    monkeypatch.setattr(made.connection, "client", Recording)
    monkeypatch.setattr(made.connection, "_within", lambda until: Recording())
    for query in (OpeningQuery(), OpeningQuery(page=2), OpeningQuery(destination=("TH",))):
        with pytest.raises(EngineUnavailable):
            made.search(query, date(2026, 8, 1))
    first, second, other = asked
    assert (first == second) and bool(first) is kept
    assert (other != first) is kept
