"""What machines ask: alive, ready, figures. Without a cookie, whatever the host, and never a word about a visitor."""

import threading

import pytest
from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.test import RequestFactory

from portal import health
from portal.machines import ForMachines

TOKEN = "a-token-that-nobody-guesses"
BY_ADDRESS = {"HTTP_HOST": "10.0.0.7:8000"}


@pytest.fixture(autouse=True)
def _asks_anew():
    health.engine_state.forget()
    yield
    health.engine_state.forget()


@pytest.fixture
def as_in_production(settings):
    settings.ALLOWED_HOSTS = ["fair.example"]
    settings.SECURE_SSL_REDIRECT = True
    settings.METRICS_TOKEN = TOKEN


class Engine:
    """An engine in one of the states that health tells apart."""

    def __init__(self, usable=True, error=None, gate=None):
        self.usable, self.error, self.gate = usable, error, gate

    def is_usable(self):
        if self.gate:
            self.gate.wait(10)
        if self.error:
            raise self.error
        return self.usable

    def count(self):
        return 7


@pytest.mark.django_db
def test_a_balancer_that_asks_by_address_over_plain_http_is_answered(client, as_in_production):
    for path, told in (("/health/live", {"live": True}), ("/health/ready", {"ready": True})):
        response = client.get(path, **BY_ADDRESS)
        assert response.status_code == 200
        assert response.json().items() >= told.items()
        assert response["X-Robots-Tag"] == "noindex" and response["Cache-Control"] == "no-store"
        assert not response.cookies


@pytest.mark.django_db
def test_every_other_address_still_checks_the_host_and_leads_to_https(client, as_in_production):
    for path in ("/", "/en/", "/health/", "/health/live/", "/en/health/live", "/robots.txt"):
        assert client.get(path, HTTP_HOST="evil.example").status_code == 400, path
        assert client.get(path, HTTP_HOST="fair.example").status_code == 301, path


def test_being_alive_asks_neither_database_nor_engine(client, monkeypatch):
    monkeypatch.setattr(health, "engine", lambda: pytest.fail("asked the engine"))
    # Without the mark for it, pytest-django lets no test near the database.
    assert client.get("/health/live").json() == {"live": True}


@pytest.mark.parametrize("engine", [Engine(usable=False), Engine(error=RuntimeError("dead"))])
@pytest.mark.django_db
def test_a_dead_engine_is_told_and_sends_nobody_away(client, monkeypatch, engine):
    monkeypatch.setattr(health, "engine", lambda: engine)
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["search"]) == (200, "unavailable")


@pytest.mark.django_db
def test_an_engine_that_hangs_holds_up_no_answer_and_only_one_thread(client, monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(health, "engine", lambda: Engine(gate=gate))
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.01)
    before = threading.active_count()
    try:
        for _ in range(5):
            response = client.get("/health/ready")
            assert (response.status_code, response.json()["search"]) == (200, "slow")
        assert threading.active_count() == before + 1
    finally:
        gate.set()
    health.engine_state.thread.join(10)
    assert client.get("/health/ready").json()["search"] == "ok"


def test_a_database_that_does_not_answer_sends_visitors_elsewhere(client, monkeypatch):
    monkeypatch.setattr(health, "engine", Engine)

    def refuse(_self):
        raise OperationalError("no connection to 10.1.2.3")

    monkeypatch.setattr(health.MigrationRecorder, "applied_migrations", refuse)
    response = client.get("/health/ready")
    assert response.status_code == 503
    told = {"ready": False, "database": "unavailable", "migrations": "unavailable", "search": "ok"}
    assert response.json() == told


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_sends_visitors_elsewhere(client, monkeypatch):
    monkeypatch.setattr(health, "engine", Engine)
    assert client.get("/health/ready").json()["migrations"] == "ok"
    health.MigrationRecorder.Migration.objects.filter(app="jobs").order_by("-name").first().delete()
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["migrations"]) == (503, "missing")


@pytest.mark.django_db
def test_a_database_ahead_of_this_code_is_ready_so_that_servers_can_be_replaced_one_by_one(client):
    health.MigrationRecorder.Migration.objects.create(
        app="jobs", name="9999_of_the_next_version", applied="2026-11-22T00Z"
    )
    assert client.get("/health/ready").json()["migrations"] == "ok"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "given", [{}, {"HTTP_AUTHORIZATION": "Bearer wrong"}, {"HTTP_AUTHORIZATION": f"Basic {TOKEN}"}]
)
def test_without_the_token_the_figures_are_an_address_that_is_not_there(settings, given):
    settings.METRICS_TOKEN = TOKEN
    request = RequestFactory().get("/metrics", **given)
    assert ForMachines(lambda _request: "the site's own answer")(request) == "the site's own answer"


@pytest.mark.parametrize("given", ["", "Bearer ", "Bearer", f"Bearer {TOKEN}"])
@pytest.mark.django_db
def test_without_a_token_in_the_settings_nobody_reads_figures(client, settings, given):
    settings.METRICS_TOKEN = ""
    response = client.get("/metrics", HTTP_AUTHORIZATION=given, follow=True)
    assert response.redirect_chain == [("/en/metrics/", 302)] and response.status_code == 404


@pytest.mark.django_db
def test_prometheus_reads_the_figures_by_address(client, as_in_production):
    response = client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}", **BY_ADDRESS)
    assert response.status_code == 200 and response["Content-Type"].startswith("text/plain")
    assert b"fair_passage_database_up 1.0" in response.content
    assert not response.cookies


def test_the_host_is_what_the_middleware_spares_machines_from(settings):
    """If Django stopped asking for the host, the answers above would prove nothing."""
    settings.ALLOWED_HOSTS = ["fair.example"]
    with pytest.raises(DisallowedHost):
        RequestFactory().get("/health/live", **BY_ADDRESS).get_host()
