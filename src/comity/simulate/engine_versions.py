"""Which versions of the law may answer for the cases of a view: by their agencies and days."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlglot import exp

from comity.decide.sql.columns import column
from comity.decide.sql.dialect import cast
from comity.errors import CoverageError
from comity.flow import Counsel
from comity.model.provision import Version


def days_query(source: str, dialect: str) -> str:
    """The query for the agencies of the cases in a view and their days, in UTC."""
    day = cast(cast(column("at"), "timestamptz"), "date")
    found = exp.select(column("agency"), exp.alias_(day, "day")).distinct().from_(source)
    return found.sql(dialect)


def answering(days: Iterable[tuple[str, date]], counsel: Counsel) -> tuple[Version, ...]:
    """The versions that may answer for some case; `days` are those of `days_query`.

    A case of which none is in force is on a day that no pack covers.
    """
    near: dict[str, set[date]] = {}
    for agency, day in days:
        # The local day may be the one before or after that of UTC.
        near.setdefault(agency, set()).update(day + timedelta(days=n) for n in (-1, 0, 1))
    return tuple(
        version
        for agency, asked in sorted(near.items())
        for version in _of_agency(agency, asked, counsel)
    )


def _of_agency(agency: str, days: set[date], counsel: Counsel) -> Iterator[Version]:
    """The versions on some days, in order."""
    found: dict[date, Version] = {}
    for day in sorted(days):
        try:
            version = counsel.version_on(agency, day)
        except CoverageError:
            continue
        found[version.days.first] = version
    yield from found.values()
