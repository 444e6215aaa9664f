"""When the reports that the law asks of an agency fall due, and which period each is about.

MUST: a day stands here only if the words that name it were read. Where the law says how often and
names no day, `undated` lists the report, so that a person sets a day; none is guessed. The reports
of 2012 and 2013 in New York City name no end of their period, are long over and are left out.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen

from comity.model.days import Days

_NEW_YORK: Final = "America/New_York"


@frozen
class Yearly:
    """A report due every year on a day, about the twelve months that end on another.

    `due` and `ends` are (month, day); `when_due` are the days on which such a report can fall due.
    """

    agency: str
    cite: str
    zone: str
    due: tuple[int, int]
    ends: tuple[int, int]
    when_due: Days


@frozen
class Quarterly:
    """A report for every quarter, for which the law names no day. Quarters are the calendar's.

    It is due at the latest on the last day of the quarter that follows: a report that comes later
    is not quarterly any more. That is a reading. `periods` are the days that it covers.
    """

    agency: str
    cite: str
    zone: str
    periods: Days


@frozen
class ReportDate:
    """One report: its period, both days inclusive, and 23:59 of its last day, in the agency's zone.

    `day_named`: the law itself names the day.
    """

    agency: str
    cite: str
    first: date
    last: date
    due: datetime
    day_named: bool


_BY_LAW_OF_2014: Final = Days(date(2015, 10, 15), date(2018, 1, 29))
_BY_LAW_OF_2017: Final = Days(date(2018, 9, 1))

YEARLY: Final = (
    Yearly(
        "us-ny-nyc/doc",
        "N.Y.C. Admin. Code § 9-131(f) (Local Law 58 of 2014)",
        _NEW_YORK,
        due=(10, 15),
        ends=(9, 30),
        when_due=_BY_LAW_OF_2014,
    ),
    Yearly(
        "us-ny-nyc/nypd",
        "N.Y.C. Admin. Code § 14-154(f) (Local Law 59 of 2014)",
        _NEW_YORK,
        due=(10, 15),
        ends=(9, 30),
        when_due=_BY_LAW_OF_2014,
    ),
    Yearly(
        "us-ny-nyc/doc",
        "N.Y.C. Admin. Code § 9-131(f)",
        _NEW_YORK,
        due=(9, 1),
        ends=(6, 30),
        when_due=_BY_LAW_OF_2017,
    ),
    Yearly(
        "us-ny-nyc/nypd",
        "N.Y.C. Admin. Code § 14-154(f)",
        _NEW_YORK,
        due=(9, 1),
        ends=(6, 30),
        when_due=_BY_LAW_OF_2017,
    ),
    Yearly(
        "us-ny-nyc/dop",
        "N.Y.C. Admin. Code § 9-205(f)",
        _NEW_YORK,
        due=(9, 1),
        ends=(6, 30),
        when_due=_BY_LAW_OF_2017,
    ),
)

QUARTERLY: Final = (
    Quarterly(
        "us-ny-nyc/city", "N.Y.C. Admin. Code § 10-178(d)", _NEW_YORK, Days(date(2018, 1, 30))
    ),
    Quarterly(
        "us-ny-nyc/city",
        "N.Y.C. Admin. Code § 23-1202(c)(4) and (d)(2)",
        _NEW_YORK,
        Days(date(2018, 6, 15)),
    ),
)
"""Reports to the speaker of the council, by the office that the mayor names and by the chief
privacy officer; the agency is the pack's "any other city agency"."""

UNDATED: Final = {
    "us-ca/jail": ("Cal. Gov. Code § 7284.6(c)(1)", "Cal. Gov. Code § 7284.6(c)(2)"),
    "us-il/jail": ("5 ILCS 805/25(a)",),
}
"""Yearly reports for which the words that were read name no day."""


def report_dates(agency: str, first: date, last: date) -> tuple[ReportDate, ...]:
    """The reports of an agency due from one local day to another, both inclusive, oldest first."""
    asked = Days(first, last)
    found = [*_yearly(agency, asked), *_quarterly(agency, asked)]
    return tuple(sorted(found, key=lambda one: (one.due, one.cite)))


def undated(agency: str) -> tuple[str, ...]:
    """The citations of the reports that an agency owes each year on no day that was read."""
    return UNDATED.get(agency, ())


def _yearly(agency: str, asked: Days) -> Iterator[ReportDate]:
    for report in YEARLY:
        for year in _years(asked):
            day, ends = date(year, *report.due), date(year, *report.ends)
            if report.agency == agency and day in asked and day in report.when_due:
                starts = ends.replace(year=year - 1) + timedelta(days=1)
                due = _end_of_day(day, report.zone)
                yield ReportDate(agency, report.cite, starts, ends, due, day_named=True)


def _quarterly(agency: str, asked: Days) -> Iterator[ReportDate]:
    for report in QUARTERLY:
        for year in _years(asked):
            for month in (1, 4, 7, 10):
                starts, ends = _quarter(year, month)
                day = _quarter(ends.year + (ends.month == 12), ends.month % 12 + 1)[1]
                if report.agency == agency and day in asked and ends >= report.periods.first:
                    begins = max(starts, report.periods.first)
                    due = _end_of_day(day, report.zone)
                    yield ReportDate(agency, report.cite, begins, ends, due, day_named=False)


def _years(asked: Days) -> range:
    """Years in which a period may end whose report is due on the days asked about."""
    return range(asked.first.year - 1, (asked.last or asked.first).year + 1)


def _quarter(year: int, month: int) -> tuple[date, date]:
    """The first and the last day of the quarter that begins with a month."""
    following = date(year + (month == 10), (month + 2) % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1)


def _end_of_day(day: date, zone: str) -> datetime:
    """23:59, as `decide.clock` has it for the limits of a hold."""
    return datetime.combine(day, time(23, 59), ZoneInfo(zone))
