"""Which versions of the law answer for the cases of a table, and which rows none answers for."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from attrs import frozen
from sqlglot import exp

from comity.decide.sql import starts
from comity.decide.sql.columns import column
from comity.decide.sql.dialect import cast
from comity.errors import CoverageError
from comity.flow import Counsel
from comity.model.provision import Version

CASES: Final = "cases"
"""The view over the rows that can be used."""


@frozen
class Uncovered:
    """Rows that no pack covers: an agency that none knows, or days before its law."""

    agency: str
    why: str
    rows: int


def days_query() -> exp.Select:
    """The query for the agencies of the cases and their days, in UTC."""
    day = cast(cast(column("at"), "timestamptz"), "date")
    return exp.select(column("agency"), exp.alias_(day, "day")).distinct().from_(CASES)


def answering(
    days: Iterable[tuple[str, date]], counsel: Counsel, count: Callable[[exp.Select], int]
) -> tuple[tuple[Version, ...], tuple[Uncovered, ...]]:
    """The versions that may answer for some case, and the rows for which none does.

    `days` are those of `days_query`; `count` runs a query for a number of rows.
    """
    near: dict[str, set[date]] = {}
    for agency, day in days:
        # The local day may be the one before or after that of UTC.
        near.setdefault(agency, set()).update(day + timedelta(days=n) for n in (-1, 0, 1))
    found: list[Version] = []
    without: list[Uncovered] = []
    for agency, asked in sorted(near.items()):
        versions, why = _of_agency(agency, asked, counsel)
        found += versions
        rows = count(_before(agency, versions)) if why else 0
        if rows:
            without.append(Uncovered(agency, why, rows))
    return tuple(found), tuple(without)


def _of_agency(agency: str, days: set[date], counsel: Counsel) -> tuple[list[Version], str]:
    """The versions on some days, in order, and why there is none on some other days."""
    found: dict[date, Version] = {}
    why = ""
    for day in sorted(days):
        try:
            version = counsel.version_on(agency, day)
        except CoverageError as error:
            why = error.message
        else:
            found[version.days.first] = version
    return list(found.values()), why


def _before(agency: str, versions: list[Version]) -> exp.Select:
    """The query for how many rows of an agency are before its first version."""
    its_own = exp.EQ(this=column("agency"), expression=exp.Literal.string(agency))
    tests = [its_own, *(exp.not_(starts(one)) for one in versions[:1])]
    return exp.select(exp.Count(this=exp.Star())).from_(CASES).where(*tests)
