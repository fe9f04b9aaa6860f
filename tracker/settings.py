"""Settings, all from the environment; a newcomer needs none of them.

`SITE_URL` decides what kind of place this is. On a loopback address it is one person's machine:
SQLite, no broker, mails kept in a folder. On any other address it is production, and the settings
refuse, with a sentence, what would be unsafe there.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import secrets
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
#: Set to nothing counts as not set: files of settings and compose leave such behind.
env.ENVIRON = {name: value for name, value in os.environ.items() if value}
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


Number = TypeVar("Number", int, float)


def _number(name: str, default: Number, *, least: int = 0, most: float = float("inf")) -> Number:
    """A number of the same sort as the default, within bounds."""
    text = env.str(name, default=str(default))
    try:
        number = type(default)(text)
    except ValueError:
        number = type(default)(-1)
    if not least <= number <= most:  # not a number at all fits no bounds either
        bounds = f"from {least} to {most}" if most < float("inf") else f"from {least} upwards"
        whole = {int: "a whole number", float: "a number"}[type(default)]
        raise ImproperlyConfigured(f"{name} is {text!r}: write {whole} {bounds}, such as {default}")
    return number


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


PORT = _number("PORT", 8000, least=1, most=65535)
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(
        f"SITE_URL is {SITE_URL!r}: write the address of the site, such as https://example.org"
    )
SITE_HOST = _site.hostname
AT_HOME = _is_loopback(SITE_HOST)
HTTPS = _site.scheme == "https"
DEBUG = env.bool("DEBUG", default=False)


def _home_secret_key() -> str:
    """One key per machine, made on the first start and kept where only its owner reads it."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not SECRET_KEY:
    if not AT_HOME:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing: set it to a long random text before running on "
            f"{SITE_HOST}, and keep it, for mailed links are signed with it"
        )
    SECRET_KEY = _home_secret_key()
for _name, _keys in {
    "SECRET_KEY is": [SECRET_KEY],
    "SECRET_KEY_FALLBACKS has a key that is": SECRET_KEY_FALLBACKS,
}.items():
    if not AT_HOME and any(len(key) < 50 for key in _keys):
        raise ImproperlyConfigured(
            f"{_name} too short: it signs mailed links and the staff's sessions, so write a random "
            "text of 50 characters or more"
        )
if DEBUG and not AT_HOME:
    raise ImproperlyConfigured(f"DEBUG is on and the site is {SITE_HOST}: turn DEBUG off")
if not AT_HOME and not HTTPS:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL}: outside one machine it must be https://")

ALLOWED_HOSTS = [SITE_HOST, *env.list("ALLOWED_HOSTS", default=[])]
if AT_HOME:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
elif "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS has *: write the host names that are ours")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "legislation",
    "scrapers",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "tracker.headers.PermissionsPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.languages.LanguageOfAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.trial.trial",
                "tracker.place.place",
            ],
        },
    },
]

try:
    _database = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/tracker.sqlite3")
except ValueError:  # a port that is none
    _database = {}
if "ENGINE" not in _database:
    raise ImproperlyConfigured(
        "DATABASE_URL cannot be read: write postgres://USER:PASSWORD@HOST:PORT/NAME or "
        "sqlite:////FOLDER/FILE, or leave it out"
    )
DATABASES = {"default": _database}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A reader never waits for a writer (WAL), and a writer asks for the lock before it reads
    # (IMMEDIATE): with these, web, worker and clock in one process never meet "locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL = REDIS_URL or "memory://localhost//"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = (
    {"visibility_timeout": 1800, "socket_timeout": 5, "socket_connect_timeout": 1}
    if REDIS_URL
    else {"polling_interval": 0.05}
)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
#: Those of mails and of pages: French is at /fr/, German at /de/, English has no prefix.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("de", "Deutsch")]
TIME_ZONE = "Europe/Brussels"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "legislation" / "locale"]
FORMAT_MODULE_PATH = ["tracker.formats"]

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.bool("STATIC_COMPILED", default=True)
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
# "no-referrer" would make browsers post the unsubscribe button with "Origin: null".
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Pages and desk run no script and use no style but our own files, ask no other host, and stand in
# nobody's frame; where one needs more, its view says so. connect-src: the board and the desk's
# search-as-you-type ask this site.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
if HTTPS:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "legislation.api.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Return Directive Tracker",
    "DESCRIPTION": "Steps, texts and positions in the reform of the EU's return rules, "
    "each with its sources.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    # One name for each list of words, however many fields use it.
    "ENUM_NAME_OVERRIDES": {
        "StageSlug": "legislation.domain.procedure.StageSlug.choices",
        **{
            word: f"legislation.domain.words.{word}.choices"
            for word in (
                "Confidence",
                "Institution",
                "Kind",
                "Membership",
                "Origin",
                "Precision",
                "SourceKind",
                "SourceState",
                "Stance",
                "StatementKind",
                "StatementRole",
                "TakesPart",
                "Verb",
                "Vote",
            )
        },
    },
}

