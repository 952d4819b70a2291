"""The only settings file. Every choice comes from the environment; docs/operate/settings.md lists them."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from wooncirkel.project.environment import database, one_of, secret, telephone, text, truth, words

VAR = Path(text("WOONCIRKEL_VAR", "var")).resolve()
NETWORKS = VAR / "networks"
os.environ.setdefault("NUMBA_CACHE_DIR", str(VAR / "numba"))

LOG_LEVEL = one_of("WOONCIRKEL_LOG_LEVEL", ("WARNING", "DEBUG", "INFO", "ERROR", "CRITICAL"))
DEBUG = truth("WOONCIRKEL_DEBUG", default=False)
HTTPS = truth("WOONCIRKEL_HTTPS", default=False)
SECRET_KEY = secret("WOONCIRKEL_SECRET_KEY", VAR / "secret-key")
ALLOWED_HOSTS = words("WOONCIRKEL_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

HELP_PHONE = telephone("WOONCIRKEL_HELP_PHONE", example="050 000 00 00", needed=HTTPS)
HELP_IS_EXAMPLE = not text("WOONCIRKEL_HELP_PHONE")
HELP_HOURS = text("WOONCIRKEL_HELP_HOURS", "elke dag van 8 tot half 11 ’s avonds")

INSTALLED_APPS = [
    "wooncirkel.apps.shared",
    "wooncirkel.apps.people",
    "wooncirkel.apps.places",
    "wooncirkel.apps.circles",
    "wooncirkel.apps.front",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "wooncirkel.apps.shared.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wooncirkel.apps.shared.compression.TextCompression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wooncirkel.apps.people.accesslog.AccessLogMiddleware",
    "wooncirkel.apps.circles.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "wooncirkel.project.urls"
WSGI_APPLICATION = "wooncirkel.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["wooncirkel.apps.shared.templatetags.parts"],
            "context_processors": [
                "django.template.context_processors.request",
                "wooncirkel.apps.shared.shell.shell",
            ],
        },
    }
]

DATABASES = {"default": database(text("DATABASE_URL"), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wooncirkel.apps.shared.assets.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:", "blob:"],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "worker-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Other names under the same domain, and the preload list, are for whoever owns the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-wooncirkel" if HTTPS else "wooncirkel"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "wooncirkel.apps.shared.views.csrf_failed"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
