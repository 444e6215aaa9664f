"""Days and hours as the law counts them: weekends, holidays, clock changes, leap days."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.decide.clock import day_of, days_served, end_of_day, hours_after, years_before
from comity.law.calendars import calendar
from comity.model.case import Period
from comity.model.tree import Calendar

OUT = ("saturday", "sunday", "holiday")
FOUND = calendar("us", "America/New_York")
assert FOUND is not None
NEW_YORK: Calendar = FOUND
HOLIDAYS = Path(__file__).parents[3] / "shared/data/holidays"


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("2017-06-01T16:00:00-04:00", "2017-06-05T16:00:00-04:00", "Thursday over a weekend"),
        ("2017-06-05T16:00:00-04:00", "2017-06-07T16:00:00-04:00", "Monday to Wednesday"),
        ("2017-06-03T09:00:00-04:00", "2017-06-07T00:00:00-04:00", "Saturday: from Monday 0:00"),
        ("2017-07-03T10:00:00-04:00", "2017-07-06T10:00:00-04:00", "over Independence Day"),
        ("2017-05-26T16:00:00-04:00", "2017-05-31T16:00:00-04:00", "over Memorial Day"),
        ("2017-03-10T16:00:00-05:00", "2017-03-14T16:00:00-04:00", "clocks forward on Sunday"),
        ("2017-11-03T16:00:00-04:00", "2017-11-07T16:00:00-05:00", "clocks back on Sunday"),
        ("2020-07-02T12:00:00-04:00", "2020-07-07T12:00:00-04:00", "4 July observed on Friday"),
        ("2016-02-28T12:00:00-05:00", "2016-03-02T00:00:00-05:00", "over a leap day"),
    ],
)
def test_forty_eight_hours_leave_out_weekends_and_holidays(start: str, end: str, why: str) -> None:
    """Checked by hand against a calendar."""
    assert instant(end) == hours_after(instant(start), 48, OUT, NEW_YORK), why


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    """At 1:30 the first time in November, the hours that end at 1:15 the second time run on."""
    end = hours_after(instant("2017-11-03T01:15:00-04:00"), 49, (), NEW_YORK)

    assert instant("2017-11-05T01:15:00-05:00") == end
    assert instant("2017-11-05T01:30:00-04:00") < end


def test_hours_that_pass_are_counted_over_a_clock_change_on_a_counted_day() -> None:
    """With no days left out, 48 hours over the spring change end an hour later by the clock."""
    assert instant("2017-03-13T17:00:00-04:00") == hours_after(
        instant("2017-03-11T16:00:00-05:00"), 48, (), NEW_YORK
    )


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2039, 1, 1), timezones=st.just(UTC)),
    st.integers(1, 100),
)
def test_hours_end_late_enough_and_on_a_counted_day(start: datetime, hours: int) -> None:
    """Never before the hours have passed, and with exactly those hours on counted days."""
    end = hours_after(start, hours, OUT, NEW_YORK)
    counted = timedelta()
    now = start
    while now < end:
        step = min(end, now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        day = day_of(now, NEW_YORK)
        if day.weekday() < 5 and day not in NEW_YORK.holidays:
            counted += step - now
        now = step

    assert timedelta(hours=hours) == counted


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 30))
def test_years_back_is_the_same_date(day: date, years: int) -> None:
    """Only 29 February moves, to the day before."""
    back = years_before(day, years)

    assert day.year - years == back.year
    assert (back.month, back.day) == (day.month, day.day) or (day.month, day.day) == (2, 29)


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([], 0),
        ([("2003-05-01", "2005-01-15")], 625),
        ([("2003-05-01", "2003-05-11"), ("2003-05-06", "2003-05-16")], 15),
        ([("2001-01-01", "2003-01-11")], 10),
        ([("2016-12-22", None)], 10),
        ([("2016-12-22", "2018-01-01")], 10),
        ([("2003-05-01", "2003-05-01")], 0),
    ],
)
def test_time_served_is_counted_once_and_within_its_bounds(
    periods: list[tuple[str, str | None]], expected: int
) -> None:
    """From 2003-01-01 to the arrest on 2017-01-01; the last day of a period is not counted."""
    made = [
        Period(date.fromisoformat(start), date.fromisoformat(end) if end else None)
        for start, end in periods
    ]

    assert expected == days_served(made, date(2003, 1, 1), date(2017, 1, 1))


def test_a_day_ends_a_minute_before_midnight_where_the_agency_is() -> None:
    """Late evening in New York is the next day elsewhere, and still today here."""
    assert instant("2020-03-07T23:59:00-05:00") == end_of_day(
        instant("2020-03-08T03:00:00+00:00"), NEW_YORK
    )


@pytest.mark.skipif(not HOLIDAYS.is_dir(), reason="needs ../shared/data/holidays")
@pytest.mark.parametrize(("name", "scope"), [("us", "US-federal"), ("us-ny", "US-NY")])
def test_the_lists_of_holidays_are_the_published_ones(name: str, scope: str) -> None:
    """Day by day from 2007 to 2035, against an independently kept table."""
    with next(HOLIDAYS.glob("*.csv")).open(encoding="utf-8") as file:
        published = {
            date.fromisoformat(row["date"]) for row in csv.DictReader(file) if row["scope"] == scope
        }
    found = calendar(name, "America/New_York")
    assert found is not None

    assert published == {day for day in found.holidays if 2007 <= day.year <= 2035}
