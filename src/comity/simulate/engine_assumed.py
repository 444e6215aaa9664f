"""What is assumed about every row, as columns: each assumed fact has one value for all rows."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlglot import exp

from comity.decide.sql import SPARK
from comity.errors import InputError
from comity.facts import case_from, with_values
from comity.model.shape import Field, ListOf, Record, case_shape, each_fact, steps
from comity.simulate.engine import text
from comity.simulate.engine_input import type_of, whole

_ANY: Final = {"id": "any", "at": "2000-01-01T12:00:00+00:00", "agency": "any/agency"}
"""A case that says nothing, on which the assumptions are tried."""


def assumed_columns(assume: tuple[str, ...], dialect: str) -> dict[str, str]:
    """The columns of the assumed facts, each with its value as an expression.

    Raises InputError for a value that its fact cannot have, and for an assumption about one entry
    of a row's own list, which is no column.
    """
    case = case_from(_ANY)
    for assignment in assume:
        try:
            case = with_values(case, (assignment,))
        except InputError as error:
            raise _refused(assignment, error) from None
    values = whole(case)
    return {
        path: _literal(_at(values, path), field, dialect)
        for assignment in assume
        for path, field in _facts(assignment.partition("=")[0])
    }


def _refused(assignment: str, error: InputError) -> InputError:
    path = assignment.partition("=")[0]
    if any(isinstance(step, int) for step in steps(path)):
        expected = "a fact of its own, or the whole list; or a run without --engine"
        return InputError(
            f"{path} is one entry of a list, which an engine cannot assume", field="--assume",
            expected=expected,
        )  # fmt: skip
    return InputError(error.message, field=error.field, expected=error.expected)


def _facts(path: str) -> Iterator[tuple[str, Field]]:
    """The facts with columns that an assumption about a path sets."""
    names: list[str] = []
    for step in steps(path):
        if isinstance(step, int):
            break
        names.append(step)
    top = ".".join(names)
    for one, field in each_fact(case_shape()):
        if "[]" not in one and (one == top or one.startswith(f"{top}.")):
            yield one, field


def _at(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for name in path.split("."):
        found = found[name]
    return found


def _literal(value: Any, field: Field, dialect: str) -> str:
    """A value as a literal of its fact's type."""
    kind = exp.DataType.build(type_of(field.type), dialect="duckdb").sql(dialect)
    if value is None:
        return f"CAST(NULL AS {kind})"
    if isinstance(field.type, ListOf | Record):
        json_text = text(json.dumps(value), dialect)
        if dialect == SPARK:
            return f"from_json({json_text}, {text(kind, dialect)})"
        return f"CAST(CAST({json_text} AS JSON) AS {kind})"
    return f"CAST({text(str(value), dialect)} AS {kind})"