# Mail. Without EMAIL_URL each mail is a row and an .eml file, and nothing leaves the machine: it is
# for one machine only.
MAIL_DIRECTORY = VAR_DIR / "mail"
EMAIL_BACKEND = "legislation.mail.EmlBackend"
EMAIL_HOST = ""
if env.str("EMAIL_URL", default=""):
    try:
        vars().update(env.email_url("EMAIL_URL"))
    except (ValueError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(
            "EMAIL_URL cannot be read: write smtp://USER:PASSWORD@HOST:PORT, or smtp+tls:// and "
            "smtp+ssl:// for a relay that speaks TLS, or leave it out"
        ) from error
elif not AT_HOME:
    raise ImproperlyConfigured(
        f"EMAIL_URL is missing: write the relay that takes the mails of {SITE_HOST}, such as "
        "smtp+tls://user:password@smtp.example.org:587"
    )
_is_relay = EMAIL_BACKEND.endswith("smtp.EmailBackend") and bool(EMAIL_HOST)
if not _is_relay and not AT_HOME:
    raise ImproperlyConfigured(
        "EMAIL_URL names no relay: write smtp+tls://, smtp+ssl:// or smtp:// and its host"
    )
if not _is_relay:  # at home, any other way of sending keeps the mails as files
    EMAIL_BACKEND = "legislation.mail.EmlBackend"
EMAIL_TIMEOUT = _number("EMAIL_TIMEOUT", 60)
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"Return Directive Tracker <alerts@{SITE_HOST}>"
)
# So many conversations with the relay at once, and so many mails each of them holds.
MAIL_CONNECTIONS = _number("MAIL_CONNECTIONS", 4, least=1, most=50)
MAILS_PER_LEASE = _number("MAILS_PER_LEASE", 100, least=1, most=1000)
MAIL_SECONDS_PER_TICK = _number("MAIL_SECONDS_PER_TICK", 50)
# RFC 5321 gives a relay ten minutes for its last answer; a lease outlives that.
MAIL_ANSWER_SECONDS = _number("MAIL_ANSWER_SECONDS", 600, least=1)
MAIL_LEASE_SECONDS = _number("MAIL_LEASE_SECONDS", 900, least=1)
# A mail that may have gone out waits so long for its second and last attempt.
MAIL_DOUBT_SECONDS = _number("MAIL_DOUBT_SECONDS", 900)
# So long an editor can undo a change before anybody is told, and a site can mend its page.
POSITION_HOLD_SECONDS = _number("POSITION_HOLD_SECONDS", 180)
SOURCE_HOLD_SECONDS = _number("SOURCE_HOLD_SECONDS", 600)
# What tells this database from a copy of it: outlives the process and is not in the database.
FENCE_FILE = env.str("FENCE_FILE", default=str(VAR_DIR / "send-fence"))
# Who was erased, as keyed hashes: it must outlive the database, for backups are older.
ERASURES_FILE = env.str("ERASURES_FILE", default=str(VAR_DIR / "erasures"))
# A mailbox of our own, told something each hour: where its mails don't arrive, nobody's do.
PROBE_ADDRESS = env.str("PROBE_ADDRESS", default="")
# So many proxies of ours add the address of the client before them to X-Forwarded-For.
PROXY_COUNT = _number("PROXY_COUNT", 1 if HTTPS else 0, most=5)
# Whoever reports mails that came back signs with it; empty: nobody can.
BOUNCE_SECRET = env.str("BOUNCE_SECRET", default="")
if BOUNCE_SECRET and len(BOUNCE_SECRET) < 32:
    raise ImproperlyConfigured("BOUNCE_SECRET is too short: write a random text of 32 or more")

# Sources. The defaults are the real sites; `manage.py replay` prints others.
REAL_SOURCE_BASES = {
    "cellar": "https://publications.europa.eu",
    "eurlex": "https://eur-lex.europa.eu",
    "epapi": "https://data.europarl.europa.eu",
    "parliament": "https://oeil.europarl.europa.eu",
    "council": "https://www.consilium.europa.eu",
}
SOURCE_BASES = {
    site: env.str(f"{site.upper()}_BASE", default=base).rstrip("/")  # CELLAR_BASE and so on
    for site, base in REAL_SOURCE_BASES.items()
}
# Who may be written to when our reading disturbs a site; without it real sites are not polled.
SCRAPE_CONTACT = env.str("SCRAPE_CONTACT", default="")
SCRAPE_PAUSE_SECONDS = _number("SCRAPE_PAUSE_SECONDS", 10.0)
SCRAPE_CONNECT_SECONDS = _number("SCRAPE_CONNECT_SECONDS", 5.0)
SCRAPE_TOTAL_SECONDS = _number("SCRAPE_TOTAL_SECONDS", 30.0)
SCRAPE_MAX_WIRE_BYTES = _number("SCRAPE_MAX_WIRE_BYTES", 10 * 1024 * 1024)
SCRAPE_MAX_BYTES = _number("SCRAPE_MAX_BYTES", 30 * 1024 * 1024)
# Plain http and loopback targets, for `manage.py replay` and tests; never in production.
SCRAPE_PRIVATE_TARGETS = env.bool("SCRAPE_PRIVATE_TARGETS", default=False) and AT_HOME
TICK_SECONDS = _number("TICK_SECONDS", 10.0)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Who may not do a thing is told so by a page: a line will do here."""
    if getattr(record, "status_code", None) == 403:
        record.exc_info = None
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tracker.logs.Line",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
    },
    "filters": {
        "refusals": {"()": "django.utils.log.CallbackFilter", "callback": _without_traceback},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["refusals"],
        },
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        name: {"level": env.str("LOG_LEVEL", default="INFO")}
        for name in ("legislation", "scrapers")
    },
}
