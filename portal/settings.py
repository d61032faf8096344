"""Settings that run with an empty environment: SQLite, the embedded engine, keys made on first use in .run/.

Production reads portal.settings_production, which is strict; the tests read portal.settings_tests.
"""

import base64
import contextlib
import secrets
from pathlib import Path

import environ
from django.conf.locale import LANG_INFO

from portal.logs import log_settings

BASE_DIR = Path(__file__).resolve().parent.parent
RUN_DIR = BASE_DIR / ".run"
env = environ.Env()


def kept_secret(name: str, make) -> str:
    """A secret from the environment, else one made once and kept in .run/ (readable by its owner only)."""
    if value := env.str(name, default=""):
        return value
    RUN_DIR.mkdir(mode=0o700, exist_ok=True)
    path = RUN_DIR / name.lower()
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        fresh.write_text(make())
        fresh.chmod(0o600)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)  # two processes starting at once agree on one secret
        fresh.unlink()
    return path.read_text().strip()


def field_key() -> str:
    """One key of 32 bytes in the form of FIELD_KEYS and CARD_KEYS: id:base64."""
    return "k1:" + base64.b64encode(secrets.token_bytes(32)).decode()


SECRET_KEY = kept_secret("SECRET_KEY", lambda: secrets.token_urlsafe(50))
# Keys before this one: what they signed still counts, and receipt codes given under them are still found.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
FIELD_KEYS = kept_secret("FIELD_KEYS", field_key)
# Seeds that sign cards, in the same form: the first signs, all are recognised.
CARD_KEYS = kept_secret("CARD_KEYS", field_key)
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SITE_NAME = "Fair Passage"
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")

# The day the site believes in; moves standings for demos and tests, shows a banner, refused in production.
PORTAL_TODAY = env.str("PORTAL_TODAY", default="") or None
# Whether invented examples and their printed sign-ins may exist here.
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=True)
# The demo's invented list, which no site without examples reads.
EXAMPLE_SOURCES = BASE_DIR / "portal" / "demo" / "sources"
# A folder with more descriptions of regulators' lists (SOURCE.toml) that registrars may upload.
REGISTER_SOURCES = env.str("REGISTER_SOURCES", default="")

INSTALLED_APPS = [
    "portal",
    "cms",
    "support",
    "audits",
    "jobs",
    "agencies",
    "partners",
    "corridors",
    "accounts",
    "search",
    "reference",
    "foundation",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail.search",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rules.apps.RulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.machines.ForMachines",
    "portal.metrics.Measured",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.refusals.RefusalsNoted",
    "portal.kept.KeptPages",
    "accounts.middleware.SecondFactorRequired",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.site",
                "corridors.context.helplines",
            ],
        },
    }
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{RUN_DIR / 'site.sqlite3'}")}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    RUN_DIR.mkdir(mode=0o700, exist_ok=True)
    # Without these two, concurrent writers meet "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits on floods are counted here: shared by all workers, and too large for a flood to push its own counts out.
CACHES = {"default": env.cache("CACHE_URL", default="dbcache://site_cache")}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache":
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 100_000)

# How many proxies of ours stand in front and append to X-Forwarded-For; rate limits count the address before them.
PROXY_HOPS = env.int("PROXY_HOPS", default=0)

# Who shows this in an Authorization header may read /metrics (portal.machines). Without it nobody may.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# Work of minutes (matches, dossiers) waits in the database for `manage.py db_worker --backend background`. What Wagtail does by
# itself stays in the request, so that a site without a worker loses none of it.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

# Marks of what was deleted, so that no restored backup brings it back (foundation.purge_log): never in a backup themselves.
PURGE_LOG_DIR = Path(env.str("PURGE_LOG_DIR", default=str(RUN_DIR / "purged")))

SEARCH_ENGINE = env.str("SEARCH_ENGINE", default="embedded")
SEARCH_INDEX_DIR = Path(env.str("SEARCH_INDEX_DIR", default=str(RUN_DIR / "index")))
# Read when SEARCH_ENGINE is "elasticsearch"; search.elastic_client.Cluster says what each means.
ELASTICSEARCH = {
    "hosts": tuple(env.list("ELASTICSEARCH_URL", default=[])),
    "user": env.str("ELASTICSEARCH_USER", default="elastic"),
    "password": env.str("ELASTICSEARCH_PASSWORD", default=""),
    "api_key": env.str("ELASTICSEARCH_API_KEY", default=""),
    "ca_certs": env.str("ELASTICSEARCH_CA_CERTS", default=""),
    "seconds": env.float("ELASTICSEARCH_TIMEOUT", default=1.5),
    "shards": env.int("ELASTICSEARCH_SHARDS", default=1),
    "replicas": env.int("ELASTICSEARCH_REPLICAS", default=0),
    "prefix": env.str("ELASTICSEARCH_PREFIX", default="fair-passage"),
}

# Django 5.2 does not know Lao.
LANG_INFO.setdefault("lo", {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"})
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("my", "မြန်မာ"), ("km", "ខ្មែរ"), ("lo", "ລາວ"), ("th", "ไทย")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(RUN_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.static_files.LeanStaticFiles"},
}
WHITENOISE_MAX_AGE = 60 * 60
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(RUN_DIR / "media")))
MEDIA_URL = "/media/"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,30/5m/ip", "login": "30/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.doors.form_not_proved"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Fair Passage <no-reply@localhost>")

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = "sign_in_for_admin"
WAGTAIL_PASSWORD_RESET_ENABLED = False
# Wagtail's admin would otherwise ask third parties for pictures and news.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# What is uploaded is judged by cms/uploads.py; these are what the forms say before it comes to that.
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 24_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "cms.MediaFile"
WAGTAILDOCS_EXTENSIONS = ["pdf", "mp3", "m4a", "ogg", "oga", "opus", "mp4", "webm"]
WAGTAILDOCS_INLINE_CONTENT_TYPES = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

LOGGING = log_settings()

DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
# A page of ten blocks with twelve steps each is sent as more than a thousand fields; the size above bounds them all.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = None  # portal.middleware.SafeHeaders says it, by path
