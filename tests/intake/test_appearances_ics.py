"""Court appearances from iCalendar, as RFC 5545 and RFC 5546 have it."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import InputError, Place
from comity.intake.appearances import PAST, AppearanceSeen, appearances
from comity.intake.appearances_ics import TAKEN_BACK, TENTATIVE, newest

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENT = """BEGIN:VEVENT
UID:u1@court.example.gov
DTSTAMP:20261101T120000Z
DTSTART;TZID=America/New_York:20261203T093000
SUMMARY:CR-1-26
LOCATION:Example Court\\; AR1
SEQUENCE:2
END:VEVENT
"""
ZONE = """BEGIN:VTIMEZONE
TZID:Court Time
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:-0600
TZOFFSETTO:-0600
END:STANDARD
END:VTIMEZONE
"""


def calendar(folder: Path, *parts: str, method: str = "PUBLISH") -> Path:
    text = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:{method}\n{''.join(parts)}END:VCALENDAR\n"
    )
    path = folder / "x.ics"
    path.write_bytes(text.replace("\n", "\r\n").encode())
    return path


def read(folder: Path, *parts: str, method: str = "PUBLISH") -> AppearanceSeen:
    (one,) = appearances(calendar(folder, *parts, method=method), NOW)
    return one


def refused(path: Path, zone: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        appearances(path, NOW, zone)
    return str(caught.value).removeprefix(f"{path.parent}/")


def test_an_event_is_an_appearance(tmp_path: Path) -> None:
    """UID, docket, court, room, instant and SEQUENCE of the event are the appearance's."""
    expected = AppearanceSeen(
        uid="u1@court.example.gov",
        docket="CR-1-26",
        court="Example Court",
        room="AR1",
        start=datetime(2026, 12, 3, 14, 30, tzinfo=UTC),
        status="scheduled",
        sequence=2,
        seen_in=Place(str(tmp_path / "x.ics"), 5),
    )
    assert expected == read(tmp_path, EVENT)


def test_a_time_in_utc_and_one_in_a_zone_of_the_calendars_own_are_read(tmp_path: Path) -> None:
    """A zone may be spelt out in the calendar (VTIMEZONE) and need no name that we know."""
    utc = EVENT.replace(";TZID=America/New_York:20261203T093000", ":20261203T143000Z")
    own = EVENT.replace("America/New_York", "Court Time")

    assert datetime(2026, 12, 3, 14, 30, tzinfo=UTC) == read(tmp_path, utc).start
    assert datetime(2026, 12, 3, 15, 30, tzinfo=UTC) == read(tmp_path, ZONE, own).start


def test_a_local_time_takes_the_courts_zone(tmp_path: Path) -> None:
    """A floating time is the court's, when whoever reads the feed knows the court's zone."""
    path = calendar(tmp_path, EVENT.replace(";TZID=America/New_York", ""))

    (one,) = appearances(path, NOW, "America/New_York")

    assert datetime(2026, 12, 3, 14, 30, tzinfo=UTC) == one.start
    assert refused(path) == (
        "x.ics:5: start: the local time has no zone; "
        "expected a zone's name such as America/New_York"
    )


@pytest.mark.parametrize(
    ("status", "method", "expected"),
    [
        ("CONFIRMED", "PUBLISH", ("scheduled", ())),
        ("CANCELLED", "PUBLISH", ("vacated", ())),
        ("CANCELLED", "CANCEL", ("vacated", ())),
        ("CONFIRMED", "CANCEL", ("scheduled", (TAKEN_BACK,))),
        ("TENTATIVE", "REQUEST", ("scheduled", (TENTATIVE,))),
    ],
)
def test_the_status_says_whether_it_is_vacated(
    tmp_path: Path, status: str, method: str, expected: tuple
) -> None:
    """STATUS:CANCELLED vacates; METHOD:CANCEL alone takes back a notice (RFC 5546, 3.2.5)."""
    one = read(tmp_path, EVENT.replace("SEQ", f"STATUS:{status}\nSEQ"), method=method)

    assert expected == (one.status, one.marks)


def test_an_event_in_the_past_is_marked(tmp_path: Path) -> None:
    """A past hearing in a feed is marked and kept."""
    assert (PAST,) == read(tmp_path, EVENT.replace("20261203", "20260203")).marks


