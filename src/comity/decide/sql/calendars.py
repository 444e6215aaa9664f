"""Days and hours as `clock` counts them, in lists of days instead of a walk from day to day.

For each zone the instant at which each day begins and that of its 23:59; for each list of days
left out the counted days alone, each with the counted time before it. The lists come from the same
clock as `clock` itself, so that no engine's own table of zones has a say.
"""

import hashlib
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from math import ceil
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen

from comity.model.tree import Calendar

# A day on either side of the years that a case may name, and two years for a term to run.
FIRST: Final = date(1899, 12, 30)
_PAST: Final = date(2202, 1, 1)
_EPOCH: Final = date(1970, 1, 1)
_SECONDS: Final = 86_400
DAY: Final = _SECONDS * 1_000_000
BEFORE_EPOCH: Final = (_EPOCH - FIRST).days
_STRIDE: Final = 4
_WEEKEND: Final = ((5, "saturday"), (6, "sunday"))


@frozen
class Run:
    """Days, by number, at one hour of which the zone is equally many seconds behind UTC."""

    first: int
    past: int
    behind: int


@cache
def runs(zone: str, hour: time) -> tuple[Run, ...]:
    """The whole span of days in runs. No zone has changed its clock twice in four days."""
    last = (_PAST - FIRST).days
    at = ZoneInfo(zone)

    def behind(number: int) -> int:
        offset = datetime.combine(FIRST + timedelta(days=number), hour, at).utcoffset()
        return -int((offset or timedelta()).total_seconds())

    found, first, now = list[Run](), 0, behind(0)
    for start in range(0, last, _STRIDE):
        past = min(start + _STRIDE, last)
        if behind(past) == now:
            continue
        change = next(n for n in range(start + 1, past + 1) if behind(n) != now)
        found.append(Run(first, change, now))
        first, now = change, behind(change)
    return (*found, Run(first, last, now))


@cache
def day_lengths(zone: str) -> tuple[int, int]:
    """The shortest and the longest day of a zone, in microseconds."""
    found = runs(zone, time())
    steps = [later.behind - one.behind for one, later in pairwise(found)]
    return DAY + 1_000_000 * min(0, 0, *steps), DAY + 1_000_000 * max(0, 0, *steps)


def side(zone: str) -> tuple[bool, bool]:
    """Whether some day of a zone begins after the day of UTC does, and whether some before."""
    behind = [one.behind for one in runs(zone, time())]
    return max(behind) > 0, min(behind) < 0


def candidates(hours: int, zone: str) -> range:
    """How many counted days after the first a term may end."""
    term = hours * 3_600_000_000
    shortest, longest = day_lengths(zone)
    return range(max(0, ceil(term / longest) - 1), max(1, ceil((term + longest) / shortest)))


def zone_name(zone: str) -> str:
    """The name of the constants of a zone."""
    return f"days of {zone}"


def counted_name(calendar: Calendar, not_counted: tuple[str, ...]) -> str:
    """The name of the constants of a list of days left out."""
    which = f"{calendar.name} {_digest(calendar)}"
    return f"days of {calendar.zone} without {' '.join(not_counted)} ({which})"


@cache
def _digest(calendar: Calendar) -> str:
    days = " ".join(day.isoformat() for day in sorted(calendar.holidays))
    return hashlib.sha256(days.encode()).hexdigest()[:6]


def zone_query(zone: str) -> str:
    """The query for the constants of a zone: `opens` and `closes`, in microseconds."""
    opens, closes = (_days(runs(zone, hour)) for hour in (time(), time(23, 59)))
    late = f"starts + {DAY - 60_000_000}"
    return (
        "SELECT {'opens': o.list, 'closes': c.list} "
        f"FROM (SELECT list(starts ORDER BY n) AS list FROM ({opens}) AS d) AS o "
        f"CROSS JOIN (SELECT list({late} ORDER BY n) AS list FROM ({closes}) AS d) AS c"
    )


def counted_query(calendar: Calendar, not_counted: tuple[str, ...]) -> str:
    """The query for the constants of a list of days left out.

    `first`: for each day the number of the first counted day from it on. `opens`, `before`: for
    each counted day when it begins, and the counted time before it.
    """
    window = "OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    days = (
        "SELECT n, starts, lead(starts, 1, starts) OVER (ORDER BY n) AS next, "
        f"NOT ({_left_out(calendar, not_counted)}) AS counted "
        f"FROM ({_days(runs(calendar.zone, time()))}) AS d"
    )
    summed = (
        "SELECT n, starts, counted, CAST(coalesce(sum(CASE WHEN counted THEN next - starts "
        f"ELSE 0 END) {window}, 0) AS BIGINT) AS before, CAST(1 + coalesce(sum(CASE WHEN counted "
        f"THEN 1 ELSE 0 END) {window}, 0) AS INT) AS first FROM ({days}) AS e"
    )
    counted = " FILTER (WHERE counted)"
    return (
        "SELECT {'first': list(first ORDER BY n), "
        f"'opens': list(starts ORDER BY n){counted}, 'before': list(before ORDER BY n){counted}}} "
        f"FROM ({summed}) AS f"
    )


@cache
def counted_days(calendar: Calendar, not_counted: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers of the days that are counted, in order."""
    holidays = _holidays(calendar) if "holiday" in not_counted else frozenset()
    weekdays = {n for n, name in _WEEKEND if name in not_counted}
    return tuple(
        number
        for number in range((_PAST - FIRST).days)
        if (number + FIRST.weekday()) % 7 not in weekdays and number not in holidays
    )


def _days(found: tuple[Run, ...]) -> str:
    """The query for the days of some runs: `n` and `starts`, its hour in microseconds."""
    values = ", ".join(f"({one.first}, {one.past}, {one.behind})" for one in found)
    return (
        f"SELECT n, (n - {BEFORE_EPOCH}) * {DAY} + b * 1000000 AS starts "
        "FROM (SELECT unnest(range(f, p)) AS n, CAST(b AS BIGINT) AS b "
        f"FROM (VALUES {values}) AS r(f, p, b)) AS s"
    )


def _left_out(calendar: Calendar, not_counted: tuple[str, ...]) -> str:
    tests = [
        f"(n + {FIRST.weekday()}) % 7 = {weekday}"
        for weekday, name in _WEEKEND
        if name in not_counted
    ]
    holidays = sorted(_holidays(calendar))
    if "holiday" in not_counted and holidays:
        tests.append(f"n IN ({', '.join(str(number) for number in holidays)})")
    return " OR ".join(tests) or "FALSE"


def _holidays(calendar: Calendar) -> frozenset[int]:
    return frozenset((day - FIRST).days for day in calendar.holidays)
