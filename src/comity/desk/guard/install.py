"""Putting the guards into a database, taking them out for a restore, and seeing that they stand."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from comity.desk.guard import postgresql, sqlite


def install(connection: BaseDatabaseWrapper) -> None:
    """Makes every guard that is missing."""
    absent = {*missing(connection)}
    with connection.cursor() as cursor:
        for name, _, statement in _triggers(connection):
            if name in absent:
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes every guard out: to restore a backup within one transaction, and for nothing else."""
    absent = {*missing(connection)}
    with connection.cursor() as cursor:
        for name, table, _ in _triggers(connection):
            if name not in absent:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that the database does not have, or has switched off."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    return [name for name, _, _ in _triggers(connection) if name not in found]


def _triggers(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, str, str]]:
    module = postgresql if connection.vendor == "postgresql" else sqlite
    return module.triggers()
