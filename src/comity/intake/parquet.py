"""Parquet: one case a row, with nested columns or one fact a column, read in batches by DuckDB.

MUST: instants have a zone. A timestamp that Parquet marks as UTC comes out as such; one without
zone comes out without and is refused by `facts`, never taken for anybody's local time.
"""

import glob
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from comity.errors import InputError, Place
from comity.intake.columns import Column, columns, put, value_from
from comity.intake.file import opened, shown_path
from comity.intake.raw import Raw
from comity.intake.shown import shown_line
from comity.model.shape import Record, case_shape

_BATCH = 2048
_MARK = b"PAR1"

# Nothing is guessed from the names of folders, and nothing is fetched.
_QUERY = "SELECT * FROM read_parquet(?, hive_partitioning = false)"
_SETTINGS: dict[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def records(path: Path, batch: int = _BATCH) -> Iterator[Raw]:
    """The rows of a file, a batch in memory at a time."""
    name, found = shown_path(path), rows(path, batch)
    case = _case_from(list(next(found)), Place(name))
    for number, cells in enumerate(found, start=1):
        place = Place(name, number)
        yield Raw(case(cells, place), place)


def rows(path: Path, batch: int = _BATCH) -> Iterator[tuple[Any, ...]]:
    """The names of a file's columns, then the cells of each row, a batch in memory at a time."""
    import duckdb

    name = shown_path(path)
    _check_marks(path)
    try:
        with duckdb.connect(":memory:", config=_SETTINGS) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(_QUERY, [glob.escape(str(path.absolute()))])
            yield tuple(one[0] for one in connection.description or ())
            while found := connection.fetchmany(batch):
                yield from found
    # DuckDB's own errors; the others come from its binding: names or texts that are not UTF-8.
    except (duckdb.Error, RuntimeError, ValueError) as error:
        what = f"this Parquet file is damaged ({shown_line(str(error))})"
        raise InputError(what, place=Place(name), expected="a file that DuckDB can read") from None


def _check_marks(path: Path) -> None:
    """Refuses what is no Parquet file from the first to the last byte."""
    with opened(path) as file:
        head = file.read(len(_MARK))
        size = file.seek(0, 2)
        file.seek(max(0, size - len(_MARK)))
        tail = file.read(len(_MARK))
    what = "the file is empty" if size == 0 else "this is not a Parquet file"
    if head != _MARK:
        raise InputError(
            what, place=Place(shown_path(path)), expected="a file that begins with PAR1"
        )
    if tail != _MARK:
        raise InputError(
            "the Parquet file is cut off",
            place=Place(shown_path(path)),
            expected="a whole file: one that ends with PAR1",
        )


def _case_from(
    names: list[str], place: Place
) -> Callable[[tuple[Any, ...], Place], dict[str, Any]]:
    """How a row becomes a case. Raises InputError for columns that do not fit into one."""
    fields = case_shape().fields
    whole = {name for name in names if name in fields and isinstance(fields[name].type, Record)}
    single = {one.name: one for one in columns((n for n in names if n not in whole), place)}
    for column in single.values():
        if whole & {*column.parts}:
            raise InputError(
                f"there is also a column {column.parts[0]}",
                place=place,
                field=column.name,
                expected="either one nested column, or one column for each fact",
            )

    def case(cells: tuple[Any, ...], place: Place) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for name, cell in zip(names, cells, strict=True):
            if name in whole:
                data[name] = _plain(cell)
            else:
                put(data, single[name], _value(single[name], cell, place))
        return data

    return case


def _value(column: Column, cell: Any, place: Place) -> Any:
    """A list may be a list, or its JSON in a text as in CSV."""
    if isinstance(cell, str) and column.holds_list:
        return value_from(column, cell, place)
    return _plain(cell)


def _plain(cell: Any) -> Any:
    """The JSON form of what DuckDB hands out."""
    if isinstance(cell, dict):
        return {key: _plain(value) for key, value in cell.items()}
    if isinstance(cell, list):
        return [_plain(value) for value in cell]
    if isinstance(cell, date):  # an instant too: it is a date with a time
        return cell.isoformat()
    return str(cell) if isinstance(cell, UUID) else cell
