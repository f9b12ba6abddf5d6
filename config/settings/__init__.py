"""Django's settings; everything that differs between machines comes through config.env."""

from datetime import timedelta
from urllib.parse import unquote, urlsplit

from config import ROOT
from config.env import environment_or_exit
from config.settings.admin import UNFOLD as UNFOLD
from config.settings.logs import logging_of
from config.settings.metrics import count_together, networks_of
from config.settings.release import release_of

ENV = environment_or_exit()
IS_HTTPS = ENV.WABOT_PUBLIC_URL.startswith("https:")

SECRET_KEY = ENV.WABOT_SECRET_KEY.get_secret_value()
WABOT_DATA_KEYS = [key for key in ENV.WABOT_DATA_KEYS.get_secret_value().split(",") if key]
DEBUG = False
ALLOWED_HOSTS = ENV.WABOT_ALLOWED_HOSTS.split(",")
CSRF_TRUSTED_ORIGINS = [ENV.WABOT_PUBLIC_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "apps.tenants",
    "apps.catalog",
    "apps.messaging",
    "apps.orders",
    "apps.bot",
    "apps.inbox",
    "apps.operations",
]

MIDDLEWARE = [
    "apps.operations.metrics.http.count_responses",
    "django.middleware.security.SecurityMiddleware",
    "apps.operations.middleware.content_security_policy",
    "apps.operations.middleware.probes_without_session",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.operations.maintenance.middleware.closed_for_maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "apps.tenants.middleware.tenant_of_request",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(url: str, role: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    options: dict[str, object] = {"application_name": "wabot", "connect_timeout": 5}
    if role:
        options["options"] = f"-c role={role}"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(ENV.DATABASE_URL, ENV.WABOT_DB_ROLE)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.REDIS_URL,
        "TIMEOUT": 300,
    }
}
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SECURE_SSL_REDIRECT = IS_HTTPS
# Who asks for health stands beside the process, on this side of the proxy.
SECURE_REDIRECT_EXEMPT = [r"^v1/(health|live)$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_HTTPS else 0
CSRF_FAILURE_VIEW = "apps.operations.views.csrf_failure"
# Whether other hosts of the domain speak HTTPS is not this one's to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sw", "Kiswahili")]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
MEDIA_ROOT = ENV.WABOT_STATE_DIR / "media"
MEDIA_URL = f"{ENV.WABOT_PUBLIC_URL}/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Without a `collectstatic` run the installed apps' own files are served as they lie.
WHITENOISE_USE_FINDERS = not STATIC_ROOT.is_dir()

CELERY_BROKER_URL = ENV.CELERY_BROKER_URL
REDIS_URL = ENV.REDIS_URL
DATABASE_URL = ENV.DATABASE_URL
JOURNAL_DATABASE_URL = ENV.JOURNAL_DATABASE_URL
WABOT_GRAPH_URL = ENV.WABOT_GRAPH_URL
WABOT_MAIL_URL = ENV.WABOT_MAIL_URL
WABOT_MODEL_KEY = ENV.WABOT_MODEL_KEY
WABOT_MODEL_NAME = ENV.WABOT_MODEL_NAME
WABOT_MODEL_SECONDS = ENV.WABOT_MODEL_SECONDS
WABOT_MODEL_URL = ENV.WABOT_MODEL_URL
WABOT_PUBLIC_URL = ENV.WABOT_PUBLIC_URL
WABOT_JOURNAL_DAYS = ENV.WABOT_JOURNAL_DAYS
WABOT_LOG_DAYS = ENV.WABOT_LOG_DAYS
WABOT_METRICS_DIR = count_together(ENV)
WABOT_METRICS_NETWORKS = networks_of(ENV)
WABOT_RELEASE = release_of(ROOT)
WABOT_STATE_DIR = ENV.WABOT_STATE_DIR
WABOT_UNCERTAIN_RESEND_S = ENV.WABOT_UNCERTAIN_RESEND_S


LOGGING = logging_of(ENV)
