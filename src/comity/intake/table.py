"""CSV: one case a row, one fact a column, named by its path (RFC 4180, UTF-8, with a header)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comity.errors import InputError, Place
from comity.intake.columns import Column, columns, put, value_from
from comity.intake.file import LONGEST_LINE, lines, shown_path
from comity.intake.raw import Raw


def records(path: Path, limit: int = LONGEST_LINE) -> Iterator[Raw]:
    """The rows of a file; blank lines are passed over. A row's line is the one it begins on."""
    rows = Rows(path, limit)
    header = rows.next()
    if header is None:
        raise InputError(
            "the file is empty", place=Place(rows.name), expected="a header and one case a row"
        )
    found = columns(header, rows.place)
    while (cells := rows.next()) is not None:
        if len(cells) != len(found):
            raise InputError(
                f"the row has {len(cells)} cells",
                place=rows.place,
                expected=f"{len(found)}, one for each column of the header",
            )
        yield Raw(_case(found, cells, rows.place), rows.place)


def _case(found: tuple[Column, ...], cells: list[str], place: Place) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for column, text in zip(found, cells, strict=True):
        put(data, column, value_from(column, text, place))
    return data


class Rows:
    """The rows that are not blank, and the line on which the latest one begins."""

    def __init__(self, path: Path, limit: int) -> None:
        self.name, self._limit = shown_path(path), limit
        self._lines = lines(path, limit)
        self._reader = csv.reader(self._text(), strict=True)
        self._size = 0
        self._line = 0
        self._read: list[str] = []

    @property
    def text(self) -> str:
        """The latest row as it stands in the file."""
        return "".join(self._read)

    @property
    def place(self) -> Place:
        """Where the latest row begins."""
        return Place(self.name, self._line)

    def next(self) -> list[str] | None:
        """The next row; None at the end of the file."""
        row: list[str] | None = []
        while row == []:
            self._line, self._size, self._read = self._reader.line_num + 1, 0, []
            try:
                row = next(self._reader, None)
            except csv.Error as error:
                raise InputError(
                    f"this is not CSV ({str(error).partition(' - ')[0]})",
                    place=self.place,
                    expected="cells as RFC 4180 has them",
                ) from None
        return row

    def _text(self) -> Iterator[str]:
        """The lines, for the reader of the library: it would join quoted ones without end."""
        for number, text in self._lines:
            self._size += len(text)
            if "\0" in text:
                raise InputError(
                    "there is a NUL byte", place=Place(self.name, number), expected="text"
                )
            if self._size > self._limit + 2:
                raise InputError(
                    f"the row is longer than {self._limit} bytes",
                    place=self.place,
                    expected="quotes that are closed",
                )
            self._read.append(text)
            yield text
