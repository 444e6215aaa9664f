"""Court appearances from CSV: one a row, with the columns of COLUMNS (RFC 4180, UTF-8, a header).

MUST: a row that cannot be read refuses the whole file. Half a calendar looks like a whole one.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from comity.errors import InputError, Place
from comity.intake.appearances import (
    AppearanceSeen,
    Start,
    appearance,
    no_instant,
    refusal,
)
from comity.intake.cells import check_cell
from comity.intake.court_time import NoInstantError, instant, local_time, zone_of
from comity.intake.file import LONGEST_LINE
from comity.intake.shown import shown, shown_key
from comity.intake.table import Rows

COLUMNS: Final = ("uid", "docket", "court", "room", "start", "zone", "status", "sequence")
"""`docket`, `court`, `start` and `status` are needed. Without `uid` the docket number stands for
it, so that one docket has one appearance at a time. `start` is local; `zone` names its zone."""

REQUIRED: Final = ("docket", "court", "start", "status")


def appearances(path: Path, now: datetime, zone: str | None) -> tuple[AppearanceSeen, ...]:
    """The appearances of a file, in its order. Raises InputError with line and column."""
    found: dict[str, AppearanceSeen] = {}
    for cells, place in _rows(path):
        one = _appearance(cells, place, now, zone)
        if one.uid in found:
            what = f"{shown(one.uid)} is in line {found[one.uid].seen_in.line} too"
            raise refusal(place, "uid", what, "each appearance once, with a uid of its own")
        found[one.uid] = one
    return tuple(found.values())


def _rows(path: Path) -> Iterator[tuple[dict[str, str], Place]]:
    """The cells of each row by column."""
    rows = Rows(path, LONGEST_LINE)
    header = rows.next() or []
    _check_header(header, rows.place)
    while (cells := rows.next()) is not None:
        if len(cells) != len(header):
            what = f"the row has {len(cells)} cells"
            raise InputError(what, place=rows.place, expected=f"{len(header)}, as the header has")
        for name, text in zip(header, cells, strict=True):
            check_cell(text, name, rows.place)
        yield dict(zip(header, cells, strict=True)), rows.place


def _check_header(header: list[str], place: Place) -> None:
    expected = f"columns of {', '.join(COLUMNS)}, with at least {', '.join(REQUIRED)}"
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            what = "is there twice" if name in COLUMNS else "is not known"
            raise refusal(place, shown_key(name), f"the column {what}", expected)
    for name in REQUIRED:
        if name not in header:
            raise refusal(place, name, "the column is missing", expected)


def _appearance(
    cells: dict[str, str], place: Place, now: datetime, zone: str | None
) -> AppearanceSeen:
    texts: dict[str, str | None] = {name: cells.get(name) for name in ("docket", "court", "room")}
    texts["uid"] = cells.get("uid") or cells["docket"]
    start = _start(cells["start"], cells.get("zone") or zone, place)
    sequence = _sequence(cells.get("sequence") or "", place)
    return appearance(place, now, start, cells["status"], texts, sequence)


def _start(text: str, zone: str | None, place: Place) -> Start:
    if not text:
        return None, ()
    try:
        return instant(local_time(text), zone_of(zone))
    except NoInstantError as why:
        raise no_instant(place, why) from None


def _sequence(text: str, place: Place) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise refusal(place, "sequence", f"this is {shown(text)}", "a number from 0")
    return int(text)
