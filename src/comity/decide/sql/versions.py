"""Which version is in force for a case, in SQL: by its agency and its instant.

The first instant of a day is worked out here and never by an engine.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from sqlglot import exp

from comity.decide.sql.columns import column
from comity.decide.sql.dialect import cast, choice, integer, is_, joined
from comity.model.provision import Version

NUMBER: Final = "version"
"""The column with the number of the version in force, counted from 0 in the order asked."""


def number(versions: Sequence[Version]) -> exp.Expr:
    """The number of the version in force; NULL where none of these is."""
    numbered = sorted(enumerate(versions), key=lambda one: (one[1].agency, one[1].days.first))
    by_agency = [
        (_is_agency(agency), _by_day([*group]))
        for agency, group in groupby(numbered, key=lambda one: one[1].agency)
    ]
    return choice(by_agency, None)


def in_force(versions: Sequence[Version]) -> exp.Expr:
    """Whether one of the versions is in force for a case."""
    if len(versions) > 1:
        agencies = sorted({one.agency for one in versions})
        literals = [exp.Literal.string(agency) for agency in agencies]
        some = exp.In(this=column("agency"), expressions=literals)
        return joined(exp.And, [some, is_(column(NUMBER), None, not_=True)])
    (version,) = versions
    return joined(exp.And, [_is_agency(version.agency), *_in_days(version)])


def starts(version: Version) -> exp.Expr:
    """Whether a case is of the version's first day or a later one."""
    return exp.GTE(this=_at(), expression=_midnight(version.days.first, version))


def among(numbers: Sequence[int]) -> exp.Expr:
    """Whether the version in force is one of these, by number."""
    runs: list[list[int]] = []
    for one in sorted(numbers):
        if runs and runs[-1][-1] == one - 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    tests: list[exp.Expr] = [
        exp.Between(this=column(NUMBER), low=integer(run[0]), high=integer(run[-1]))
        if len(run) > 1
        else exp.EQ(this=column(NUMBER), expression=integer(run[0]))
        for run in runs
    ]
    return exp.Paren(this=joined(exp.Or, tests))


def _is_agency(agency: str) -> exp.Expr:
    return exp.EQ(this=column("agency"), expression=exp.Literal.string(agency))


def _by_day(numbered: list[tuple[int, Version]]) -> exp.Expr:
    """The number of the version of one agency: the first whose days are not over."""
    cases: list[tuple[exp.Expr, exp.Expr]] = []
    past: date | None = None
    for n, version in numbered:
        if version.days.first != past:  # also before the first one
            cases.append((exp.LT(this=_at(), expression=_midnight(version.days.first, version)),
                          exp.null()))  # fmt: skip
        past = version.days.next_day
        if past is None:
            return choice(cases, integer(n))
        cases.append((exp.LT(this=_at(), expression=_midnight(past, version)), integer(n)))
    return choice(cases, None)


def _in_days(version: Version) -> Iterable[exp.Expr]:
    yield starts(version)
    past = version.days.next_day
    if past:
        yield exp.LT(this=_at(), expression=_midnight(past, version))


def _at() -> exp.Expr:
    return cast(column("at"), "timestamptz")


def _midnight(day: date, version: Version) -> exp.Expr:
    zone = ZoneInfo(version.calendar.zone)
    instant = datetime.combine(day, time(), zone).astimezone(UTC)
    return cast(exp.Literal.string(f"{instant:%Y-%m-%d %H:%M:%S}+00:00"), "timestamptz")
