"""The only settings module. Every difference between deployments is an environment variable, read here and nowhere
else.
"""

import hashlib
from math import ceil
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError, ValidationError, validate

from config.mail import mail_settings
from config.postgres import address as postgres
from config.postgres import limits
from config.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

DAY = 24 * 60 * 60


def _origins(found: list[str]) -> None:
    """Refuse what Django would never match with the Origin of a browser."""
    for origin in found:
        scheme, _, host = origin.partition("://")
        if scheme not in ("http", "https") or not host or set(host) & set("/?#@ "):
            raise ValidationError(f'"{origin}" is not an origin like https://second-look.example')


try:
    # Development is where nobody named a database, or somebody says so.
    DEBUG = env.bool("DEBUG", False)
    DEVELOPMENT = env.bool("DEVELOPMENT", DEBUG or not env.str("DATABASE_URL", ""))
    # True where TLS ends in front of this process: cookies then travel by HTTPS alone.
    HTTPS = env.bool("HTTPS", not DEVELOPMENT)
    DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data"))).expanduser().absolute()
    PORT = env.int("PORT", 8000, validate=validate.Range(1, 65535))
    SECRET_KEY = secret_key(env.str("SECRET_KEY", ""), DATA_DIR, development=DEVELOPMENT)
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [".localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else [])
    CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [], validate=_origins)
    # The folder below which the site is served, such as /resumes; "" at the root.
    SCRIPT_NAME = env.str("SCRIPT_NAME", "", validate=validate.Regexp(r"^(/[\w.~-]+)*$"))
    # Seconds for which browsers shall come by HTTPS alone; to subdomains as well; by the lists that come with browsers.
    HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000 if HTTPS else 0, validate=validate.Range(min=0))
    HSTS_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
    HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
    # Processes of the web server, which reads this by itself (config.server.gunicorn).
    WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", 2, validate=validate.Range(1, 1000))
    # Proxies of ours in front of it, each of which appends to X-Forwarded-For.
    PROXIES = env.int("PROXIES", 1 if HTTPS else 0, validate=validate.Range(0, 10))
    MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", 10, validate=validate.Range(1, 1024))

    ANALYSIS_ENGINE = env.str("ANALYSIS_ENGINE", "offline")
    if ANALYSIS_ENGINE not in ("offline", "llm", "hybrid"):
        raise ImproperlyConfigured(f'ANALYSIS_ENGINE is "{ANALYSIS_ENGINE}": it must be "offline", "llm" or "hybrid".')
    LLM_BASE_URL = env.str("LLM_BASE_URL", "")
    LLM_MODEL = env.str("LLM_MODEL", "")
    LLM_API_KEY = env.str("LLM_API_KEY", "")
    # Seconds for one whole question to the model, repetitions and slow bytes included.
    LLM_TIMEOUT = env.float("LLM_TIMEOUT", 60, validate=validate.Range(0, DAY, min_inclusive=False))
    # Off asks for JSON as text at once: for servers that know no function calls, or take them and do nothing.
    LLM_TOOLS = env.bool("LLM_TOOLS", True)
    if ANALYSIS_ENGINE != "offline" and not (LLM_BASE_URL and LLM_MODEL):
        raise ImproperlyConfigured(
            f"ANALYSIS_ENGINE is {ANALYSIS_ENGINE}: LLM_BASE_URL and LLM_MODEL must be set as well."
        )

    ANALYSIS_RETRY_ENABLED = env.bool("ANALYSIS_RETRY_ENABLED", True)
    ANALYSIS_MAX_RETRIES = env.int("ANALYSIS_MAX_RETRIES", 3, validate=validate.Range(0, 1000))
    ANALYSIS_MAX_AUTO_RETRIES = env.int("ANALYSIS_MAX_AUTO_RETRIES", 3, validate=validate.Range(0, 1000))
    # Retries that one person may start within a minute; a batch counts as one.
    ANALYSIS_RETRIES_PER_MINUTE = env.int("ANALYSIS_RETRIES_PER_MINUTE", 30, validate=validate.Range(1, 1_000_000))
    # What one person may do and keep; staff may do more. An upload counts as an analysis as well.
    UPLOADS_PER_MINUTE = env.int("UPLOADS_PER_MINUTE", 600, validate=validate.Range(min=1))
    ANALYSES_PER_MINUTE = env.int("ANALYSES_PER_MINUTE", 600, validate=validate.Range(min=1))
    MAX_JOBS_AT_ONCE = env.int("MAX_JOBS_AT_ONCE", 1000, validate=validate.Range(min=1))
    MAX_FILES_KEPT = env.int("MAX_FILES_KEPT", 5000, validate=validate.Range(min=1))
    MAX_MB_KEPT = env.int("MAX_MB_KEPT", 5000, validate=validate.Range(min=1))
    # From one address: accounts made, and sign-ins that failed. Many people may share one.
    SIGN_UPS_PER_MINUTE = env.int("SIGN_UPS_PER_MINUTE", 120 if DEVELOPMENT else 20, validate=validate.Range(min=1))
    SIGN_INS_PER_MINUTE = env.int("SIGN_INS_PER_MINUTE", 30, validate=validate.Range(min=1))
    ANALYSIS_WORKERS = env.int("ANALYSIS_WORKERS", 5, validate=validate.Range(1, 1000))
    # Seconds that one attempt may take.
    ANALYSIS_JOB_TIMEOUT = env.int("ANALYSIS_JOB_TIMEOUT", 120, validate=validate.Range(1, DAY))
    # Seconds after which a worker that shows no sign of life loses its attempt.
    ANALYSIS_LEASE = env.int("ANALYSIS_LEASE", 30, validate=validate.Range(2, DAY))
    # What sends e-mail; "" sends none.
    EMAIL_URL = env.str("EMAIL_URL", "console:" if DEVELOPMENT else "")
    vars().update(mail_settings(EMAIL_URL))
    SENDS_MAIL = EMAIL_URL not in ("", "dummy:")
    DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "second-look@localhost")
    # Whether anybody can make an account; where not, `manage.py password_link --new` makes one.
    SIGN_UP = env.bool("SIGN_UP", True)
    METRICS_TOKEN = env.str("METRICS_TOKEN", "")
    OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "")
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]))
    LOG_JSON = env.bool("LOG_JSON", not DEVELOPMENT)
    # A pool suits a threaded web process; config.wsgi asks for it. Workers fork, and keep one connection each.
    DATABASE_POOL = env.bool("DATABASE_POOL", False)
    # Connections that one web process takes at most: one for each of its threads (config.server.gunicorn).
    DATABASE_POOL_SIZE = env.int("DATABASE_POOL_SIZE", 8, validate=validate.Range(1, 1000))
    # DATABASE_URL leads to a pooler of transactions, such as PgBouncer, and DATABASE_DIRECT_URL past it.
    DATABASE_POOLER = env.bool("DATABASE_POOLER", False)
    DATABASE_DIRECT_URL = env.str("DATABASE_DIRECT_URL", "")
    # Executions after which a statement is prepared on the server; 0 never prepares.
    DATABASE_PREPARE_THRESHOLD = env.int("DATABASE_PREPARE_THRESHOLD", 0, validate=validate.Range(0, 1000))
    DATABASES = {"default": postgres.database_settings(DATA_DIR, env.str("DATABASE_URL", ""))}
