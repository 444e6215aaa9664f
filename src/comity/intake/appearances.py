"""Court appearances as a feed of the court shows them: CSV, iCalendar, or XML court events.

MUST: only what a feed says is an appearance. An appearance that is gone from a feed is not thereby
cancelled: feeds drop what is past and what is moved alike (judici.com says so of its own).
"""

import os
from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Final, TypeAlias

import attrs
from attrs import frozen

from comity.errors import InputError, Place
from comity.intake.court_time import NoInstantError
from comity.intake.file import shown_path
from comity.intake.received import one_line
from comity.intake.shown import shown

STATUSES: Final = ("scheduled", "adjourned", "vacated", "held")
"""`adjourned`: put off, to `start` if that is set; `vacated`: it will not be held."""

PAST: Final = "an appearance in the past"
HELD_LATER: Final = "it is called held and lies in the future"

LONGEST: Final = 200

READERS: Final = {
    ".csv": "comity.intake.appearances_csv",
    ".ics": "comity.intake.appearances_ics",
    ".xml": "comity.intake.appearances_xml",
}

Start: TypeAlias = tuple[datetime | None, tuple[str, ...]]
"""An aware instant, or None if none is set; and what is doubtful about it."""


@frozen
class AppearanceSeen:
    """One appearance in a feed. `uid` is the same for as long as it is the same hearing.

    `start`: when it will be or was; None if it is put off without a day, or vacated. `sequence`:
    the court's own count of changes. `marks`: why a person must look.
    """

    uid: str
    docket: str = attrs.field(repr=False)
    court: str
    room: str | None
    start: datetime | None
    status: str
    sequence: int | None
    seen_in: Place
    marks: tuple[str, ...] = ()


def appearances(
    path: str | os.PathLike[str], now: datetime, zone: str | None = None
) -> tuple[AppearanceSeen, ...]:
    """The appearances of a file, by its suffix: all, or none if there is a fault.

    `now` tells what is past; `zone` is the court's, for times that name none. Raises InputError
    with file, line and field.
    """
    reader = READERS.get(Path(path).suffix.lower())
    if reader is None:
        raise InputError(
            "nothing here reads appearances from a file of this name",
            place=Place(shown_path(path)),
            expected=f"a name that ends in {', '.join(READERS)}",
        )
    read = import_module(reader).appearances
    found: tuple[AppearanceSeen, ...] = read(Path(path), now, zone)
    return found


def appearance(
    place: Place,
    now: datetime,
    start: Start,
    status: str,
    texts: dict[str, str | None],
    sequence: int | None = None,
    marks: Iterable[str] = (),
) -> AppearanceSeen:
    """An appearance of checked parts. Raises InputError for what does not fit together."""
    uid, docket, court = (_needed(texts, name, place) for name in ("uid", "docket", "court"))
    room = _text(texts.get("room"), "room", place)
    instant, doubts = start
    if status not in STATUSES:
        raise refusal(place, "status", f"this is {shown(status)}", f"one of {', '.join(STATUSES)}")
    if instant is None and status in ("scheduled", "held"):
        raise refusal(place, "start", f"a hearing that is {status} has no time", "day and hour")
    found = (*marks, *doubts, *_of_time(instant, status, now))
    return AppearanceSeen(uid, docket, court, room, instant, status, sequence, place, found)


def refusal(place: Place, field: str, what: str, expected: str) -> InputError:
    """The error about one field of an appearance."""
    return InputError(what, place=place, field=field, expected=expected)


def no_instant(place: Place, why: NoInstantError) -> InputError:
    """The error about a time that is none."""
    return refusal(place, "start", why.what, why.expected)


def _of_time(instant: datetime | None, status: str, now: datetime) -> tuple[str, ...]:
    if instant is None:
        return ()
    if instant < now:
        return (PAST,) if status in ("scheduled", "adjourned") else ()
    return (HELD_LATER,) if status == "held" and instant > now else ()


def _needed(texts: dict[str, str | None], name: str, place: Place) -> str:
    text = _text(texts.get(name), name, place)
    if text is None:
        raise refusal(place, name, "it is missing", f"the {name} of the appearance")
    return text


def _text(value: str | None, name: str, place: Place) -> str | None:
    text = one_line(value or "")
    if text and (len(text) > LONGEST or not text.isprintable()):
        expected = f"at most {LONGEST} printable characters"
        raise refusal(place, name, f"this is {shown(text)}", expected)
    return text
