"""Court appearances from XML court events with NIEM's names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.errors import InputError, Place
from comity.intake.appearances import PAST, AppearanceSeen, appearances
from tests.intake.received import NAMESPACES

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCHEDULE = """<j:CourtEventSchedule>
      <nc:ScheduleDate><nc:Date>2026-12-03</nc:Date></nc:ScheduleDate>
      <nc:ScheduleDayStartTime>09:30:00</nc:ScheduleDayStartTime>
    </j:CourtEventSchedule>"""
MORE = """<c:CourtEventAugmentation>
      <c:TimeZoneName>America/New_York</c:TimeZoneName>
    </c:CourtEventAugmentation>"""
EVENT = f"""<j:CourtEvent>
    <nc:ActivityIdentification><nc:IdentificationID>u1</nc:IdentificationID></nc:ActivityIdentification>
    <j:CourtEventCase><nc:CaseDocketID>CR-1-26</nc:CaseDocketID></j:CourtEventCase>
    <j:CourtEventCourt>
      <nc:OrganizationLocation><nc:LocationPart>
        <nc:LocationRoomText>AR1</nc:LocationRoomText>
      </nc:LocationPart></nc:OrganizationLocation>
      <j:CourtName>Example Court</j:CourtName>
    </j:CourtEventCourt>
    {SCHEDULE}
    <j:CourtEventSequenceID>2</j:CourtEventSequenceID>
    {MORE}
  </j:CourtEvent>"""
CANCELLED = "<j:HearingCancellationIndicator>true</j:HearingCancellationIndicator>"
PUT_OFF = "<j:HearingContinuanceDate><nc:{0}>{1}</nc:{0}></j:HearingContinuanceDate>"


def message(folder: Path, *events: str) -> Path:
    path = folder / "x.xml"
    path.write_text(
        f'<c:CourtEventMessage xmlns:c="urn:comity:court-event:1" {NAMESPACES}>\n'
        + "\n".join(events)
        + "\n</c:CourtEventMessage>",
        encoding="utf-8",
    )
    return path


def with_more(text: str, event: str = EVENT) -> str:
    return event.replace("<c:TimeZoneName>", f"{text}<c:TimeZoneName>")


def read(folder: Path, event: str) -> AppearanceSeen:
    (one,) = appearances(message(folder, event), NOW)
    return one


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        appearances(path, NOW)
    return str(caught.value).removeprefix(f"{path.parent}/")


def test_a_court_event_is_an_appearance(tmp_path: Path) -> None:
    """Date, hour and zone make one instant; docket, court, room and sequence are the event's."""
    expected = AppearanceSeen(
        uid="u1",
        docket="CR-1-26",
        court="Example Court",
        room="AR1",
        start=datetime(2026, 12, 3, 14, 30, tzinfo=UTC),
        status="scheduled",
        sequence=2,
        seen_in=Place(str(tmp_path / "x.xml"), 2),
    )
    assert expected == read(tmp_path, EVENT)


def test_an_instant_with_an_offset_needs_no_zone(tmp_path: Path) -> None:
    """A date and time with its offset is an instant by itself."""
    both = "<nc:DateTime>2026-12-03T09:30:00-05:00</nc:DateTime>"
    event = EVENT.replace(MORE, "").replace("<nc:Date>2026-12-03</nc:Date>", both)

    assert datetime(2026, 12, 3, 14, 30, tzinfo=UTC) == read(tmp_path, event).start


def test_a_continuance_moves_the_appearance(tmp_path: Path) -> None:
    """Put off to a day and hour: that is its time; put off to a day: a person asks the hour."""
    moved = read(tmp_path, with_more(PUT_OFF.format("DateTime", "2026-12-10T09:30:00")))
    a_day = read(tmp_path, with_more(PUT_OFF.format("Date", "2026-12-10")))

    assert ("adjourned", datetime(2026, 12, 10, 14, 30, tzinfo=UTC), ()) == (
        moved.status,
        moved.start,
        moved.marks,
    )
    assert ("adjourned", None, ("put off to 2026-12-10, and no hour is stated",)) == (
        a_day.status,
        a_day.start,
        a_day.marks,
    )


def test_a_cancellation_vacates_and_no_schedule_puts_off(tmp_path: Path) -> None:
    """A cancelled hearing is vacated; one without a schedule is put off without a day."""
    assert "vacated" == read(tmp_path, with_more(CANCELLED)).status
    assert ("adjourned", None) == (
        read(tmp_path, EVENT.replace(SCHEDULE, "")).status,
        read(tmp_path, EVENT.replace(SCHEDULE, "")).start,
    )


def test_what_was_held_is_held_and_what_is_past_is_marked(tmp_path: Path) -> None:
    """A past hearing that nobody calls held goes to a person."""
    past = EVENT.replace("2026-12-03", "2026-02-03")
    held = with_more("", past).replace(
        "<c:TimeZoneName>",
        "<c:HearingHeldIndicator>true</c:HearingHeldIndicator><c:TimeZoneName>",
    )

    assert ("scheduled", (PAST,)) == (read(tmp_path, past).status, read(tmp_path, past).marks)
    assert ("held", ()) == (read(tmp_path, held).status, read(tmp_path, held).marks)


@pytest.mark.parametrize(
    ("event", "message_"),
    [
        (
            with_more(PUT_OFF.format("Date", "2026-12-10") + CANCELLED),
            "x.xml:2: CourtEventAugmentation: the hearing is more than one of cancelled, held",
        ),
        (EVENT.replace(MORE, ""), "x.xml:2: start: the local time has no zone"),
        (EVENT.replace("12-03", "02-30"), "x.xml:12: Date: "),
        (
            EVENT.replace("2026-12-03", "2026-03-08").replace("09:30", "02:30"),
            "x.xml:2: start: clocks skip 2026-03-08 02:30:00 in America/New_York",
        ),
        (
            EVENT.replace("2026-12-03", "2026-12-03Z"),
            "x.xml:2: start: there is no time 2026-12-03Z",
        ),
        (
            EVENT.replace("<nc:ScheduleDayStartTime>09:30:00</nc:ScheduleDayStartTime>", ""),
            "x.xml:2: start: a hearing that is scheduled has no time",
        ),
        (
            EVENT + EVENT,
            "x.xml:19: ActivityIdentification: 'u1' is in line 2 too",
        ),
        ("<j:Other/>", "x.xml:1: CourtEventMessage: "),
        ("<!DOCTYPE a>", "x.xml:2:3: this is not XML (not well-formed"),
    ],
)
def test_a_bad_event_is_refused_with_its_line(tmp_path: Path, event: str, message_: str) -> None:
    """The error names line and element, and what was expected."""
    assert refused(message(tmp_path, event))[: len(message_)] == message_
