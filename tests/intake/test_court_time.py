"""A court's local time becomes one instant or is refused: a clock that jumps moves no hearing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.intake.court_time import TWICE, NoInstantError, instant, local_time, zone_of

NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(["America/New_York", "America/Chicago", "America/Phoenix", "UTC"])
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))


def refused(text: str, zone: str | None = "America/New_York") -> str:
    with pytest.raises(NoInstantError) as caught:
        instant(local_time(text), zone_of(zone))
    return f"{caught.value.what}; expected {caught.value.expected}"


@given(INSTANTS, ZONES)
def test_an_instant_written_locally_comes_back(when: datetime, zone: str) -> None:
    """Every instant is its local time's, but where the hour comes twice and the first is taken."""
    back, doubts = instant(when.astimezone(ZoneInfo(zone)), ZoneInfo(zone))

    assert back == when or (doubts == (TWICE,) and when - back == timedelta(hours=1))


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), ZONES)
def test_a_local_time_is_kept_or_refused(local: datetime, zone: str) -> None:
    """The hour on the wall is never changed."""
    try:
        found, _ = instant(local, ZoneInfo(zone))
    except NoInstantError:
        return
    assert local == found.replace(tzinfo=None, fold=0)


def test_an_hour_that_summer_time_skips_is_refused() -> None:
    """On 8 March 2026 there is no 2:30 in New York."""
    assert (
        "clocks skip 2026-03-08 02:30:00 in America/New_York; expected a local time that exists"
    ) == refused("2026-03-08T02:30")


def test_an_hour_that_comes_twice_is_marked_and_the_first_taken() -> None:
    """On 1 November 2026 1:30 comes twice in New York; the earlier one is no one's loss."""
    found, doubts = instant(datetime(2026, 11, 1, 1, 30), NEW_YORK)

    assert (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), (TWICE,)) == (found, doubts)


@pytest.mark.parametrize(
    ("text", "zone", "message"),
    [
        ("2026-12-03T09:30", None, "the local time has no zone"),
        ("2026-12-03T09:30", "", "the local time has no zone"),
        ("2026-12-03T09:30", "Nowhere/City", "there is no zone 'Nowhere/City'"),
        ("2026-12-03T09:30", "../../etc/passwd", "there is no zone '../../etc/passwd'"),
        ("2026-12-03T09:30-05:00", "UTC", "this is '2026-12-03T09:30-05:00'"),
        ("3 December", "UTC", "this is '3 December'"),
        ("2026-02-29T09:30", "UTC", "there is no time 2026-02-29T09:30"),
        ("0026-12-03T09:30", "UTC", "the year is 26"),
    ],
)
def test_a_time_that_is_none_is_refused(text: str, zone: str | None, message: str) -> None:
    """Without a zone, with an unknown one, or not as written, there is no instant."""
    assert message == refused(text, zone).partition("; expected")[0]
