"""Days and hours as the law counts them, in a calendar's zone.

Hours are hours that pass, so a change to or from daylight-saving time neither adds nor takes one;
which day it is, and when a day ends, is read from the clock on the wall.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from zoneinfo import ZoneInfo

from comity.model.case import Period
from comity.model.tree import Calendar


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _fixed(instant: datetime) -> datetime:
    """The same instant with its offset alone.

    Two instants of one zone would be compared by the clock on the wall, which shows an hour twice.
    """
    return instant.replace(tzinfo=timezone(instant.utcoffset() or timedelta()))


def day_of(instant: datetime, calendar: Calendar) -> date:
    """The local day of an instant."""
    return instant.astimezone(_zone(calendar.zone)).date()


def end_of_day(instant: datetime, calendar: Calendar) -> datetime:
    """23:59 of an instant's local day."""
    zone = _zone(calendar.zone)
    return _fixed(datetime.combine(day_of(instant, calendar), time(23, 59), zone))


def years_before(day: date, years: int) -> date:
    """The same date so many years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def hours_after(
    start: datetime, hours: int, not_counted: tuple[str, ...], calendar: Calendar
) -> datetime:
    """The instant at which so many hours have run, the days in `not_counted` left out.

    8 CFR 287.7(d) and N.Y.C. Admin. Code § 14-154(b)(2) leave out `saturday`, `sunday` and
    `holiday`. An instant on a day left out begins to count at the next midnight that is counted.
    """
    zone = _zone(calendar.zone)
    now, left = start.astimezone(UTC), timedelta(hours=hours)
    while True:
        day = now.astimezone(zone).date()
        midnight = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
        if not _left_out(day, not_counted, calendar):
            if left <= midnight - now:
                return _fixed((now + left).astimezone(zone))
            left -= midnight - now
        now = midnight


def _left_out(day: date, not_counted: tuple[str, ...], calendar: Calendar) -> bool:
    weekday = day.weekday()
    return (
        (weekday == 5 and "saturday" in not_counted)
        or (weekday == 6 and "sunday" in not_counted)
        or ("holiday" in not_counted and day in calendar.holidays)
    )


def days_served(periods: Iterable[Period], first: date, last: date) -> int:
    """Days in the periods from `first` to the day before `last`, overlaps counted once.

    The last day of each period is not counted; a period without an end runs on.
    """
    spans = sorted(
        (max(one.start, first), last if one.end is None else min(one.end, last)) for one in periods
    )
    total, reached = 0, first
    for start, end in spans:
        if end > max(start, reached):
            total += (end - max(start, reached)).days
            reached = end
    return total
