"""A file of cases made ready for an engine: Parquet whose columns have the types of the facts.

Parquet with days, instants and lists of their own types is read where it lies. Any other file goes
through `facts` once, case by case, into Parquet beside it in a temporary folder. MUST: what cannot
be used is refused with its row, or written to a file of refusals; it is never passed over.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from attrs import frozen
from sqlglot import exp

from comity.decide.sql import DUCKDB
from comity.decide.sql.columns import Columns, is_list, item_type
from comity.errors import InputError, Place
from comity.facts import case_from
from comity.facts.paths import type_at
from comity.facts.values import nearest
from comity.intake import Raw, read
from comity.intake.columns import columns
from comity.model.case import Case
from comity.model.shape import ListOf, Record, Type, case_shape, document_shape, each_fact
from comity.model.tree import DAY, INSTANT, NUMBER, TEXT, TRUTH

ROW: Final = "row"
"""The column that numbers the rows as messages do."""

_BATCH: Final = 20_000
_TYPES: Final = {
    TRUTH: "BOOLEAN", TEXT: "VARCHAR", NUMBER: "BIGINT", DAY: "DATE", INSTANT: "TIMESTAMPTZ",
}  # fmt: skip


class Refusals:
    """What could not be used. Without a file the first refusal is raised and ends everything."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self._file = path.open("w", encoding="utf-8", newline="") if path else None
        if self._file:
            self._writer = csv.writer(self._file, lineterminator="\n")
            self._writer.writerow(["row", "fact", "what", "expected"])

    def add(self, error: InputError) -> None:
        """Notes a refusal. Raises it where nobody keeps them."""
        if self._file is None:
            raise error
        self.count += 1
        row = error.place.line if error.place else None
        self._writer.writerow([row, error.field, error.message, error.expected])

    def __enter__(self) -> "Refusals":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._file:
            self._file.close()


@frozen
class Table:
    """Cases in Parquet: where, with which columns, and whether `facts` has seen every one."""

    parquet: Path
    types: dict[str, str]
    checked: bool

    def source(self) -> str:
        """The table in DuckDB, with its rows numbered."""
        number = f'*, file_row_number + 1 AS "{ROW}"'
        chosen = "*" if self.checked else f"{number[:1]} EXCLUDE (file_row_number){number[1:]}"
        options = "hive_partitioning = false" + ("" if self.checked else ", file_row_number = true")
        return f"SELECT {chosen} FROM read_parquet({quoted(self.parquet)}, {options})"


def table(path: Path, connection: Any, folder: Path, refusals: Refusals) -> Table:
    """The cases of a file, in Parquet. Raises InputError for a file that cannot be used."""
    if path.suffix.lower() == ".parquet":
        next(read(path), None)  # raises for a damaged file, or for columns that are no facts
        types = _described(connection, path)
        check_columns(types, DUCKDB, Place(str(path)))
        if not _holds_json(Columns(types, DUCKDB)):
            return Table(path, types, checked=False)
    parquet = write_cases(_usable(path, refusals), connection, folder)
    return Table(parquet, {**case_types(), ROW: "BIGINT"}, checked=True)


def staged(path: Path, folder: Path, refusals: Refusals) -> Path:
    """The cases of a file of any kind that `facts` reads, as Parquet in a folder."""
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'")
        return write_cases(_usable(path, refusals), connection, folder)


def refused(table: Table, rows: list[int], folder: Path, connection: Any) -> Iterator[InputError]:
    """Why `facts` refuses these rows of a table, as it says itself."""
    chosen = folder / "refused.parquet"
    numbers = ", ".join(str(row - 1) for row in rows)
    connection.execute(
        f"COPY (SELECT * EXCLUDE (file_row_number) FROM read_parquet({quoted(table.parquet)}, "
        f"hive_partitioning = false, file_row_number = true) WHERE file_row_number IN ({numbers}) "
        f"ORDER BY file_row_number) TO {quoted(chosen)} (FORMAT parquet)"
    )
    for row, raw in zip(rows, read(chosen), strict=True):
        error = _error(raw)
        if error is not None:
            place = Place(str(table.parquet), row)
            yield InputError(error.message, place=place, field=error.field, expected=error.expected)


