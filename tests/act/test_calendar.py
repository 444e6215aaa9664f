"""Calendar entries, read back by vobject and counted as RFC 5546 sections 3.2.2 and 3.2.5 ask."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from comity.act.calendar import Hearing, Message, invite, vacate, withdraw
from comity.act.observances import zone_rules
from comity.errors import InputError

START = datetime(2017, 6, 6, 13, 30, tzinfo=UTC)
STAMP = datetime(2017, 6, 1, 14, 0, 0, 250_000, tzinfo=UTC)
HEARING = Hearing(
    "5f0c@comity", "CR-012345-17QN", "Queens Criminal Court", "AR-1", START, "America/New_York", 30
)
ORGANIZER, ATTENDEE = "desk@pd.example.gov", "notices@agency.example.gov"
ZONES = ("America/New_York", "America/Chicago", "America/Phoenix", "Asia/Kolkata", "UTC")

texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=120
).filter(lambda text: bool(text.strip()))
hearings = st.builds(
    Hearing,
    uid=st.just("5f0c@comity"),
    docket=texts,
    court=texts,
    room=st.none() | texts,
    start=st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
    minutes=st.none() | st.integers(1, 600),
)
stamps = st.datetimes(datetime(2017, 1, 1), datetime(2018, 1, 1), timezones=st.just(UTC))


def invited(**more: Any) -> Message:
    return invite(attrs.evolve(HEARING, **more), ORGANIZER, ATTENDEE, 0, STAMP)


def read(message: Message) -> Any:
    for zone in ZONES:  # vobject keeps the first rules of a zone that it ever reads
        vobject.icalendar.registerTzid(zone, None)
    return vobject.readOne(message.body.decode())


def unfolded(message: Message) -> list[str]:
    return message.body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def counts(message: Message) -> dict[str, int]:
    """How often each property stands in the event, by a plain look at the lines."""
    lines = unfolded(message)
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    names = [line.partition(":")[0].partition(";")[0] for line in event]
    return {name: names.count(name) for name in names}


def test_an_invitation_has_what_a_request_must_have() -> None:
    """Each once: DTSTAMP, DTSTART, ORGANIZER, SEQUENCE, SUMMARY, UID; and one attendee."""
    once = ("ATTENDEE", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID")
    found = counts(invited())

    assert dict.fromkeys(once, 1) == {name: found[name] for name in once}
    assert "REQUEST" == read(invited()).method.value


def test_an_invitation_says_the_docket_and_no_name() -> None:
    """Nothing else is in SUMMARY, and nothing describes the event further."""
    event = read(invited()).vevent

    assert "CR-012345-17QN" == event.summary.value
    assert "Queens Criminal Court, AR-1" == event.location.value
    assert not {"DESCRIPTION", "COMMENT", "CONTACT", "CATEGORIES", "ATTACH"} & set(
        counts(invited())
    )


@given(hearings)
def test_what_is_written_is_read_back(hearing: Hearing) -> None:
    """By another library: the same instant, length, docket and place, whatever the texts hold."""
    event = read(invite(hearing, ORGANIZER, ATTENDEE, 2, STAMP)).vevent

    assert hearing.start.replace(microsecond=0) == event.dtstart.value.astimezone(UTC)
    assert hearing.docket == event.summary.value
    assert event.location.value.startswith(hearing.court)
    length = event.duration.value if hearing.minutes else None
    assert (timedelta(minutes=hearing.minutes) if hearing.minutes else None) == length


@given(hearings)
def test_lines_end_in_crlf_and_hold_75_octets(hearing: Hearing) -> None:
    """RFC 5545 section 3.1; octets of UTF-8, not characters, and no character is cut in two."""
    body = invite(hearing, ORGANIZER, ATTENDEE, 2, STAMP).body

    assert body.endswith(b"\r\n")
    assert body.count(b"\n") == body.count(b"\r\n") == body.count(b"\r")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_a_zone_that_is_named_is_explained() -> None:
    """VTIMEZONE stands wherever TZID is used, and DTSTART is the court's own clock."""
    lines = unfolded(invited())

    assert "DTSTART;TZID=America/New_York:20170606T093000" in lines
    assert 1 == lines.count("TZID:America/New_York")
    assert 1 == lines.count("BEGIN:VTIMEZONE")


def test_in_the_hour_that_is_shown_twice_the_second_is_written_in_utc() -> None:
    """A local time with a TZID would mean the first (RFC 5545 section 3.3.5)."""
    second = datetime(2017, 11, 5, 6, 30, tzinfo=UTC)
    lines = unfolded(invited(start=second))

    assert "DTSTART:20171105T063000Z" in lines
    assert "BEGIN:VTIMEZONE" not in lines


