"""New rows, and whether there are some already, by statements that are made once for each table.

Django makes a statement anew each time, which takes it longer than the database needs to carry it
out; where a request comes in, that was most of the time. MUST: what is inserted here has no signal,
no parent table and no default of the database's; anything else is Django's to save.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from attrs import frozen
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import AutoField, Model

M = TypeVar("M", bound=Model)


@frozen
class _Insert:
    """The statement that inserts a row of a table, and the fields whose values it takes."""

    sql: str
    fields: tuple[Any, ...]
    numbered: bool


def insert(row: M) -> M:
    """Inserts a new row; the same object, with the key that the database gave it."""
    made = _insert(type(row))
    # The connection itself: Django's `connection` looks it up again for each value.
    here = connections[DEFAULT_DB_ALIAS]
    values = [one.get_db_prep_save(one.pre_save(row, True), here) for one in made.fields]
    with here.cursor() as cursor:
        cursor.execute(made.sql, values)
        if made.numbered:
            (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


def insert_all(rows: Iterable[Model]) -> None:
    """Inserts each of them."""
    for row in rows:
        insert(row)


def known(model: type[Model], column: str, values: Sequence[str]) -> bool:
    """Whether a row has one of these values in a column."""
    if not values:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_known(model, column, len(values)), values)
        return cursor.fetchone() is not None


@cache
def _insert(model: type[Model]) -> _Insert:
    meta, quoted = model._meta, connection.ops.quote_name
    numbered = isinstance(meta.pk, AutoField)
    fields = [one for one in meta.local_concrete_fields if not isinstance(one, AutoField)]
    columns = ", ".join(quoted(str(one.column)) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    back = f" RETURNING {quoted(str(meta.pk.column))}" if numbered else ""
    sql = f"INSERT INTO {quoted(meta.db_table)} ({columns}) VALUES ({marks}){back}"
    return _Insert(sql, tuple(fields), numbered)


@cache
def _known(model: type[Model], column: str, count: int) -> str:
    quoted, marks = connection.ops.quote_name, ", ".join(["%s"] * count)
    table = quoted(model._meta.db_table)
    return f"SELECT 1 FROM {table} WHERE {quoted(column)} IN ({marks}) LIMIT 1"
