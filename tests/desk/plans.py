"""How the database means to answer what is asked of it."""

from collections.abc import Callable
from typing import Any

from attrs import frozen
from django.db import connection


@frozen
class Plan:
    """A question, its values, and the database's plan for it."""

    sql: str
    values: tuple[Any, ...]
    says: str

    def keeps_to(self, index: str) -> bool:
        """Whether the plan reads the rows of an index alone, and no table whole."""
        whole = [
            line for line in self.says.splitlines() if "SCAN desk" in line or "Seq Scan" in line
        ]
        return f" {index}" in self.says and all(index in line for line in whole)


def plans(act: Callable[[], Any], table: str) -> list[Plan]:
    """The plan of each question that an act asks about a table, in the words that it used."""
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        act()
    return [
        Plan(sql, tuple(values or ()), _said(sql, values))
        for sql, values in asked
        if f'FROM "{table}"' in sql
    ]


def count_all() -> None:
    """Lets the database count its tables: from then on it may choose another plan."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _said(sql: str, values: Any) -> str:
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # It reads so few rows whole; whether it can use the index at all is what is asked.
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{word} {sql}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
