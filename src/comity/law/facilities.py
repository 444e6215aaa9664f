"""Which agency stands behind a place that published records name: each pack's `facilities.csv`.

It is a table that a person edits, `facility,city,state,agency,note`, and no law. MUST: nothing is
guessed. A name is in a table, letter by letter, or the record is not placed; capitals and the
number of spaces alone do not count. A row without an agency says why its place has none.
"""

import csv
import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from attrs import frozen

from comity.errors import LawError, Place
from comity.law.pack import Law

COLUMNS: Final = ("facility", "city", "state", "agency", "note")
FILE: Final = "facilities.csv"

_Key: TypeAlias = tuple[str, str, str]


@frozen
class Facility:
    """One row. An empty city or state means any; without an agency the note says why."""

    facility: str
    city: str
    state: str
    agency: str | None
    note: str
    place: Place

    @property
    def key(self) -> tuple[str, str, str]:
        """The names as they are compared."""
        return _key(self.facility, self.city, self.state)


class Facilities:
    """The rows of every pack, ready to be looked up."""

    def __init__(self, rows: Iterable[Facility]) -> None:
        self._rows = {one.key: one for one in rows}

    def find(self, facility: str | None, city: str | None, state: str | None) -> Facility | None:
        """The row of a place, or None: of several the one that says most, a state before a city."""
        name, town, land = _key(facility or "", city or "", state or "")
        for key in ((name, town, land), (name, "", land), (name, town, ""), (name, "", "")):
            if name and key in self._rows:
                return self._rows[key]
        return None


def facilities(law: Law) -> Facilities:
    """The tables of every pack together. Raises LawError for the first fault (`faults` has all)."""
    rows, found = _read(law)
    if found:
        raise found[0]
    return Facilities(rows)


def faults(law: Law) -> Iterator[LawError]:
    """What is wrong with the tables: an unknown agency, a place twice, a row that says nothing."""
    yield from _read(law)[1]


def read_facilities(text: str, file: str, found: list[LawError]) -> list[Facility]:
    """The rows of one table; what is wrong with the others is added to `found`, with its line."""
    reader = csv.reader(text.splitlines(), strict=True)
    rows = []
    try:
        header = tuple(next(reader, ()))
        if header != COLUMNS:
            found.append(_fault(f"columns {','.join(header)}", file, 1, ",".join(COLUMNS)))
            return []
        for cells in reader:
            if cells:
                rows += _row([cell.strip() for cell in cells], file, reader.line_num, found)
    except csv.Error as error:
        found.append(
            _fault(f"not CSV ({error})", file, reader.line_num, "cells as RFC 4180 has them")
        )
    return rows


def _row(cells: list[str], file: str, line: int, found: list[LawError]) -> list[Facility]:
    if len(cells) != len(COLUMNS):
        found.append(_fault(f"{len(cells)} cells", file, line, f"{len(COLUMNS)} cells"))
        return []
    facility, city, state, agency, note = cells
    if not facility:
        found.append(_fault("no facility", file, line, "the name as the records have it"))
        return []
    if not agency and not note:
        found.append(_fault("no agency and no note", file, line, "an agency, or why there is none"))
        return []
    return [Facility(facility, city, state, agency or None, note, Place(file, line))]


def _read(law: Law) -> tuple[list[Facility], list[LawError]]:
    found: list[LawError] = []
    kept: dict[_Key, Facility] = {}
    known = [agency.id for _, agency in law.agencies()]
    for pack in law.packs.values():
        path = Path(pack.place.file).parent / FILE
        for one in read_facilities(text, str(path), found) if (text := _text(path, found)) else ():
            if one.agency and one.agency not in known:
                near = difflib.get_close_matches(one.agency, known, 1)
                found.append(
                    _unknown(one, near[0] if near else "one that `comity law list` prints")
                )
            elif one.key in kept:
                what = f"{one.facility!r} stands there already ({kept[one.key].place})"
                found.append(LawError(what, place=one.place, expected="each place once"))
            else:
                kept[one.key] = one
    return list(kept.values()), found


def _text(path: Path, found: list[LawError]) -> str:
    """The text of a pack's table; empty where the pack has none."""
    try:
        return path.read_text(encoding="utf-8-sig") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        found.append(LawError(f"cannot be read ({error})", place=Place(str(path))))
        return ""


def _key(facility: str, city: str, state: str) -> _Key:
    name, town, land = (" ".join(one.split()).casefold() for one in (facility, city, state))
    return name, town, land


def _unknown(one: Facility, expected: str) -> LawError:
    return LawError(
        f"unknown agency {one.agency!r}", place=one.place, field="agency", expected=expected
    )


def _fault(what: str, file: str, line: int, expected: str) -> LawError:
    return LawError(what, place=Place(file, line), expected=expected)
