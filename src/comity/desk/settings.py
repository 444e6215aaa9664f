"""Django's settings, all from the environment.

    COMITY_HOME        the folder of the records; comity-data in the present folder unless told
    DATABASE_URL       another database: postgresql://... ; SQLite in COMITY_HOME unless told
    COMITY_KEY_FILE    the master key's file; COMITY_HOME/master.key unless told; or COMITY_KEY
    COMITY_SECRET_KEY  what signs sessions; session.key in COMITY_HOME unless told
    COMITY_MAIL        the desk's own mail address; COMITY_SMTP its server (smtp://user:password@host:port)
    COMITY_ALARM       mail addresses, with commas, that are told when the record fails
    COMITY_PASSWORD_LIST  a file of bad passwords, in lower case, one a line; Django's unless told
    COMITY_DEBUG       1 on a developer's machine only
    COMITY_HOSTS       the host names under which the desk is reached, with commas

    COMITY_BEHIND_TLS  0 only where the desk is tried without TLS
    COMITY_OIDC        the issuer of an agency's own directory; COMITY_OIDC_CLIENT, _SECRET, _NAME

MUST: nothing here opens a database or fails for what is lacking; the command that needs it says so.
"""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

import dj_database_url
from django.utils.translation import gettext_lazy as _

ROOT: Final = Path(__file__).parent
HOME: Final = Path(os.environ.get("COMITY_HOME", "comity-data")).absolute()
DEBUG = os.environ.get("COMITY_DEBUG") == "1"


def _session_key() -> str:
    """What signs sessions: given, or made by `comity desk setup`. Without it no page is served."""
    kept = HOME / "session.key"
    made = kept.read_text(encoding="ascii").strip() if kept.is_file() else ""
    fallback = "not a secret: for this machine only" if DEBUG else ""
    return os.environ.get("COMITY_SECRET_KEY") or made or fallback


SECRET_KEY = _session_key()
# Whoever watches the desk from this machine asks under these names.
_HERE: Final = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [*_HERE, *filter(None, os.environ.get("COMITY_HOSTS", "").split(","))]

MAIL = os.environ.get("COMITY_MAIL", "desk@localhost.invalid")
SMTP = os.environ.get("COMITY_SMTP", "")
ALARM = [*filter(None, os.environ.get("COMITY_ALARM", "").split(","))]
_LIST: Final = os.environ.get("COMITY_PASSWORD_LIST")
PASSWORD_LIST: Final = Path(_LIST) if _LIST else None

INSTALLED_APPS = [
    "comity.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "comity.desk.access.middleware.Walls",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ROOT_URLCONF = "comity.desk.urls"
WSGI_APPLICATION = "comity.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come before those of the libraries, whose pages they give the desk's look.
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.desk.access.context.desk",
            ]
        },
    }
]
# Shared by all processes: a code of an authenticator is good once, wherever it is typed.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "desk_cache",
        # What is dropped when there are more is any: a used code or a count among them.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
AUTH_USER_MODEL = "desk.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [ROOT / "locale"]
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# `comity desk` collects the files; on a developer's machine they are found where they are.
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "comity.desk.access.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # django-axes counts, and locks
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
USERSESSIONS_TRACK_ACTIVITY = True
ACCOUNT_FORMS = {
    "login": "comity.desk.access.forms.SignIn",
    "reauthenticate": "comity.desk.access.forms.Again",
    "change_password": "comity.desk.access.forms.OwnPassword",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Comity"
MFA_TOTP_TOLERANCE = 1
# Of the library, either factor would be enough; the walls ask for both.
MFA_REAUTHENTICATION_REQUIRED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
DIRECTORY = "directory"
_ISSUER: Final = os.environ.get("COMITY_OIDC", "")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        # A code that somebody else has got hold of opens nothing (RFC 7636, RFC 9700 § 2.1.1).
        "OAUTH_PKCE_ENABLED": True,
        "provider_class": "comity.desk.access.directory.Provider",
        # Who it is, and no more.
        "SCOPE": ["openid"],
        "APPS": [
            {
                "provider_id": DIRECTORY,
                "name": os.environ.get("COMITY_OIDC_NAME") or _("the agency's directory"),
                "client_id": os.environ.get("COMITY_OIDC_CLIENT", ""),
                "secret": os.environ.get("COMITY_OIDC_SECRET", ""),
                "settings": {"server_url": _ISSUER},
            }
        ]
        if _ISSUER
        else [],
    }
}
SOCIALACCOUNT_ADAPTER = "comity.desk.access.adapter.DirectoryAdapter"

# CJIS Security Policy AC-7: five failures within 15 minutes lock an account until an administrator
# releases it. Within AXES_COOLOFF_TIME nothing is released, hence none.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = None
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "comity.desk.access.lockout.Lockout"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_VERBOSE = False
# An account is what is locked, wherever the tries come from: stricter than counting by address.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

# IA-5(1)(a): at least 8 characters, no known bad ones, no rules of composition, no forced expiry.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
        "OPTIONS": {"password_list_path": PASSWORD_LIST} if PASSWORD_LIST else {},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
# The form of signing in by the directory leads there, and browsers hold `form-action` against it.
_DIRECTORYS_ORIGIN: Final = [urljoin(_ISSUER, "/").rstrip("/")] if _ISSUER else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        # The code that an authenticator reads is a picture in the page itself.
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *_DIRECTORYS_ORIGIN],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
if not DEBUG:
    SECURE_SSL_REDIRECT = os.environ.get("COMITY_BEHIND_TLS", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

_SQLITE_WAITS_SECONDS: Final = 30


def _database() -> dict[str, Any]:
    """The database of DATABASE_URL, with what durable records need of it.

    SQLite: a write begins as one (no upgrade of a reading transaction, which may fail), every
    commit reaches the disk, and what is deleted is overwritten.
    """
    found: dict[str, Any] = dict(
        dj_database_url.parse(
            os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'comity.sqlite3'}",
            conn_max_age=None,
        )
    )
    found["CONN_HEALTH_CHECKS"] = True
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": _SQLITE_WAITS_SECONDS,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA secure_delete=ON; PRAGMA recursive_triggers=ON;",
        }
    return found


DATABASES = {"default": _database()}
