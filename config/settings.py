"""Settings, all of them, from the environment. See docs/operate.md for what each variable does."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    return text(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    return int(text(name) or default)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


# Where things are
VAR = Path(text("ENLACESUR_VAR", str(BASE / "var")))
PROFILE = Path(text("NETWORK_PROFILE", str(BASE / "profiles" / "mercociudades")))
INDEX_DIR = Path(text("INDEX_DIR", str(VAR / "index")))
EMBEDDER = text("EMBEDDER", "")  # a sentence model; empty for none
TRANSLATOR = text("TRANSLATOR", "apertium")  # the program; empty for none
MEDIA_ROOT = VAR / "media"
STATIC_ROOT = VAR / "static"
STATIC_URL = "/static/"

# The demonstration: sign-ins are shown, content is labelled. Never on in production.
DEMO = flag("DEMO")
DEBUG = flag("DEBUG")
# Local and demonstration use only; DEMO or DEBUG off and no key set is refused by `doctor` and by `serve`.
LOCAL_KEY = "local-key-for-demonstration-only"
SECRET_KEY = text("SECRET_KEY", LOCAL_KEY)
DEMO_PASSWORD = text("DEMO_PASSWORD", "ciudades-hermanas")
HOST = text("HOST", "127.0.0.1")
PORT = number("PORT", 8000)
WEB_WORKERS = number("WEB_WORKERS", 2)
WEB_THREADS = number("WEB_THREADS", 4)
LOG_ACCESS = flag("LOG_ACCESS")
SITE_URL = text("SITE_URL", f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "enlacesur.core",
    "enlacesur.journal",
    "enlacesur.accounts",
    "enlacesur.taxonomy",
    "enlacesur.network",
    "enlacesur.matching",
    "enlacesur.notifications",
    "enlacesur.procedure",
    "enlacesur.review",
    "enlacesur.practices",
    "enlacesur.exchange",
    "enlacesur.portal",
    "allauth",  # after ours, whose templates dress its pages
    "allauth.account",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "enlacesur.portal.middleware.ValidatorMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "enlacesur.network.middleware.ActingMiddleware",
    "enlacesur.core.middleware.AccessMiddleware",
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
                "enlacesur.portal.context.layout",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "enlacesur.core.templatetags.ui",
                "enlacesur.taxonomy.templatetags.vocabulary",
            ],
        },
    },
]
FORM_RENDERER = "enlacesur.core.forms.Renderer"

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# PostgreSQL only. The console command starts the embedded one and sets DATABASE_URL when nobody did.
DATABASES: dict[str, Any] = {
    "default": {
        **dj_database_url.parse(text("DATABASE_URL", "postgresql://localhost/enlacesur")),
        "CONN_MAX_AGE": number("CONN_MAX_AGE", 60),
    },
}
DATABASES["default"]["TEST"] = {"NAME": text("TEST_DATABASE", "test_enlacesur")}

# People
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "enlacesur.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_FORMS = {
    "login": "enlacesur.accounts.forms.SignInForm",
    "signup": "enlacesur.accounts.forms.SignUpForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True  # a person has one address; another takes its place once it is confirmed
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "home"

# Languages. The address says the language: Spanish has no prefix.
LANGUAGE_CODE = "es"
LANGUAGES = [("es", _("Spanish")), ("pt-br", _("Portuguese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = text("TIME_ZONE", "America/Montevideo")

# Mail: a server in production, the console in the demonstration.
EMAIL_HOST = text("EMAIL_HOST")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = number("EMAIL_TIMEOUT", 20)
EMAIL_BACKEND = f"{'enlacesur.core.smtp' if EMAIL_HOST else 'django.core.mail.backends.console'}.EmailBackend"
DEFAULT_FROM_EMAIL = text("DEFAULT_FROM_EMAIL", "Enlace Sur <avisos@localhost>")
BOUNCE_ADDRESS = text("BOUNCE_ADDRESS")  # to where undeliverable mails come back; empty for the sender's own
MAIL_PATIENCE = number("MAIL_PATIENCE", 60)  # seconds that a notice waits, to be read on the site or joined by others
MAIL_PER_DOMAIN = number("MAIL_PER_DOMAIN", 300)  # mails a minute to one domain; 0 for as many as there are
MAIL_CONNECTIONS = number("MAIL_CONNECTIONS", 2)  # to the mail server at a time
MAIL_SILENCE = number("MAIL_SILENCE", 120)  # seconds after which letters in a worker's hand are nobody's
# Days after which what interests brought is deleted once it is read, and unread; and the log of mails.
NOTICES_KEPT = number("NOTICES_KEPT", 730)
UNREAD_NOTICES_KEPT = number("UNREAD_NOTICES_KEPT", 1825)
LETTERS_KEPT = number("LETTERS_KEPT", 400)

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MAX_ATTACHMENT_BYTES = number("MAX_ATTACHMENT_BYTES", 10 * 1024 * 1024)

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "enlacesur.portal.views.system.csrf_failed"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "WARNING")},
}
