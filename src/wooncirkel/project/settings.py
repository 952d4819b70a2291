"""The only settings file. Every choice comes from the environment; docs/operate/settings.md lists them."""

import os
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from wooncirkel.project.environment import (
    base_address,
    database,
    mail_server,
    one_of,
    organisations_sign_in,
    owner,
    refuse_open_demo,
    secret,
    telephone,
    text,
    truth,
    words,
)

VAR = Path(text("WOONCIRKEL_VAR", "var")).resolve()
NETWORKS = VAR / "networks"
os.environ.setdefault("NUMBA_CACHE_DIR", str(VAR / "numba"))

LOG_LEVEL = one_of("WOONCIRKEL_LOG_LEVEL", ("WARNING", "DEBUG", "INFO", "ERROR", "CRITICAL"))
DEBUG = truth("WOONCIRKEL_DEBUG", default=False)
HTTPS = truth("WOONCIRKEL_HTTPS", default=False)
SECRET_KEY = secret("WOONCIRKEL_SECRET_KEY", VAR / "secret-key")
ALLOWED_HOSTS = words("WOONCIRKEL_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
URL = base_address(text("WOONCIRKEL_URL"), https=HTTPS, hosts=ALLOWED_HOSTS)
DEMO = truth("WOONCIRKEL_DEMO", default=False)
refuse_open_demo(demo=DEMO, https=HTTPS)

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
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "axes",
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
    "wooncirkel.apps.circles.middleware.ActorMiddleware",
    "wooncirkel.apps.people.middleware.SessionBoundsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wooncirkel.apps.circles.middleware.TabletMiddleware",
    "wooncirkel.apps.people.accesslog.AccessLogMiddleware",
    "wooncirkel.apps.circles.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
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
DATABASE_OWNER = owner(text("DATABASE_OWNER_URL"), DATABASES["default"], VAR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cached",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
AUTH_USER_MODEL = "people.Account"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Signing in. Residents come in by card or a link by e-mail (rooms `people`); what follows is for staff.
LOGIN_URL = "/inloggen/"
LOGIN_REDIRECT_URL = "/inloggen/verder/"
SESSION_COOKIE_AGE = 12 * 60 * 60
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
ALLAUTH_TRUSTED_PROXY_COUNT = int(HTTPS)
ACCOUNT_ADAPTER = "wooncirkel.apps.people.adapters.WorkAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_FORMS = {
    "login": "wooncirkel.apps.people.forms.work.LoginForm",
    "reset_password": "wooncirkel.apps.people.forms.work.ResetForm",
    "reset_password_from_key": "wooncirkel.apps.people.forms.work.NewPasswordForm",
    "reauthenticate": "wooncirkel.apps.people.forms.work.AgainForm",
}
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,10/10m/key", "login": "60/m/ip", "reset_password": "20/m/ip"}
SOCIALACCOUNT_ADAPTER = "wooncirkel.apps.people.adapters.OrganisationAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": organisations_sign_in(text("WOONCIRKEL_OIDC"))}}
MFA_ADAPTER = "wooncirkel.apps.people.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Wooncirkel"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "wooncirkel.apps.people.forms.work.CodeForm",
    "reauthenticate": "wooncirkel.apps.people.forms.work.CodeAgainForm",
    "activate_totp": "wooncirkel.apps.people.forms.work.FirstCodeForm",
}
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=1)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "wooncirkel.apps.people.adapters.hashed_name"
AXES_CLIENT_IP_CALLABLE = "wooncirkel.apps.people.adapters.visitor_ip"
AXES_LOCKOUT_CALLABLE = "wooncirkel.apps.people.adapters.wait_a_minute"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

LETTERS = VAR / "mail"
MAIL = mail_server(text("WOONCIRKEL_MAIL"))
globals().update(MAIL)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = text("WOONCIRKEL_MAIL_FROM") or f"Wooncirkel <wooncirkel@{urlsplit(URL).hostname}>"

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
    "loggers": {"axes": {"level": "CRITICAL"}},  # its lines would name who tried
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
