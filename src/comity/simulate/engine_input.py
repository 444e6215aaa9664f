"""A file of cases made ready for an engine: Parquet whose columns have the types of the facts.

Parquet with days, instants and lists of their own types is read where it lies; its columns are
checked here. Any other file goes through `facts`, row by row, into Parquet in a temporary folder.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlglot import exp

from comity.decide.sql.columns import Columns, is_list, item_type
from comity.errors import InputError, Place
from comity.facts.paths import type_at
from comity.facts.values import nearest
from comity.intake.columns import columns
from comity.intake.shown import shown_line
from comity.model.case import Case
from comity.model.shape import ListOf, Record, Type, case_shape, document_shape, each_fact
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

ROW: Final = "row"
"""The column that numbers the rows as messages do."""

_BATCH: Final = 20_000
_TYPES: Final = {
    TRUTH: "BOOLEAN", TEXT: "VARCHAR", NUMBER: "BIGINT", DAY: "DATE", INSTANT: "TIMESTAMPTZ",
}  # fmt: skip


def stage(rows: Iterable[dict[str, Any]], types: Mapping[str, str], folder: Path) -> Path:
    """Rows of JSON as Parquet in a folder, in as many files as it takes; the pattern of the files.

    `types` are their columns with their types in DuckDB. Raises InputError for a full disk.
    """
    import duckdb

    try:
        with duckdb.connect(":memory:") as connection:
            connection.execute("SET TimeZone = 'UTC'")
            return _staged(iter(rows), types, connection, folder)
    except (duckdb.IOException, OSError) as error:
        raise InputError(
            f"the temporary folder cannot be written ({shown_line(str(error))})",
            place=Place(str(folder)),
            expected="room for the cases as Parquet; TMPDIR names a place",
        ) from None  # fmt: skip


def write_cases(cases: Iterator[tuple[int, Case]], connection: Any, folder: Path) -> Path:
    """Cases, each with its row, as Parquet with a column for each part of the case."""
    rows = ({**whole(case), ROW: row} for row, case in cases)
    return _staged(rows, {**case_types(), ROW: "BIGINT"}, connection, folder)


def _staged(
    rows: Iterator[dict[str, Any]], types: Mapping[str, str], connection: Any, folder: Path
) -> Path:
    text = folder / "batch.jsonl"
    columns = ", ".join(f"'{name}': '{type_}'" for name, type_ in types.items())
    batch, part = [*islice(rows, _BATCH)], 0
    while batch or part == 0:  # an empty file has its columns too
        with text.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in batch)
        connection.execute(
            f"COPY (SELECT * FROM read_json({quoted(text)}, format = 'newline_delimited', "
            f"columns = {{{columns}}})) "
            f"TO {quoted(folder / f'cases-{part:06}.parquet')} (FORMAT parquet)"
        )
        batch, part = [*islice(rows, _BATCH)], part + 1
    text.unlink()
    return folder / "cases-*.parquet"


def whole(case: Case) -> dict[str, Any]:
    """The JSON of a case, every fact with its key: a default is written out."""
    written: dict[str, Any] = _writer(document_shape())(case)
    return written


def case_types() -> dict[str, str]:
    """The column of each part of the case, and its type in DuckDB."""
    return {name: type_of(field.type) for name, field in case_shape().fields.items()}


def check_columns(types: Mapping[str, str], dialect: str, place: Place) -> None:
    """Raises InputError for a column or field that is no fact, or for one that is missing."""
    found = Columns(types, dialect).types
    whole = document_shape().fields
    nested = {name for name in found if isinstance(getattr(whole.get(name), "type", None), Record)}
    columns((name for name in found if name not in nested), place)
    for name, stored in found.items():
        if name in whole:
            _check_fields(stored, whole[name].type, name, place)
    for name, field in whole.items():
        if field.required and name not in found:
            expected = ", ".join(one.name for one in whole.values() if one.required)
            raise InputError(
                "the column is missing", place=place, field=name,
                expected=f"each of the columns {expected}",
            )  # fmt: skip


def quoted(path: Path) -> str:
    """A file's name as a text of DuckDB."""
    return "'" + str(path.absolute()).replace("'", "''") + "'"


def _check_fields(stored: exp.DataType, kind: Type, path: str, place: Place) -> None:
    if isinstance(kind, ListOf) and is_list(stored):
        _check_fields(item_type(stored), kind.item, path, place)
    if not isinstance(kind, Record) or kind.pair:
        return
    for one in stored.expressions:
        if not isinstance(one, exp.ColumnDef):
            continue
        if one.name not in kind.fields:
            raise InputError(
                f"there is no such fact{nearest(one.name, kind.fields)}",
                place=place,
                field=f"{path}.{one.name}",
                expected=f"one of {', '.join(kind.fields)}",
            )
        _check_fields(one.args["kind"], kind.fields[one.name].type, f"{path}.{one.name}", place)


def holds_json(columns: Columns) -> bool:
    """Whether a list is kept as a text, which only `facts` reads."""
    lists = [path for path, field in each_fact(document_shape()) if isinstance(field.type, ListOf)]
    return any(
        columns.types[path].is_type(*exp.DataType.TEXT_TYPES)
        for path in lists
        if path in columns.types
    )


def names_fact(path: str) -> bool:
    """Whether a path names a fact of a case."""
    try:
        type_at(path)
    except InputError:
        return False
    return True


def type_of(kind: Type) -> str:
    """The type in DuckDB of a column that holds a fact."""
    if isinstance(kind, ListOf):
        return f"{type_of(kind.item)}[]"
    if isinstance(kind, Record):
        if kind.pair:
            return "DATE[]"
        fields = (f'"{name}" {type_of(field.type)}' for name, field in kind.fields.items())
        return f"STRUCT({', '.join(fields)})"
    return _TYPES[kind]


@cache
def _writer(kind: Type) -> Callable[[Any], Any]:
    """What makes JSON of a value, every fact with its key: a default is written out."""
    if isinstance(kind, ListOf):
        write = _writer(kind.item)
        return lambda value: None if value is None else [write(one) for one in value]
    if isinstance(kind, Record):
        fields = [(one.name, one.attribute, _writer(one.type)) for one in kind.fields.values()]
        if kind.pair:
            return lambda value: [write(getattr(value, name)) for _, name, write in fields]
        return lambda value: {key: write(getattr(value, name)) for key, name, write in fields}
    if kind in (DAY, INSTANT):
        return lambda value: None if value is None else value.isoformat()
    return lambda value: value
