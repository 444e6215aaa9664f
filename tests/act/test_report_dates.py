"""The days on which reports fall due, as the sections themselves name them."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.act.report_dates import QUARTERLY, YEARLY, ReportDate, report_dates, undated

AGENCIES = sorted({one.agency for one in (*YEARLY, *QUARTERLY)})
days = st.dates(date(2012, 1, 1), date(2030, 12, 31))


def due(agency: str, first: str, last: str) -> list[tuple[str, str, str]]:
    """Period and due day of each report."""
    found = report_dates(agency, date.fromisoformat(first), date.fromisoformat(last))
    return [(str(one.first), str(one.last), str(one.due.date())) for one in found]


def test_the_police_report_by_the_first_of_september_on_the_year_to_june() -> None:
    """N.Y.C. Admin. Code section 14-154(f): no later than 1 September 2018 and each year after."""
    expected = [
        ("2017-07-01", "2018-06-30", "2018-09-01"),
        ("2018-07-01", "2019-06-30", "2019-09-01"),
    ]

    assert expected == due("us-ny-nyc/nypd", "2018-01-30", "2019-12-31")


def test_until_2018_they_reported_by_the_middle_of_october_on_the_year_to_september() -> None:
    """Local Law 59 of 2014: no later than 15 October 2015; replaced on 30 January 2018."""
    expected = [
        ("2014-10-01", "2015-09-30", "2015-10-15"),
        ("2015-10-01", "2016-09-30", "2016-10-15"),
        ("2016-10-01", "2017-09-30", "2017-10-15"),
    ]

    assert expected == due("us-ny-nyc/nypd", "2013-01-01", "2018-01-29")
    assert expected == due("us-ny-nyc/doc", "2013-01-01", "2018-01-29")


def test_probation_reports_from_2018() -> None:
    """N.Y.C. Admin. Code section 9-205(f), added by Local Law 226 of 2017."""
    assert [("2017-07-01", "2018-06-30", "2018-09-01")] == due(
        "us-ny-nyc/dop", "2012-01-01", "2018-12-31"
    )


def test_a_quarterly_report_without_a_day_is_due_before_the_next() -> None:
    """Section 10-178(d), in force from 30 January 2018: the first quarter is cut short."""
    found = report_dates("us-ny-nyc/city", date(2018, 1, 1), date(2018, 6, 30))
    (first,) = [one for one in found if "10-178(d)" in one.cite]

    assert (date(2018, 1, 30), date(2018, 3, 31)) == (first.first, first.last)
    assert (date(2018, 6, 30), False) == (first.due.date(), first.day_named)


def test_the_day_ends_in_the_agencys_own_zone() -> None:
    """23:59 in New York is 03:59 of the next day in UTC, in summer."""
    (found,) = report_dates("us-ny-nyc/doc", date(2026, 9, 1), date(2026, 9, 1))

    assert datetime(2026, 9, 2, 3, 59, tzinfo=UTC) == found.due.astimezone(UTC)


def test_a_report_whose_day_was_not_read_has_no_clock() -> None:
    """Illinois and California say yearly; no day is guessed."""
    assert ("5 ILCS 805/25(a)",) == undated("us-il/jail")
    for agency in ("us-il/jail", "us-ca/jail", "us-tx/jail"):
        assert () == report_dates(agency, date(2012, 1, 1), date(2030, 12, 31))


@given(st.sampled_from(AGENCIES), days, days, days)
def test_asking_for_a_stretch_in_two_parts_is_asking_for_it_whole(
    agency: str, one: date, two: date, three: date
) -> None:
    """No report is lost or doubled at the seam."""
    first, middle, last = sorted((one, two, three))
    late: list[ReportDate] = [
        found for found in report_dates(agency, middle, last) if found.due.date() > middle
    ]

    whole = report_dates(agency, first, last)
    assert whole == (*report_dates(agency, first, middle), *late)


@pytest.mark.parametrize("agency", AGENCIES)
def test_the_periods_of_a_report_follow_one_another(agency: str) -> None:
    """Each begins the day after the one before has ended, and is due after its end."""
    found = report_dates(agency, date(2012, 1, 1), date(2030, 12, 31))

    for cite in {one.cite for one in found}:
        own = [one for one in found if one.cite == cite]
        assert all((b.first - a.last).days == 1 for a, b in pairwise(own))
        assert all(one.first < one.last < one.due.date() for one in own)
