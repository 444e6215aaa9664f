"""All records as they are at one instant, to be read at length while people go on working.

MUST: nothing is written inside; on PostgreSQL the database refuses it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """All that is read inside is of one instant, and nobody who writes has to wait for it."""
    connection = connections["default"]
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # `atomic` would take SQLite's lock for writing, and keep everyone out until the end.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
