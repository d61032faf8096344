"""Production starts only with everything in place, on PostgreSQL, and never with a moved clock or examples."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.hosts import far_hosts

ROOT = Path(__file__).parents[1]
GOOD = {
    "SECRET_KEY": "x" * 60,
    "FIELD_KEYS": "k1:" + "A" * 43 + "=",
    "CARD_KEYS": "c1:" + "B" * 43 + "=",
    "DATABASE_URL": "postgres://fair:secret@database/fair",
    "ALLOWED_HOSTS": "fair.example",
    "SITE_URL": "https://fair.example",
    "CACHE_URL": "locmemcache://",
    "PROXY_HOPS": "1",
    "EMAIL_URL": "smtp+tls://post:secret@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Fair Passage <no-reply@fair.example>",
}
ELASTIC = {
    "SEARCH_ENGINE": "elasticsearch",
    "ELASTICSEARCH_URL": "https://one.example:9200,https://two.example:9200",
    "ELASTICSEARCH_PASSWORD": "secret",
}
OF_ENVIRONMENT = re.compile(r"^(SEARCH_|ELASTICSEARCH_|METRICS_|PORTAL_|EMAIL_|DEBUG$)")


def start(environment: dict, script: str = "print(s.PORTAL_DEMO, s.DEBUG)") -> subprocess.CompletedProcess:
    """Import the production settings in a process of their own."""
    script = f"from portal import settings_production as s; {script}"
    clean = {key: value for key, value in os.environ.items() if key not in GOOD and not OF_ENVIRONMENT.match(key)}
    return subprocess.run(
        [sys.executable, "-c", script], env={**clean, **environment}, capture_output=True, text=True, cwd=ROOT
    )


def told(environment: dict, *names: str) -> list:
    """The values of settings."""
    done = start(environment, f"import json; print(json.dumps([getattr(s, name) for name in {names!r}], default=str))")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("environment", [GOOD, {**GOOD, **ELASTIC}], ids=["embedded", "elasticsearch"])
def test_production_starts_with_everything_in_place(environment):
    done = start(environment)
    assert done.stdout.split() == ["False", "False"], done.stderr


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_is_missing_stops_production_and_is_named(name):
    done = start({key: value for key, value in GOOD.items() if key != name})
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize("bad", [{"PORTAL_TODAY": "2021-11-15"}, {"DEBUG": "1"}, {"SITE_URL": "http://fair.example"}])
def test_what_belongs_to_demos_is_refused_in_production(bad):
    assert start({**GOOD, **bad}).returncode != 0


@pytest.mark.parametrize(
    "bad",
    [
        {"DATABASE_URL": "sqlite:///site.sqlite3"},
        {"ALLOWED_HOSTS": "*"},
        {"METRICS_TOKEN": "short"},
        {"EMAIL_URL": "consolemail://"},
        {**ELASTIC, "ELASTICSEARCH_URL": ""},
        {**ELASTIC, "ELASTICSEARCH_URL": "http://user:secret@search.example:9200"},
        {**ELASTIC, "ELASTICSEARCH_PASSWORD": ""},
    ],
    ids=lambda bad: ",".join(f"{key}={value[:20]}" for key, value in list(bad.items())[-1:]),
)
def test_what_would_harm_production_is_refused_in_one_sentence_without_its_secret(bad):
    done = start({**GOOD, **bad})
    assert done.returncode != 0
    sentence = done.stderr.strip().splitlines()[-1]
    assert sentence.startswith("django.core.exceptions.ImproperlyConfigured: ") and sentence.endswith(".")
    assert any(name in sentence for name in bad) and "secret" not in sentence


def test_an_api_key_will_do_in_place_of_a_password():
    assert start({**GOOD, **ELASTIC, "ELASTICSEARCH_PASSWORD": "", "ELASTICSEARCH_API_KEY": "a2V5"}).returncode == 0


def test_a_password_goes_in_the_clear_only_to_this_machine_and_private_networks():
    near = ["http://127.0.0.1:9200", "http://[::1]:9200", "http://10.1.2.3:9200", "http://elasticsearch:9200"]
    near += ["http://localhost", "http://search.internal:9200", "https://search.example", "elasticsearch:9200"]
    assert far_hosts(near) == []
    far = ["http://search.example:9200", "http://u:p@8.8.8.8", "search.example:9200", "http://"]
    assert far_hosts(far) == ["search.example", "8.8.8.8", "search.example", "(no host)"]


def test_connections_to_the_database_are_pooled_and_tested_before_use():
    (databases,) = told(GOOD, "DATABASES")
    assert databases["default"]["CONN_HEALTH_CHECKS"] is True
    assert databases["default"]["OPTIONS"]["pool"]["max_size"] >= 4  # gunicorn.conf.py: four threads
    assert databases["default"]["OPTIONS"]["connect_timeout"] > 0


def test_letters_go_out_by_the_mail_server_that_is_named():
    backend, host, tls = told(GOOD, "EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_USE_TLS")
    assert backend.endswith("smtp.EmailBackend") and (host, tls) == ("mail.example", True)


def test_earlier_keys_are_read_so_that_a_key_can_be_changed():
    assert told({**GOOD, "SECRET_KEY_FALLBACKS": "one,two"}, "SECRET_KEY_FALLBACKS") == [["one", "two"]]
    assert told(GOOD, "SECRET_KEY_FALLBACKS") == [[]]
