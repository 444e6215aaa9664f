"""The databases of the desk's measurements: a pair of one kind, made for the run, then gone.

Durable as the desk's own: the same settings, guards and migrations. MUST: `prepare` comes before
anything of Django is loaded.
"""

import os
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.servers.postgresql import postgresql

if TYPE_CHECKING:
    from comity.desk.hand import Hand

KINDS: Final = ("sqlite", "postgresql")
OTHER: Final = "other"
"""Django's name for the second database; the first is `default`."""

Say = Callable[[str], None]


@contextmanager
def pair(kind: str) -> Iterator[None]:
    """Two empty databases, without tables."""
    with tempfile.TemporaryDirectory(prefix="comity-desk-") as folder:
        if kind == "sqlite":
            prepare(Path(folder), "")
            yield
        else:
            with postgresql() as address:
                _second(address)
                prepare(Path(folder), address)
                try:
                    yield
                finally:
                    _close()


def _second(address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {OTHER}")


def prepare(folder: Path, address: str) -> None:
    """Django with both databases."""
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("COMITY_KEY_FILE", None)
    os.environ |= {
        "COMITY_HOME": str(folder),
        "COMITY_KEY": b64encode(bytes(range(32))).decode(),
        "DJANGO_SETTINGS_MODULE": "comity.desk.settings",
        **({"DATABASE_URL": address} if address else {}),
    }
    from comity.desk import settings

    databases: dict[str, dict[str, Any]] = settings.DATABASES
    databases[OTHER] = deepcopy(databases["default"])
    databases[OTHER]["NAME"] = OTHER if address else str(folder / "other.sqlite3")
    import django

    django.setup()


def _close() -> None:
    from django.db import connections

    connections.close_all()


def tables(alias: str) -> "Hand":
    """Makes the tables and one clerk, the same in every database; the clerk."""
    from django.core.management import call_command
    from django.utils import timezone

    from comity.desk.hand import Hand
    from comity.desk.models import Account

    call_command("migrate", database=alias, verbosity=0)
    clerk = Account(username="example-clerk", role="clerk", agency="us-ny-nyc/nypd")
    clerk.save(using=alias)
    return Hand(clerk, timezone.now())
