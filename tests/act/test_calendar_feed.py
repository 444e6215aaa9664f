"""The feed of court dates that one's own people subscribe to."""

from datetime import UTC, datetime, timedelta, timezone

import vobject

from comity.act.calendar_feed import Shown, published

STAMP = datetime(2017, 6, 1, 14, 0, 0, 123456, tzinfo=UTC)
START = datetime(2017, 6, 21, 10, 0, tzinfo=timezone(timedelta(hours=-4)))


def shown(status: str = "scheduled", sequence: int = 0) -> Shown:
    return Shown("hearing-1@comity", "EX-9", "Example Court, 4", START, status, sequence)


def event(*hearings: Shown):
    return vobject.readOne(published(hearings, STAMP).decode()).vevent


def test_a_hearing_is_shown_at_its_instant():
    """An independent reader finds the docket, the place and the hour in UTC."""
    one = event(shown())

    assert ("EX-9", "Example Court, 4") == (one.summary.value, one.location.value)
    assert START == one.dtstart.value


def test_a_vacated_hearing_is_cancelled_under_the_same_number():
    """RFC 5545: the same UID with a higher SEQUENCE and STATUS:CANCELLED takes it off."""
    one = event(shown("vacated", 3))

    assert ("hearing-1@comity", "CANCELLED", "3") == (
        one.uid.value,
        one.status.value,
        one.sequence.value,
    )


def test_an_empty_feed_is_a_calendar():
    """Where nothing is to come the feed is a calendar with no entry."""
    body = published([], STAMP)

    assert body.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"VEVENT" not in body
