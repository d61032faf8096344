"""Settings of the test suite: today is fixed, hashing is cheap, the index lives in a throw-away folder."""

import tempfile

from portal.settings import *  # noqa: F403

PORTAL_TODAY = "2026-11-22"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PURGE_LOG_DIR = Path(tempfile.mkdtemp(prefix="fair-passage-purged-"))  # noqa: F405
SEARCH_INDEX_DIR = Path(tempfile.mkdtemp(prefix="fair-passage-index-"))  # noqa: F405
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
TASKS = {**TASKS, "background": TASKS["default"]}  # noqa: F405
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": RUN_DIR / "test.sqlite3"}  # noqa: F405
    # Tests kill processes, never the power: what a process wrote is kept without waiting for the disk.
    options = DATABASES["default"]["OPTIONS"]  # noqa: F405
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
