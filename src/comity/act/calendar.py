"""Calendar entries that go with a notice of a court date (RFC 5545, RFC 5546, RFC 6047).

`invite` tells or moves a date, `withdraw` takes the notice back from one agency, `vacate` says that
the hearing is off. MUST: an entry is about the docket number, never the person, and each message
goes to one attendee, so that no agency learns from it who else was told.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from attrs import field, frozen
from icalendar import Calendar, Event, vCalAddress

from comity.act.observances import zone_rules
from comity.errors import InputError

REQUEST: Final = "REQUEST"
CANCEL: Final = "CANCEL"

_ADDRESS: Final = re.compile(r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


@frozen
class Hearing:
    """A hearing as an entry shows it.

    `uid` stays the same through every adjournment; like `docket` it MUST NOT hold a name. `start`
    is an aware instant, shown in `zone` (a name of the IANA database); `minutes` is None where the
    court names no length. Raises InputError.
    """

    uid: str
    docket: str
    court: str
    room: str | None
    start: datetime
    zone: str
    minutes: int | None = None

    def __attrs_post_init__(self) -> None:
        _instant("start", self.start)
        for name in ("uid", "docket", "court", "zone"):
            _line(name, getattr(self, name))
        if self.room is not None:
            _line("room", self.room)
        if self.minutes is not None and self.minutes <= 0:
            raise InputError(f"{self.minutes}", field="minutes", expected="more than 0, or None")


@frozen
class Message:
    """One calendar message to one attendee. `stamp` is UTC, to the second; `body` has CRLF."""

    method: str
    uid: str
    sequence: int
    stamp: datetime
    attendee: str
    body: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        """The type of the mail part that carries it (RFC 6047 § 2.4)."""
        return f"text/calendar; method={self.method}; charset=UTF-8; component=vevent"


def invite(
    hearing: Hearing, organizer: str, attendee: str, sequence: int, stamp: datetime
) -> Message:
    """Tells a hearing's time and place: sequence 0 at first, then one more for each adjournment.

    An adjournment is the same REQUEST with the same uid, never a CANCEL and a new entry (RFC 5546
    § 3.2.2). The addresses are of mail; `stamp` is aware. Raises InputError.
    """
    event = _event(hearing.uid, organizer, attendee, sequence, stamp)
    event.add("summary", hearing.docket)
    event.add("location", ", ".join(part for part in (hearing.court, hearing.room) if part))
    event.add("status", "CONFIRMED")
    local = _local(hearing)
    event.add("dtstart", local)
    if hearing.minutes is not None:
        event.add("duration", timedelta(minutes=hearing.minutes))
    about = None if local.tzinfo is UTC else hearing
    return _message(REQUEST, event, attendee, sequence, stamp, about)


def withdraw(uid: str, organizer: str, attendee: str, sequence: int, stamp: datetime) -> Message:
    """Takes the notice back from one agency, while the hearing itself may well take place.

    A CANCEL to that attendee without STATUS (RFC 5546 § 3.2.5). It says neither when, where nor
    about which docket. `sequence` is one more than that of the message before. Raises InputError.
    """
    return _cancel(_event(uid, organizer, attendee, sequence, stamp), attendee, sequence, stamp)


def vacate(uid: str, organizer: str, attendee: str, sequence: int, stamp: datetime) -> Message:
    """Says that the hearing does not take place: a CANCEL with STATUS:CANCELLED.

    Also for one that is put off and has no new date. Once the date is set, `invite` with the same
    uid and the next sequence puts it back: a REQUEST must carry a DTSTART, so that an entry left
    standing as tentative would go on showing a day that no longer holds. Raises InputError.
    """
    event = _event(uid, organizer, attendee, sequence, stamp)
    event.add("status", "CANCELLED")
    return _cancel(event, attendee, sequence, stamp)


def _cancel(event: Event, attendee: str, sequence: int, stamp: datetime) -> Message:
    if sequence < 1:
        what, expected = "a cancellation is never the first message", "one more than the last"
        raise InputError(what, field="sequence", expected=expected)
    return _message(CANCEL, event, attendee, sequence, stamp)


def _event(uid: str, organizer: str, attendee: str, sequence: int, stamp: datetime) -> Event:
    """What every message has exactly once."""
    if sequence < 0:
        raise InputError(f"{sequence}", field="sequence", expected="0 or more")
    event = Event()
    event.add("uid", _line("uid", uid))
    event.add("dtstamp", _stamp(stamp))
    event.add("organizer", _address("organizer", organizer))
    event.add("attendee", _address("attendee", attendee))
    event.add("sequence", sequence)
    return event


def _message(
    method: str,
    event: Event,
    attendee: str,
    sequence: int,
    stamp: datetime,
    about: Hearing | None = None,
) -> Message:
    calendar = Calendar()
    calendar.add("prodid", "-//Comity//Court dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if about:
        calendar.add_component(zone_rules(about.zone, about.start))
    calendar.add_component(event)
    uid = str(event["uid"])
    return Message(method, uid, sequence, _stamp(stamp), attendee, calendar.to_ical())


def _local(hearing: Hearing) -> datetime:
    """The start on the court's own clock.

    In the hour that the clock shows twice, a time with a TZID means the first (RFC 5545 § 3.3.5);
    the second is written in UTC.
    """
    try:
        local = hearing.start.astimezone(ZoneInfo(hearing.zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        expected = "a name of the IANA database, such as America/New_York"
        what = f"no such zone: {hearing.zone}"
        raise InputError(what, field="zone", expected=expected) from error
    return local.astimezone(UTC) if local.fold else local


def _stamp(stamp: datetime) -> datetime:
    return _instant("stamp", stamp).astimezone(UTC).replace(microsecond=0)


def _instant(name: str, value: datetime) -> datetime:
    if value.utcoffset() is None:
        raise InputError(f"{value}", field=name, expected="an instant with its offset from UTC")
    return value


def _line(name: str, value: str) -> str:
    if not value.strip() or _CONTROL.search(value):
        raise InputError(f"{value!r}", field=name, expected="one line of text")
    return value


def _address(name: str, value: str) -> vCalAddress:
    if not _ADDRESS.fullmatch(value):
        raise InputError(f"{value!r}", field=name, expected="a mail address")
    return vCalAddress(f"mailto:{value}")