def test_the_higher_sequence_stands_whatever_the_order(tmp_path: Path) -> None:
    """An adjournment is the same UID with a higher SEQUENCE; equal ones go by DTSTAMP."""
    moved = EVENT.replace("SEQUENCE:2", "SEQUENCE:3").replace("20261203", "20261210")
    again = moved.replace("20261210", "20261217").replace("20261101T12", "20261102T12")

    for order in permutations([EVENT, moved, again]):
        assert datetime(2026, 12, 17, 14, 30, tzinfo=UTC) == read(tmp_path, *order).start


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(0, 3)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_the_newest_do_not_depend_on_the_order(
    kinds: list[tuple[str, int, int]], random: object
) -> None:
    """Choosing the newest is idempotent and gives the same set for every order of a feed."""
    day = datetime(2026, 12, 1, tzinfo=UTC)
    place = Place("x.ics", 1)
    versions = [
        (n, day + timedelta(s), AppearanceSeen(uid, f"{n}{s}", "c", None, day, "held", n, place))
        for uid, n, s in kinds
    ]
    shuffled = list(versions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    chosen = newest(versions)

    assert set(chosen) == set(newest(shuffled))
    assert chosen == newest((seen.sequence or 0, day, seen) for seen in chosen)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("20261203T093000", "20260308T023000", "start: clocks skip 2026-03-08 02:30:00"),
        (
            "DTSTART;TZID=America/New_York:20261203T093000",
            "DTSTART;VALUE=DATE:20261203",
            "DTSTART: a day without an hour; expected day and hour",
        ),
        ("America/New_York", "Nowhere", "start: there is no zone 'Nowhere'"),
        ("CR-1-26", "Example Person C", "SUMMARY: it is not a docket number"),
        ("SUMMARY:CR-1-26\n", "", "SUMMARY: it is not a docket number"),
        ("UID:u1@court.example.gov\n", "", "uid: it is missing"),
        ("SEQUENCE:2", "SEQUENCE:2\nRRULE:FREQ=DAILY", "RRULE: the event recurs"),
        ("SEQUENCE:2", "STATUS:GONE", "STATUS: this is 'GONE'; expected CONFIRMED"),
        ("SEQUENCE:2", "SEQUENCE:two", "SEQUENCE: this cannot be read"),
        ("20261203T093000", "2026-12-03", "DTSTART: this cannot be read"),
        ("UID:", "UID:other\nUID:", "UID: it is there twice"),
    ],
)
def test_a_bad_event_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    """The error names the line on which the event begins, and the property."""
    assert old in EVENT
    assert refused(calendar(tmp_path, EVENT.replace(old, new))).startswith(f"x.ics:5: {message}")


def test_two_versions_that_differ_under_one_number_are_refused(tmp_path: Path) -> None:
    """Where nothing says which is newer, a person asks the court."""
    other = EVENT.replace("20261203", "20261204")

    assert refused(calendar(tmp_path, EVENT, other)).startswith(
        "x.ics:13: UID: 'u1@court.example.gov' is there twice with the same SEQUENCE and DTSTAMP"
    )


@pytest.mark.parametrize("text", ["", "BEGIN:VEVENT\r\n", "x", "BEGIN:VCALENDAR\r\n" * 3])
def test_what_is_no_calendar_is_refused(tmp_path: Path, text: str) -> None:
    """Bytes that are no calendar are refused with the file's name."""
    path = tmp_path / "x.ics"
    path.write_text(text, encoding="utf-8")

    assert refused(path).startswith("x.ics: ")


@given(st.integers(0, len(EVENT) - 1), st.text(max_size=4))
def test_any_change_of_text_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, put: str
) -> None:
    """Whatever is written over a calendar, appearances or an InputError come out."""
    path = calendar(tmp_path_factory.getbasetemp(), EVENT)
    content = path.read_bytes()
    path.write_bytes(content[:at] + put.encode("utf-8", "replace") + content[at + len(put) :])
    try:
        assert all(isinstance(one, AppearanceSeen) for one in appearances(path, NOW))
    except InputError as error:
        assert str(error).isprintable()
