"""Strict settings: what is missing stops the site at start, with its name. Examples and a moved clock are refused."""

import os

from django.core.exceptions import ImproperlyConfigured

for name in ("SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "ALLOWED_HOSTS", "SITE_URL", "CACHE_URL", "PROXY_HOPS"):
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

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
