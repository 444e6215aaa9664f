"""The rows that cannot be used: the first one ends a run, or all of them go to a file.

MUST: what cannot be used is named with its row and fact; it is never passed over.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from comity.errors import InputError
from comity.facts import case_from
from comity.intake import Raw, read
from comity.model.case import Case


class Refusals:
    """What could not be used, a line of JSON each. Without a file the first one is raised."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.count = 0
        self._file = path.open("w", encoding="utf-8") if path else None

    def add(self, error: InputError, row: int, data: Any) -> None:
        """Notes a row, why it is refused, and what it holds. Raises it where nobody keeps them."""
        if self._file is None:
            raise error
        self.count += 1
        line = {
            "row": row, "fact": error.field, "what": error.message, "expected": error.expected,
            "case": data,
        }  # fmt: skip
        self._file.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")

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


def usable(path: Path, refusals: Refusals) -> Iterator[tuple[int, Raw, Case]]:
    """The cases of a file that can be used, each with its row and as it came.

    Raises InputError for a file that cannot be read on, and as `refusals` does.
    """
    for number, raw in enumerate(read(path), start=1):
        row = raw.place.line or number
        try:
            case = case_from(raw.data, raw.place)
        except InputError as error:
            refusals.add(_placed(error, raw), row, raw.data)
        else:
            yield row, raw, case


def _placed(error: InputError, raw: Raw) -> InputError:
    return InputError(
        error.message, place=raw.where(error.field), field=error.field, expected=error.expected
    )
