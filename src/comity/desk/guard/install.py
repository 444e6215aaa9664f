"""Putting the guards into a database, taking them out for a restore, and seeing that they stand."""

from collections.abc import Iterable
from types import ModuleType

from django.db.backends.base.base import BaseDatabaseWrapper

from comity.desk.guard import postgresql, sqlite
from comity.desk.guard.trigger import Trigger


def install(connection: BaseDatabaseWrapper) -> None:
    """Makes every guard that is missing, switched off, or of another release."""
    with connection.cursor() as cursor:
        _settle(connection)
        for trigger in _absent(connection):
            cursor.execute(_of(connection).drop(trigger))
            for statement in trigger.statements:
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Takes every guard out: to restore a backup within one transaction, and for nothing else."""
    with connection.cursor() as cursor:
        _settle(connection)
        for trigger in _triggers(connection):
            cursor.execute(_of(connection).drop(trigger))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the guards that the database does not have, has switched off, or has changed."""
    return [trigger.name for trigger in _absent(connection)]


def _settle(connection: BaseDatabaseWrapper) -> None:
    """PostgreSQL changes no table on which a deferred check of a foreign key still waits."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        connection.check_constraints()


def _absent(connection: BaseDatabaseWrapper) -> list[Trigger]:
    with connection.cursor() as cursor:
        cursor.execute(_of(connection).STANDING)
        standing = {name: tuple(shape) for name, *shape in cursor.fetchall()}
    return [one for one in _triggers(connection) if standing.get(one.name) != one.shape]


def _triggers(connection: BaseDatabaseWrapper) -> Iterable[Trigger]:
    made: Iterable[Trigger] = _of(connection).triggers()
    return made


def _of(connection: BaseDatabaseWrapper) -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
