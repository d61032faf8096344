"""Strict settings: what is missing stops the site at start, with its name. Examples and a moved clock are refused.

PostgreSQL alone, Elasticsearch when SEARCH_ENGINE says so. docs/operations.md lists every variable.
"""

import logging
import os

import environ
from django.core.exceptions import ImproperlyConfigured

from portal.hosts import far_hosts
from portal.pool import let_go

for name in (
    "SECRET_KEY",
    "FIELD_KEYS",
    "CARD_KEYS",
    "DATABASE_URL",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "CACHE_URL",
    "PROXY_HOPS",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
):
    if not os.environ.get(name):
        raise ImproperlyConfigured(f"Production needs {name} in the environment.")
if os.environ.get("PORTAL_TODAY"):
    raise ImproperlyConfigured("PORTAL_TODAY moves the clock: it is for demos and tests, never for production.")
if os.environ.get("DEBUG", "").lower() in ("1", "true", "yes", "on"):
    raise ImproperlyConfigured("DEBUG shows the inside of the site: it is refused in production.")

from portal.settings import *  # noqa: E402, F403

PORTAL_DEMO = False
if not SITE_URL.startswith("https://"):  # noqa: F405
    raise ImproperlyConfigured("SITE_URL must begin with https:// in production.")
if "*" in ALLOWED_HOSTS:  # noqa: F405
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS must name the site's hosts. A balancer needs no entry: it asks /health/ready."
    )
if METRICS_TOKEN and len(METRICS_TOKEN) < 24:  # noqa: F405
    raise ImproperlyConfigured("METRICS_TOKEN must be at least 24 signs long: whoever guesses it reads /metrics.")

database = DATABASES["default"]  # noqa: F405
if database["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "DATABASE_URL must be postgres://… in production: SQLite's one file cannot be shared by machines, nor be backed "
        "up by docs/operations.md while it is written."
    )
# A few connections for the threads of one process, tested before use, so that a restarted database is not noticed.
database["CONN_MAX_AGE"] = 0
database["CONN_HEALTH_CHECKS"] = True
database.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
database["OPTIONS"].setdefault("pool", {"min_size": 1, "max_size": 8, "timeout": 5, "reset": let_go})

if SEARCH_ENGINE == "elasticsearch":  # noqa: F405
    if not ELASTICSEARCH["hosts"]:  # noqa: F405
        raise ImproperlyConfigured("SEARCH_ENGINE=elasticsearch needs ELASTICSEARCH_URL in the environment.")
    if far := far_hosts(ELASTICSEARCH["hosts"]):  # noqa: F405
        raise ImproperlyConfigured(
            "ELASTICSEARCH_URL must begin with https:// for a host that is not on this machine or its private network: "
            f"{', '.join(far)}."
        )
    if not (ELASTICSEARCH["password"] or ELASTICSEARCH["api_key"]):  # noqa: F405
        raise ImproperlyConfigured("SEARCH_ENGINE=elasticsearch needs ELASTICSEARCH_PASSWORD or ELASTICSEARCH_API_KEY.")

mail = environ.Env.email_url_config(os.environ["EMAIL_URL"])
if mail["EMAIL_BACKEND"].rpartition(".")[0].endswith("console"):
    raise ImproperlyConfigured(
        "EMAIL_URL must not print letters: they hold addresses, and the log keeps what is printed."
    )
globals().update(mail)
EMAIL_TIMEOUT = 10

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Warnings too are lines of the log, not bare text among them.
logging.captureWarnings(True)
LOGGING = log_settings(as_json=True, level="INFO")  # noqa: F405
