"""Requests as CSV: one a row; a column for each fact by its path, and for the requester's numbers.

MUST: a row keeps its own text and the header as its original, and no other row's: one request's
document is nobody else's business.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from comity.errors import InputError, Place
from comity.intake.cells import check_cell
from comity.intake.columns import Column, columns, put, value_from
from comity.intake.file import LONGEST_LINE
from comity.intake.received import NUMBERS, PARTS, Received
from comity.intake.request_json import marks_of, numbers_from
from comity.intake.table import Rows

NUMBER_COLUMNS: Final = {f"numbers.{kind}": kind for kind in NUMBERS}


def csv_requests(path: Path) -> Iterator[Received]:
    """The requests of a file, in its order. Raises InputError with line and column.

    The ones before a fault came out already: who must do nothing by halves takes them all first.
    """
    rows = Rows(path, LONGEST_LINE)
    header = rows.next()
    if header is None:
        expected = "a header and one request a row"
        raise InputError("the file is empty", place=Place(rows.name), expected=expected)
    head = rows.text
    facts = {one.name: one for one in columns(_fact_names(header, rows.place), rows.place, ())}
    while (cells := rows.next()) is not None:
        _check(header, cells, rows.place)
        original = (head + rows.text).encode()
        yield _request(dict(zip(header, cells, strict=True)), facts, original, rows.place)


def _fact_names(header: list[str], place: Place) -> list[str]:
    for name in NUMBER_COLUMNS:
        if header.count(name) > 1:
            what = "the column is there twice"
            raise InputError(what, place=place, field=name, expected="each column once")
    return [name for name in header if name not in NUMBER_COLUMNS]


def _check(header: list[str], cells: list[str], place: Place) -> None:
    if len(cells) != len(header):
        expected = f"{len(header)}, one for each column of the header"
        raise InputError(f"the row has {len(cells)} cells", place=place, expected=expected)
    for name, text in zip(header, cells, strict=True):
        check_cell(text, name, place)


def _request(
    cells: dict[str, str], facts: dict[str, Column], original: bytes, place: Place
) -> Received:
    data: dict[str, Any] = {}
    for name, column in facts.items():
        if (value := value_from(column, cells[name], place)) is not None:
            put(data, column, value)
    own = {kind: cells[name] for name, kind in NUMBER_COLUMNS.items() if cells.get(name)}
    said = {part: data[part] for part in PARTS if part in data}
    numbers = numbers_from(own, place.file, place)
    return Received("csv", original, str(place), None, said, numbers, marks_of(data))
