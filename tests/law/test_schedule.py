"""Schedules: sections, subdivisions, ranges, and the days on which a row is in force."""

from datetime import date

import pytest

from comity.decide.reference import listed
from comity.errors import LawError
from comity.law.schedule import read_schedule
from tests.packs import SCHEDULE

TABLE = read_schedule(SCHEDULE, "listed.csv", "listed").on(date(2014, 6, 1))


@pytest.mark.parametrize(
    ("section", "subdivision", "expected"),
    [
        ("160.10", None, True),
        ("160.10", "2(b)", True),
        ("265.02", "1", False),
        ("265.02", "2", True),
        ("265.02", "5(ii)", True),
        ("265.02", "8", True),
        ("265.02", "9", False),
        ("265.02", "20", False),
        ("265.02", None, None),
        ("135.65", "2(b)", True),
        ("135.65", "(2)(b)", True),
        ("135.65", "2-b", True),
        ("135.65", "2", False),
        ("135.65", "2(a)", False),
        ("140.20", None, False),
        (None, "2", None),
    ],
)
def test_a_subdivision_is_on_the_list_or_not(
    section: str | None, subdivision: str | None, expected: bool | None
) -> None:
    """A section without subdivision is listed whole; elsewhere the subdivision must be known."""
    assert expected is listed(TABLE, ("NY PL", section, subdivision))


def test_a_row_is_listed_on_its_days_only() -> None:
    """The list is the one in force that day."""
    schedule = read_schedule(SCHEDULE, "listed.csv", "listed")

    assert [
        ("NY PL", "120.05") in schedule.on(day).entries
        for day in (date(2012, 12, 31), date(2013, 1, 1), date(2014, 12, 31), date(2015, 1, 1))
    ] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "listed.csv:1: columns a,b"),
        ("term,cite,from,to\nx,c,2013-01-01\n", "listed.csv:2: 3 cells; expected 4"),
        ("term,cite,from,to\nx,c,2013-13-01,\n", "listed.csv:2: from: not a day"),
        ("term,cite,from,to\nx,c,2013-02-01,2013-01-01\n", "ends before it begins"),
        ("term,cite,from,to\n,c,2013-01-01,\n", "listed.csv:2: term: empty"),
        ("term,cite,from,to\nx,c,2013-01-01,\nx,c,2014-01-01,\n", "listed.csv:3: the row stands"),
        (
            "code,section,subdivision,cite,from,to\nNY PL,1,8 through 2,c,2013-01-01,\n",
            "not a range",
        ),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(text: str, message: str) -> None:
    """A list that a law names is read whole or not at all."""
    with pytest.raises(LawError) as refused:
        read_schedule(text, "listed.csv", "listed")

    assert message in str(refused.value)
