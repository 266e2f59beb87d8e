"""Settings, read from the environment; the defaults are the embedded installation.

DATABASE_URL            a PostgreSQL URL; SQLite in `var/` when empty
CELERY_BROKER_URL       a Redis or RabbitMQ URL; an in-process broker when empty
PLUMBLINE_DATA          where the embedded installation keeps its files (default: var/)
PLUMBLINE_SECRET_KEY    the signing key; made once and kept in PLUMBLINE_DATA when empty
PLUMBLINE_HOSTS         comma-separated host names that are served (default: loopback)
PLUMBLINE_URL           where people reach it, for links in letters: http(s)://host[:port] without a path; when
                        empty, the address that was asked, or for a worker the first of PLUMBLINE_HOSTS
PLUMBLINE_HTTPS         1 behind TLS: secure cookies and HSTS
PLUMBLINE_PROXIES       how many proxies stand before it that add X-Forwarded-For (default: 0, nobody is believed)
PLUMBLINE_DEBUG         1 for development
PLUMBLINE_EMAIL_URL     smtp://user:password@host:port; the console when empty
PLUMBLINE_EMAIL_FROM    the sender's address
PLUMBLINE_REPORTS       which reports are drawn with each plan beside the executive one: brief,full (default: both)
PLUMBLINE_CJK_FONT      a TrueType file for Chinese, Japanese and Korean in reports (default: one in a usual place, as
                        Debian's fonts-wqy-microhei; without any, such signs are shown as �)
PLUMBLINE_BIND, PORT    where `manage.py run` listens (default: 127.0.0.1 and 8000, or the next free port)
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF

from assessments import language

# Django's generic classes (ModelForm[User]) become subscriptable at run time.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("PLUMBLINE_DATA") or BASE_DIR / "var").resolve()


def _secret_key() -> str:
    """Return the key of the environment, or the one made at the first start."""
    if key := os.environ.get("PLUMBLINE_SECRET_KEY"):
        return key
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    path = DATA_DIR / "secret_key"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{quote(str(DATA_DIR / 'plumbline.sqlite3'))}"
    database: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=0, conn_health_checks=True)}
    options = database.setdefault("OPTIONS", {})
    if database["ENGINE"] == "django.db.backends.postgresql":
        options["pool"] = {"min_size": 2, "max_size": 8}
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["CONN_MAX_AGE"] = None
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an answer that was acknowledged survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
    return database


def _count_of_proxies(given: str) -> int:
    """Return how many proxies are trusted. Raises ValueError for what is no count."""
    if not (given.isascii() and given.isdigit()):
        raise ValueError(f"PLUMBLINE_PROXIES: {given!r} is no count of proxies; write for example 1")
    return int(given)


def _broker_options(url: str) -> dict[str, Any]:
    """Seconds throughout."""
    if url.startswith("memory:"):
        return {"polling_interval": 0.05}
    if url.startswith(("redis", "unix", "sentinel")):
        # visibility_timeout lies above the time limit, or a running task would be delivered again.
        return {
            "visibility_timeout": 300,
            "socket_connect_timeout": 5,
            "socket_timeout": 30,
            "socket_keepalive": True,
        }
    return {}


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("PLUMBLINE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("PLUMBLINE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = os.environ.get("PLUMBLINE_HTTPS") == "1"
PLUMBLINE_URL = os.environ.get("PLUMBLINE_URL", "").strip().removesuffix("/")

INSTALLED_APPS = [
    "accounts",
    "jobs",
    "assessments",
    "planner",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.plain_text_only",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.what_is_done_is_recorded",
    "config.middleware.language_of_the_person",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.page_for_forms_only",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.l10n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "assessments:engagement-list"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.InvitationOnlyAdapter"
# Whose word on the client's address counts: for the limits of sign-in, and in the audit log.
ALLAUTH_TRUSTED_PROXY_COUNT = _count_of_proxies(os.environ.get("PLUMBLINE_PROXIES") or "0")

LANGUAGE_CODE = language.DEFAULT
LANGUAGES = list(language.LANGUAGES.items())
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000  # seconds
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Uploaded evidence; nothing of it is reachable but through a view.
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = True


def _more_reports(given: str) -> tuple[str, ...]:
    """Return which reports are drawn beside the executive one. Raises ValueError for an unknown one."""
    names = tuple(name.strip() for name in given.split(",") if name.strip())
    if unknown := [name for name in names if name not in ("brief", "full")]:
        raise ValueError(
            f"PLUMBLINE_REPORTS: {unknown[0]!r} is none of brief, full; write for example brief,full"
        )
    return names


MORE_REPORTS = _more_reports(os.environ.get("PLUMBLINE_REPORTS", "brief,full"))

EMAIL_URL = urlsplit(os.environ.get("PLUMBLINE_EMAIL_URL", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_URL.hostname else 'console'}.EmailBackend"
EMAIL_HOST = EMAIL_URL.hostname or ""
EMAIL_PORT = EMAIL_URL.port or 587
EMAIL_HOST_USER = unquote(EMAIL_URL.username or "")
EMAIL_HOST_PASSWORD = unquote(EMAIL_URL.password or "")
EMAIL_TIMEOUT = 10
EMAIL_USE_TLS = bool(EMAIL_URL.hostname) and EMAIL_PORT == 587
DEFAULT_FROM_EMAIL = os.environ.get("PLUMBLINE_EMAIL_FROM", "plumbline@localhost")

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "memory://localhost"
HAS_BROKER = not CELERY_BROKER_URL.startswith("memory:")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # Celery's own 100 would give up for good
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # a queue deleted before it is listened to would end the worker
CELERY_BROKER_TRANSPORT_OPTIONS = _broker_options(CELERY_BROKER_URL)
CELERY_TASK_DEFAULT_QUEUE = "plumbline"
CELERY_TASK_IGNORE_RESULT = True
# For speed only; that nothing is lost or done twice is the job table's doing.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 110  # seconds; raises in the handler, so that the job says why it failed
CELERY_TASK_TIME_LIMIT = 120  # seconds; kills the process
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200 if HAS_BROKER else None  # without a broker most tasks only look
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_500_000  # KiB
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False

JOBS_LEASE_SECONDS = 20.0  # a worker that is silent for so long has lost its job
JOBS_SWEEP_SECONDS = 3.0 if HAS_BROKER else 0.25

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000  # a page may have several tables, each of up to 200 rows

# Django's default shows errors on the console only with DEBUG: an operator must see them always.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
