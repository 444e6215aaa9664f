"""Published detainer records: one request a row, as the federal agency released them for 2007-2015.

A row says that a form was prepared on some day for some place, and now and then what became of it.
It names no person. MUST: an empty cell stays unknown; nothing is filled in from a like-named row.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias

from attrs import frozen

from comity.errors import InputError, Place
from comity.intake import parquet
from comity.intake.file import LONGEST_LINE, shown_path
from comity.intake.shown import shown, shown_key
from comity.intake.table import Rows

COLUMNS: Final = (
    "row",
    "prepare_date",
    "form",
    "detainer_type",
    "facility",
    "city",
    "state",
    "lift_reason",
)
"""The columns of the layout; a release may have more of its own."""

# With fewer of them than this a table is of some other layout, and no record with columns missing.
_ENOUGH: Final = 4
_SUFFIXES: Final = (".csv", ".csv.gz", ".parquet")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_Cells: TypeAlias = tuple[Place, tuple[Any, ...]]
_Picker: TypeAlias = Callable[[tuple[Any, ...]], tuple[Any, ...]]

Refused: TypeAlias = Callable[[InputError, int, Any], None]
"""Hears of a row that cannot be used: why, its line (in Parquet: its number), and what it holds."""


@frozen
class DetainerRecord:
    """One request, as published. `agency` is the text of a column that the reader was asked for."""

    row: int
    prepared: date
    form: str | None
    facility: str | None
    city: str | None
    state: str | None
    lift_reason: str | None
    place: Place
    agency: str | None = None


def recognised(path: Path) -> bool:
    """Whether a file has the columns of published records. Raises InputError if it is unreadable.

    A table with some of the columns is recognised too, so that what is missing can be named.
    """
    if not path.name.lower().endswith(_SUFFIXES):
        return False
    _, header = next(_table(path), (None, ()))
    return len({*COLUMNS} & {*header}) >= _ENOUGH


def detainers(
    path: Path, agency_by: str | None = None, refused: Refused | None = None
) -> Iterator[DetainerRecord]:
    """The records of a CSV (plain or in gzip) or Parquet file, in the order of the file.

    `agency_by` names one more column, which holds the agency. Raises InputError with file, line
    (in Parquet: row) and field; where `refused` is given, a row that cannot be used goes there and
    the next one follows.
    """
    table = _table(path)
    place, header = next(table, (Place(shown_path(path)), ()))
    cells_of = _picker(header, agency_by, place)
    seen: set[int] = set()
    for place, cells in table:
        try:
            record = _read(cells, len(header), cells_of, seen, place)
        except InputError as error:
            if refused is None:
                raise
            refused(error, place.line or 0, _as_it_stands(header, cells))
        else:
            seen.add(record.row)
            yield record


def _table(path: Path) -> Iterator[_Cells]:
    """The header, then the cells of each row, each with its place."""
    if path.suffix.lower() == ".parquet":
        name = shown_path(path)
        for number, cells in enumerate(parquet.rows(path)):
            yield Place(name, number or None), cells
        return
    rows = Rows(path, LONGEST_LINE)
    while (found := rows.next()) is not None:
        yield rows.place, tuple(found)


def _read(
    cells: tuple[Any, ...], width: int, cells_of: _Picker, seen: set[int], place: Place
) -> DetainerRecord:
    if len(cells) != width:
        what, expected = f"the row has {len(cells)} cells", f"{width}, as the header has"
        raise InputError(what, place=place, expected=expected)
    record = _record(*(_text(cell) for cell in cells_of(cells)), place=place)
    if record.row in seen:
        raise _refusal("row", f"the row {record.row} is there twice", "each row once", place)
    return record


def _as_it_stands(header: tuple[Any, ...], cells: tuple[Any, ...]) -> Any:
    """A row by its columns; only its cells where they are not one for each column."""
    return dict(zip(header, cells, strict=True)) if len(cells) == len(header) else [*cells]


def _picker(header: tuple[Any, ...], agency_by: str | None, place: Place) -> _Picker:
    """What takes the cells of a record out of a row, in the order of COLUMNS."""
    wanted = [*COLUMNS, *([agency_by] if agency_by else [])]
    for name in wanted:
        if header.count(name) != 1:
            what = "is there twice" if name in header else "is missing"
            expected = "each of the columns " + ", ".join(wanted)
            raise _refusal(name, f"the column {what}", expected, place)
    numbers = [header.index(name) for name in wanted]
    return lambda cells: tuple(cells[n] for n in numbers)


def _text(cell: Any) -> str | None:
    """A cell as it would stand in a CSV; Parquet hands out numbers and days."""
    if cell is None:
        return None
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    return text.strip() or None


def _record(
    row: str | None,
    prepared: str | None,
    form: str | None,
    _edition: str | None,
    *rest: str | None,
    place: Place,
) -> DetainerRecord:
    facility, city, state, lift_reason, *agency = rest
    return DetainerRecord(
        _number(row, place), _day(prepared, place), form, facility, city, state, lift_reason,
        place, *agency,
    )  # fmt: skip


def _number(text: str | None, place: Place) -> int:
    if text is None or not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise _refusal("row", f"this is {shown(text)}", "the number of the row", place)
    return int(text)


def _day(text: str | None, place: Place) -> date:
    expected = "a day such as 2015-05-08"
    if text is None or not _DAY.fullmatch(text):
        raise _refusal("prepare_date", f"this is {shown(text)}", expected, place)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _refusal("prepare_date", f"there is no day {text}", expected, place) from None


def _refusal(field: str, what: str, expected: str, place: Place) -> InputError:
    return InputError(what, place=place, field=shown_key(field), expected=expected)
