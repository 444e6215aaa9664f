"""Court dates as a calendar that one's own people subscribe to (RFC 5545, METHOD:PUBLISH).

It is read by those who work with the dates and tells nobody else anything; what other agencies get
is `act.calendar`. MUST: an entry is about the docket number, never the person.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from attrs import frozen
from icalendar import Calendar, Event

from comity.model.appearance import ADJOURNED, HELD, SCHEDULED, VACATED

_STATUS: Final = {
    SCHEDULED: "CONFIRMED",
    ADJOURNED: "TENTATIVE",
    HELD: "CONFIRMED",
    VACATED: "CANCELLED",
}


@frozen
class Shown:
    """One hearing in the feed. `uid` stays through every change; `start` is an aware instant."""

    uid: str
    docket: str
    place: str
    start: datetime
    status: str
    sequence: int


def published(hearings: Iterable[Shown], stamp: datetime) -> bytes:
    """The calendar, with CRLF and folded lines. Hours are in UTC, so that it needs no zones."""
    calendar = Calendar()
    calendar.add("prodid", "-//Comity//Court dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for one in hearings:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", one.start.astimezone(UTC))
        event.add("summary", one.docket)
        event.add("location", one.place)
        event.add("status", _STATUS[one.status])
        event.add("sequence", one.sequence)
        calendar.add_component(event)
    body: bytes = calendar.to_ical()
    return body