except EnvError as error:
    raise ImproperlyConfigured(str(error)) from error

DATABASES["default"] = limits.limited(
    DATABASES["default"],
    env.str("DATABASE_URL", ""),
    pooler=DATABASE_POOLER,
    prepare_threshold=DATABASE_PREPARE_THRESHOLD or None,
)
if DATABASE_DIRECT_URL:
    DATABASES["default"]["DIRECT"] = limits.limited(
        postgres.database_settings(DATA_DIR, DATABASE_DIRECT_URL, variable="DATABASE_DIRECT_URL"),
        DATABASE_DIRECT_URL,
        pooler=False,
        prepare_threshold=None,
    )
if DATABASE_POOL:
    DATABASES["default"]["OPTIONS"]["pool"] = limits.pool(DATABASE_POOL_SIZE)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600

INSTALLED_APPS = [
    "config.admin_site.Config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_htmx",
    "django_q",
    "profiles",
    "analysis",
    "config",
]

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",  # of every answer, static files and probes included
    "analysis.monitoring.health.answer_probes",
    "django.middleware.security.SecurityMiddleware",
    "config.headers.permissions_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "analysis.web.middleware.redirect_htmx_to_sign_in",
    "profiles.accounts.sign_ins.note_use",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
CSRF_FAILURE_VIEW = "analysis.errors.csrf_failure"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    },
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = f"{SCRIPT_NAME}/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"  # never served by URL: uploads leave through a view that asks whose they are
PICTURES_ROOT = DATA_DIR / "pictures"  # of pages, kept for a day: see analysis.uploads.pictures
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.server.static.Storage"},
}
FILE_UPLOAD_HANDLERS = ["analysis.uploads.handler.LimitedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
# A form with every value of a long profile has more fields than Django takes from a stranger.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
WHITENOISE_USE_FINDERS = DEVELOPMENT

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "profile"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# Ten wrong passwords for one name from one address lock that pair out for a quarter of an hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "profiles.accounts.lockout.client_address"
AXES_USERNAME_CALLABLE = "profiles.accounts.lockout.name_tried"
AXES_LOCKOUT_CALLABLE = "profiles.accounts.lockout.locked_out"
AXES_RESET_ON_SUCCESS = True
# Who goes on trying keeps nobody locked out for longer, the person of that name least of all.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Browsers let no other host and no page without TLS set cookies of this name; they must be of the whole host.
_COOKIE_PREFIX = "__Host-" if HTTPS and not SCRIPT_NAME else ""
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrftoken"
# Cookies know neither ports nor, by themselves, folders: without this two installations on one host sign each other's
# users out.
_INSTALLATION = hashlib.sha256(f"second-look cookie {SECRET_KEY}".encode()).hexdigest()[:8]
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}sessionid_{_INSTALLATION}"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{SCRIPT_NAME}/"
FORCE_SCRIPT_NAME = SCRIPT_NAME or None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"(^|/)metrics$"]  # scraped by address from inside, where TLS has ended
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD = HSTS_SECONDS, HSTS_SUBDOMAINS, HSTS_PRELOAD
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # subdomains and preload: for their owner to decide
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# One delivery may take as long as an attempt and the clearing up after it. It is delivered again only when every task
# that a cluster may have fetched before it has had its time as well: analysis.queue.checks refuses anything less.
_TASK_TIMEOUT = ANALYSIS_JOB_TIMEOUT + 30
_QUEUE_LIMIT = _BULK = 1
Q_CLUSTER = {
    "name": "second_look",
    "orm": "default",
    "broker_class": "analysis.queue.broker.Broker",
    "workers": ANALYSIS_WORKERS,
    "timeout": _TASK_TIMEOUT,
    "retry": (_TASK_TIMEOUT + 3) * (1 + ceil((_QUEUE_LIMIT + _BULK) / ANALYSIS_WORKERS)) + 60,
    "queue_limit": _QUEUE_LIMIT,
    "bulk": _BULK,
    "ack_failures": True,
    "max_attempts": 1,
    "save_limit": -1,
    "catch_up": False,
    "label": "Queue",
}

LOGGING_CONFIG = "config.logging.configure_logging"
LOGGING = {"level": LOG_LEVEL, "json": LOG_JSON}
