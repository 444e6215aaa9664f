"""Court appearances from a message of court events with NIEM's names (schema `court_event.xsd`).

MUST: a continuance moves the appearance and a cancellation vacates it; an event that states both
is refused.
"""

from datetime import date, datetime, time
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from comity.errors import Place
from comity.intake.appearances import AppearanceSeen, Start, appearance, no_instant, refusal
from comity.intake.court_time import NoInstantError, instant, zone_of
from comity.intake.file import shown_path
from comity.intake.shown import shown
from comity.intake.xml_tree import NC, J, bounded, read_valid, texts

ROOT: Final = "{urn:comity:court-event:1}CourtEventMessage"

_C: Final = "{urn:comity:court-event:1}"
_MORE: Final = f"{_C}CourtEventAugmentation"
_ROOM: Final = f"{NC}LocationRoomText"
_CONTINUED: Final = f"{_MORE}/{J}HearingContinuanceDate"
_TRUE: Final = ("true", "1")


def appearances(path: Path, now: datetime, zone: str | None) -> tuple[AppearanceSeen, ...]:
    """The appearances of a message, in its order. Raises InputError with line and element."""
    name = shown_path(path)
    message = read_valid(bounded(path, name), name, "court_event.xsd", ROOT)
    found: dict[str, AppearanceSeen] = {}
    for event in message.root:
        one = _appearance(event, message.place_of(event), now, zone)
        if one.uid in found:
            what = f"{shown(one.uid)} is in line {found[one.uid].seen_in.line} too"
            raise refusal(one.seen_in, "ActivityIdentification", what, "each appearance once")
        found[one.uid] = one
    return tuple(found.values())


def _appearance(event: Element, place: Place, now: datetime, zone: str | None) -> AppearanceSeen:
    court = f"{J}CourtEventCourt"
    read = {
        "uid": _first(event, f"{NC}ActivityIdentification/{NC}IdentificationID"),
        "docket": _first(event, f"{J}CourtEventCase/{NC}CaseDocketID"),
        "court": _first(event, f"{court}/{J}CourtName"),
        "room": _first(event, f"{court}/{NC}OrganizationLocation/{NC}LocationPart/{_ROOM}"),
    }
    sequence = _first(event, f"{J}CourtEventSequenceID")
    status = _status(event, place)
    try:
        start = _start(event, status, _first(event, f"{_MORE}/{_C}TimeZoneName") or zone)
    except NoInstantError as why:
        raise no_instant(place, why) from None
    number = None if sequence is None else int(sequence)
    return appearance(place, now, start, status, read, number)


def _status(event: Element, place: Place) -> str:
    cancelled = _first(event, f"{_MORE}/{J}HearingCancellationIndicator") in _TRUE
    held = _first(event, f"{_MORE}/{_C}HearingHeldIndicator") in _TRUE
    continued = event.find(_CONTINUED) is not None
    if cancelled + held + continued > 1:
        what = "the hearing is more than one of cancelled, held and continued"
        raise refusal(place, "CourtEventAugmentation", what, "one of them")
    if cancelled or held:
        return "vacated" if cancelled else "held"
    put_off = continued or event.find(f"{J}CourtEventSchedule") is None
    return "adjourned" if put_off else "scheduled"


def _start(event: Element, status: str, zone: str | None) -> Start:
    """When it will be or was; of an adjourned one, the time to which it is put off."""
    schedule = f"{J}CourtEventSchedule"
    if status == "adjourned":
        return _time(event, _CONTINUED, None, zone)
    hour = _first(event, f"{schedule}/{NC}ScheduleDayStartTime")
    return _time(event, f"{schedule}/{NC}ScheduleDate", hour, zone)


def _time(event: Element, path: str, hour: str | None, zone: str | None) -> Start:
    both, day = _first(event, f"{path}/{NC}DateTime"), _first(event, f"{path}/{NC}Date")
    try:
        if both:
            return _instant(datetime.fromisoformat(both), zone)
        if day and hour:
            when = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour))
            return _instant(when, zone)
    except NoInstantError:
        raise
    except ValueError:
        raise NoInstantError(f"there is no time {both or day}", "day and hour") from None
    return None, (f"put off to {day}, and no hour is stated",) if day else ()


def _instant(when: datetime, zone: str | None) -> Start:
    return instant(when, when.tzinfo or zone_of(zone))


def _first(element: Element, path: str) -> str | None:
    return next(iter(texts(element, path)), None)