def unknown_paths(table: Table, connection: Any) -> list[str]:
    """The paths among the sources' that name no fact."""
    if "sources" not in table.types or "path" not in table.types["sources"]:
        return []
    found = connection.execute(
        f"SELECT DISTINCT unnest(list_transform(sources, lambda s: s.path)) FROM ({table.source()})"
    ).fetchall()
    return sorted(path for (path,) in found if path is not None and not _names_fact(path))


def write_cases(cases: Iterator[tuple[int, Case]], connection: Any, folder: Path) -> Path:
    """Cases, each with its row, as Parquet with a column for each part of the case."""
    whole = _writer(document_shape())
    text = folder / "batch.jsonl"
    facts = ", ".join(f"'{name}': '{type_}'" for name, type_ in case_types().items())
    batch, part = [*islice(cases, _BATCH)], 0
    while batch or part == 0:  # an empty file has its columns too
        with text.open("w", encoding="utf-8") as file:
            for row, case in batch:
                file.write(json.dumps({**whole(case), ROW: row}) + "\n")
        connection.execute(
            f"COPY (SELECT * FROM read_json({quoted(text)}, format = 'newline_delimited', "
            f"columns = {{{facts}, '{ROW}': 'BIGINT'}})) "
            f"TO {quoted(folder / f'cases-{part:06}.parquet')} (FORMAT parquet)"
        )
        batch, part = [*islice(cases, _BATCH)], part + 1
    return folder / "cases-*.parquet"


def case_types() -> dict[str, str]:
    """The column of each part of the case, and its type in DuckDB."""
    return {name: _type(field.type) for name, field in case_shape().fields.items()}


def check_columns(types: Mapping[str, str], dialect: str, place: Place) -> None:
    """Raises InputError for a column, or a field of a nested one, that is no fact."""
    found = Columns(types, dialect).types
    whole = document_shape().fields
    nested = {name for name in found if isinstance(getattr(whole.get(name), "type", None), Record)}
    columns((name for name in found if name not in nested), place)
    for name, stored in found.items():
        if name in whole:
            _check_fields(stored, whole[name].type, name, place)


def quoted(path: Path) -> str:
    """A file's name as a text of SQL."""
    return "'" + str(path.absolute()).replace("'", "''") + "'"


def _usable(path: Path, refusals: Refusals) -> Iterator[tuple[int, Case]]:
    for number, raw in enumerate(read(path), start=1):
        error = _error(raw)
        if error is None:
            yield raw.place.line or number, case_from(raw.data, raw.place)
        else:
            refusals.add(error)


def _error(raw: Raw) -> InputError | None:
    try:
        case_from(raw.data, raw.place)
    except InputError as error:
        place = raw.where(error.field)
        return InputError(error.message, place=place, field=error.field, expected=error.expected)
    return None


def _described(connection: Any, path: Path) -> dict[str, str]:
    query = f"DESCRIBE SELECT * FROM read_parquet({quoted(path)}, hive_partitioning = false)"
    return {name: type_ for name, type_, *_ in connection.execute(query).fetchall()}


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


def _holds_json(columns: Columns) -> bool:
    """Whether a list is kept as a text, which only `facts` reads."""
    lists = [path for path, field in each_fact(document_shape()) if isinstance(field.type, ListOf)]
    return any(
        columns.types[path].is_type(*exp.DataType.TEXT_TYPES)
        for path in lists
        if path in columns.types
    )


def _names_fact(path: str) -> bool:
    try:
        type_at(path)
    except InputError:
        return False
    return True


def _type(kind: Type) -> str:
    if isinstance(kind, ListOf):
        return f"{_type(kind.item)}[]"
    if isinstance(kind, Record):
        if kind.pair:
            return "DATE[]"
        fields = (f'"{name}" {_type(field.type)}' for name, field in kind.fields.items())
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