@given(st.sampled_from(ZONES), hearings)
def test_the_rules_of_a_zone_give_its_offset(zone: str, hearing: Hearing) -> None:
    """The last observance that has begun holds: found from the text, compared with the database."""
    rules: Any = zone_rules(zone, hearing.start)
    began = [
        (part["dtstart"].dt - part["tzoffsetfrom"].td, part["tzoffsetto"].td)
        for part in rules.subcomponents
    ]
    at = hearing.start.replace(tzinfo=None)
    held = max((one for one in began if one[0] <= at), key=lambda one: one[0])

    assert hearing.start.astimezone(ZoneInfo(zone)).utcoffset() == held[1]


def test_an_adjournment_is_a_request_with_the_same_uid() -> None:
    """SEQUENCE is one more, so that the new message obsoletes the old (RFC 5546 section 3.2.2)."""
    first = invited()
    moved = attrs.evolve(HEARING, start=START + timedelta(days=7))
    second = invite(moved, ORGANIZER, ATTENDEE, 1, STAMP)

    assert ("REQUEST", first.uid, "1") == (
        second.method,
        read(second).vevent.uid.value,
        read(second).vevent.sequence.value,
    )


def test_a_withdrawal_names_neither_status_nor_date_nor_place() -> None:
    """RFC 5546 section 3.2.5: to take one attendee out, STATUS MUST NOT be there."""
    message = withdraw(HEARING.uid, ORGANIZER, ATTENDEE, 1, STAMP)
    expected = dict.fromkeys(("UID", "DTSTAMP", "ORGANIZER", "ATTENDEE", "SEQUENCE"), 1)

    assert expected == counts(message)
    assert "CANCEL" == read(message).method.value
    assert b"VTIMEZONE" not in message.body


def test_a_vacated_hearing_is_cancelled_with_status() -> None:
    """RFC 5546 section 3.2.5: STATUS:CANCELLED once; no alarm, no REQUEST-STATUS."""
    message = vacate(HEARING.uid, ORGANIZER, ATTENDEE, 1, STAMP)
    names = ("UID", "DTSTAMP", "ORGANIZER", "ATTENDEE", "SEQUENCE", "STATUS")

    assert dict.fromkeys(names, 1) == counts(message)
    assert "CANCELLED" == read(message).vevent.status.value
    assert b"VALARM" not in message.body


def test_a_hearing_put_back_on_is_a_request_again() -> None:
    """With the next sequence, so that it obsoletes the cancellation."""
    off = vacate(HEARING.uid, ORGANIZER, ATTENDEE, 1, STAMP)
    on = invite(HEARING, ORGANIZER, ATTENDEE, 2, STAMP)

    assert ("REQUEST", off.uid, off.sequence + 1) == (on.method, on.uid, on.sequence)


def test_the_stamp_is_utc_to_the_second() -> None:
    """DTSTAMP MUST be UTC (RFC 5545 section 3.8.7.2)."""
    local = STAMP.astimezone(ZoneInfo("America/New_York"))
    message = invite(HEARING, ORGANIZER, ATTENDEE, 0, local)

    assert "DTSTAMP:20170601T140000Z" in unfolded(message)
    assert STAMP.replace(microsecond=0) == message.stamp


def test_one_message_names_one_agency() -> None:
    """Whoever else was told is not to be learnt from it."""
    assert ["ATTENDEE:mailto:notices@agency.example.gov"] == [
        line for line in unfolded(invited()) if line.startswith("ATTENDEE")
    ]


def test_the_mail_part_names_the_method() -> None:
    """RFC 6047 section 2.4: the parameter equals METHOD inside."""
    expected = "text/calendar; method=REQUEST; charset=UTF-8; component=vevent"

    assert expected == invited().content_type


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uid", ""),
        ("docket", "CR-1\nATTENDEE:mailto:x@example.gov"),
        ("court", " "),
        ("room", ""),
        ("zone", "Eastern Time"),
        ("start", datetime(2017, 6, 6, 9, 30)),
        ("minutes", 0),
    ],
)
def test_a_hearing_that_cannot_be_shown_is_refused(field: str, value: Any) -> None:
    """The error names the field, and no text can add a line of its own."""
    with pytest.raises(InputError) as refused:
        invited(**{field: value})
    assert field == refused.value.field


@pytest.mark.parametrize("address", ["", "nobody", "a@b\r\nX:1", "a@b,c@d", "a b@c"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """One mail address, and nothing beside it."""
    with pytest.raises(InputError, match="attendee"):
        invite(HEARING, ORGANIZER, address, 0, STAMP)


def test_a_cancellation_is_never_the_first_message() -> None:
    """SEQUENCE MUST be incremented (RFC 5546 section 3.2.5)."""
    with pytest.raises(InputError, match="sequence"):
        vacate(HEARING.uid, ORGANIZER, ATTENDEE, 0, STAMP)
    with pytest.raises(InputError, match="sequence"):
        invite(HEARING, ORGANIZER, ATTENDEE, -1, STAMP)
