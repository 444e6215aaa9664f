"""Django's settings, all from the environment.

    COMITY_HOME        the folder of the records; comity-data in the present folder unless told
    DATABASE_URL       another database: postgresql://... ; SQLite in COMITY_HOME unless told
    COMITY_KEY_FILE    the master key's file; COMITY_HOME/master.key unless told; or COMITY_KEY
    COMITY_SECRET_KEY  what signs sessions; needed wherever COMITY_DEBUG is not set
    COMITY_MAIL        the desk's own mail address; COMITY_SMTP its server (smtp://user:password@host:port)
    COMITY_DEBUG       1 on a developer's machine only
    COMITY_HOSTS       the host names under which the desk is reached, with commas

MUST: nothing here opens a file or a database; a command that needs neither starts without them.
"""

import os
from pathlib import Path
from typing import Any, Final

import dj_database_url

HOME: Final = Path(os.environ.get("COMITY_HOME", "comity-data")).absolute()
DEBUG = os.environ.get("COMITY_DEBUG") == "1"
SECRET_KEY = os.environ.get("COMITY_SECRET_KEY", "not a secret: for this machine only")
ALLOWED_HOSTS = [name for name in os.environ.get("COMITY_HOSTS", "localhost").split(",") if name]

MAIL = os.environ.get("COMITY_MAIL", "desk@localhost.invalid")
SMTP = os.environ.get("COMITY_SMTP", "")

INSTALLED_APPS = [
    "comity.desk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "comity.desk.urls"
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
AUTH_USER_MODEL = "desk.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"

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
