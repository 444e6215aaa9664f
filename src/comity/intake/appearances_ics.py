"""Court appearances from iCalendar (RFC 5545): one VEVENT each, the docket number in SUMMARY.

MUST: of two entries with one UID the higher SEQUENCE stands, and of equal ones the later DTSTAMP
(RFC 5546, section 2.1.5); a METHOD:CANCEL without STATUS takes back a notice, not the hearing.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from comity.errors import InputError, Place
from comity.intake.appearances import AppearanceSeen, Start, appearance, no_instant, refusal
from comity.intake.court_time import NoInstantError, instant, zone_of
from comity.intake.file import shown_path, whole
from comity.intake.shown import shown, shown_line

LARGEST: Final = 5 * 2**20
MOST_EVENTS: Final = 20_000

TENTATIVE: Final = "the court calls its time tentative"
TAKEN_BACK: Final = "the court takes its notice back and does not say that the hearing is vacated"

_DOCKET: Final = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9./-]{0,39}")
_ORIGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)

Version: TypeAlias = tuple[int, datetime, AppearanceSeen]
"""SEQUENCE, DTSTAMP, and the appearance that they version."""


def appearances(path: Path, now: datetime, zone: str | None) -> tuple[AppearanceSeen, ...]:
    """The appearances of a calendar, the newest version of each, in the order of their first.

    Raises InputError with the line on which the event begins, and the property.
    """
    name = shown_path(path)
    text = whole(path, LARGEST)
    calendar = _calendar(text, name)
    method = str(calendar.get("METHOD", "")).upper()
    events = list(_events(calendar, text, name))
    return newest(_version(event, place, now, zone, method) for event, place in events)


def newest(versions: Iterable[Version]) -> tuple[AppearanceSeen, ...]:
    """The version of each appearance that obsoletes the others, whatever their order.

    Raises InputError where two that differ have the same SEQUENCE and DTSTAMP.
    """
    found: dict[str, Version] = {}
    for version in versions:
        sequence, stamp, seen = version
        known = found.setdefault(seen.uid, version)
        if (sequence, stamp) > known[:2]:
            found[seen.uid] = version
        elif (sequence, stamp) == known[:2] and not _alike(seen, known[2]):
            what = f"{shown(seen.uid)} is there twice with the same SEQUENCE and DTSTAMP"
            raise refusal(seen.seen_in, "UID", what, "a higher SEQUENCE for the newer one")
    return tuple(seen for _, _, seen in found.values())


def _alike(one: AppearanceSeen, other: AppearanceSeen) -> bool:
    said = ("docket", "court", "room", "start", "status")
    return all(getattr(one, name) == getattr(other, name) for name in said)


def _calendar(text: str, name: str) -> Any:
    try:
        from icalendar import Calendar
    except ModuleNotFoundError:
        what, expected = "the library that reads calendars is missing", "pip install 'comity[desk]'"
        raise InputError(what, place=Place(name), expected=expected) from None
    try:
        return Calendar.from_ical(text)
    # What its parts raise on bad text; ValueError is the library's own.
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        what = f"this is not iCalendar ({shown_line(str(error))})"
        raise InputError(what, place=Place(name), expected="one VCALENDAR") from None


def _events(calendar: Any, text: str, name: str) -> Iterator[tuple[Any, Place]]:
    """The events, each with the line on which it begins."""
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.upper() == "BEGIN:VEVENT"]
    events = [one for one in calendar.subcomponents if one.name == "VEVENT"]
    if len(events) > MOST_EVENTS or len(events) != len(lines):
        expected = f"at most {MOST_EVENTS} events, none inside another part"
        raise InputError(
            "the calendar is not built as expected", place=Place(name), expected=expected
        )
    return ((event, Place(name, line)) for event, line in zip(events, lines, strict=True))


def _version(event: Any, place: Place, now: datetime, zone: str | None, method: str) -> Version:
    _check(event, place)
    court, _, room = (_text(event, "LOCATION") or "").partition(";")
    texts = {
        "uid": _text(event, "UID"),
        "docket": _docket(event, place),
        "court": court,
        "room": room or None,
    }
    status, marks = _status(event, method, place)
    sequence = event.get("SEQUENCE")
    number = None if sequence is None else int(sequence)
    start = _start(event, zone, place)
    seen = appearance(place, now, start, status, texts, number, marks)
    return number or 0, _stamp(event), seen


def _check(event: Any, place: Place) -> None:
    """Refuses what the library could not read, and what is no single appearance."""
    for name, why in event.errors:
        what = f"this cannot be read ({shown_line(str(why))})"
        raise refusal(place, str(name), what, "a value as RFC 5545 has it")
    for name in ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"):
        if name in event:
            raise refusal(place, name, "the event recurs", "one event for each appearance")
    for name in ("UID", "SUMMARY", "LOCATION", "DTSTART", "STATUS", "SEQUENCE", "DTSTAMP"):
        if isinstance(event.get(name), list):
            raise refusal(place, name, "it is there twice", "each property once")


def _docket(event: Any, place: Place) -> str:
    """The docket number. A summary that is more than that may hold a name, and is not read."""
    summary = _text(event, "SUMMARY") or ""
    if not _DOCKET.fullmatch(summary):
        raise refusal(place, "SUMMARY", "it is not a docket number", "the docket number alone")
    return summary


def _status(event: Any, method: str, place: Place) -> tuple[str, tuple[str, ...]]:
    status = (_text(event, "STATUS") or "CONFIRMED").upper()
    if status == "CANCELLED":
        return "vacated", ()
    if status not in ("CONFIRMED", "TENTATIVE"):
        expected = "CONFIRMED, TENTATIVE or CANCELLED"
        raise refusal(place, "STATUS", f"this is {shown(status)}", expected)
    if method == "CANCEL":
        return "scheduled", (TAKEN_BACK,)
    return "scheduled", (TENTATIVE,) if status == "TENTATIVE" else ()


def _start(event: Any, zone: str | None, place: Place) -> Start:
    found = event.get("DTSTART")
    if found is None:
        return None, ()
    local = found.dt
    if not isinstance(local, datetime):
        raise refusal(place, "DTSTART", "a day without an hour", "day and hour")
    try:
        return instant(local, local.tzinfo or _zone(found, zone))
    except NoInstantError as why:
        raise no_instant(place, why) from None


def _zone(found: Any, zone: str | None) -> Any:
    """The zone of a time that the library left without one: the court's, never a lost TZID's."""
    return zone_of(found.params.get("TZID") or zone)


def _stamp(event: Any) -> datetime:
    found = event.get("DTSTAMP")
    stamp = found.dt if found is not None else _ORIGIN
    aware = isinstance(stamp, datetime) and stamp.tzinfo is not None
    return stamp.astimezone(UTC) if aware else _ORIGIN


def _text(event: Any, name: str) -> str | None:
    value = event.get(name)
    return None if value is None else str(value).strip()
