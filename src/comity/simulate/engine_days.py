"""The local time of a row in SQL: its month, and its instant on another day.

The clocks of each zone are read here, from the same tables as everywhere in Comity. INVARIANT: no
engine's own table of zones has a say, and each instant is the one that `rows.moved` gives.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from attrs import frozen

_SECOND: Final = 1_000_000
_DAY_SECONDS: Final = 86_400
_DAY: Final = _DAY_SECONDS * _SECOND
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

MICROS: Final = "micros"
"""The column with a row's instant in microseconds from 1970 on."""

Zones = Mapping[ZoneInfo, tuple[str, ...]]
"""Zones, each with the agencies in it."""


@frozen
class Shift:
    """An offset of a zone, in seconds, from an instant on (in seconds; None: from the first on).

    Until `twice` its clocks show hours that they have shown before.
    """

    first: int | None
    offset: int
    twice: int = 0


def shifts(zone: ZoneInfo, first: date, last: date) -> tuple[Shift, ...]:
    """The offsets of a zone from a day to another, in order."""
    start, end = _seconds(first - timedelta(days=2)), _seconds(last + timedelta(days=2))
    found = [Shift(None, _offset(zone, start))]
    for day in range(start, end, _DAY_SECONDS):
        if _offset(zone, day + _DAY_SECONDS) != found[-1].offset:
            change = _first_other(lambda one: _offset(zone, one), day, day + _DAY_SECONDS)
            offset = _offset(zone, change)
            found.append(Shift(change, offset, change + max(0, found[-1].offset - offset)))
    return tuple(found)


def local(zones: Zones, first: date, last: date) -> str:
    """The expression for the local time of a row between two days, in microseconds."""

    def of(zone: ZoneInfo) -> str:
        return _step(MICROS, [
            (None if one.first is None else one.first * _SECOND, str(one.offset * _SECOND))
            for one in shifts(zone, first, last)
        ])  # fmt: skip

    return f"({MICROS} + {_of_agency(zones, of)})"


def moved(zones: Zones, day: date, first: date, last: date) -> str:
    """The expression for the instant of a row on another day, in microseconds."""
    clock = f"((({local(zones, first, last)}) % {_DAY} + {_DAY}) % {_DAY})"

    def behind(zone: ZoneInfo) -> str:
        once, again = (
            _step(clock, [
                (since * _SECOND if since else None, str(offset * _SECOND))
                for since, offset in pieces(zone, day, fold)
            ])
            for fold in (0, 1)
        )  # fmt: skip
        if once == again:
            return once
        return f"CASE WHEN {_shown_twice(shifts(zone, first, last))} THEN {again} ELSE {once} END"

    return f"({_seconds(day) * _SECOND} + {clock} - {_of_agency(zones, behind)})"


def pieces(zone: ZoneInfo, day: date, fold: int) -> list[tuple[int, int]]:
    """The offsets of one day by its clock: from which second on, and how many seconds."""

    def offset(second: int) -> int:
        clock = datetime.combine(day, time(), zone) + timedelta(seconds=second)
        return _whole(clock.replace(fold=fold).utcoffset())

    found = [(0, offset(0))]
    for hour in range(0, _DAY_SECONDS, 3600):
        if offset(hour + 3599) != found[-1][1]:
            change = _first_other(offset, hour - 1 if hour else 0, hour + 3599)
            found.append((change, offset(change)))
    return found


def _first_other(value: Callable[[int], int], low: int, high: int) -> int:
    """The first whole number after `low` with another value than `low` has."""
    known = value(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if value(middle) == known else (low, middle)
    return high


def _step(value: str, steps: list[tuple[int | None, str]]) -> str:
    """The expression for what holds from the last of some limits on that a value has reached."""
    whens = [
        f"WHEN {value} < {limit} THEN {before}"
        for (limit, _), (_, before) in zip(steps[1:], steps, strict=False)
    ]
    return f"CASE {' '.join(whens)} ELSE {steps[-1][1]} END" if whens else steps[-1][1]


def _of_agency(zones: Zones, of: Callable[[ZoneInfo], str]) -> str:
    found: dict[str, list[str]] = {}
    for zone, agencies in zones.items():
        found.setdefault(of(zone), []).extend(agencies)
    if len(found) <= 1:
        return f"({next(iter(found), '0')})"
    return f"(CASE {' '.join(_whens(found))} END)"


def _whens(found: Mapping[str, list[str]]) -> Iterator[str]:
    for expression, agencies in found.items():
        # The names of agencies that packs cover hold neither quotes nor backslashes.
        names = ", ".join(f"'{one}'" for one in sorted(agencies))
        yield f"WHEN agency IN ({names}) THEN {expression}"


def _shown_twice(found: tuple[Shift, ...]) -> str:
    tests = [
        f"({MICROS} >= {one.first * _SECOND} AND {MICROS} < {one.twice * _SECOND})"
        for one in found
        if one.first is not None and one.twice > one.first
    ]
    return " OR ".join(tests) or "FALSE"


def _offset(zone: ZoneInfo, second: int) -> int:
    return _whole((_EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset())


def _whole(offset: timedelta | None) -> int:
    return int((offset or timedelta()).total_seconds())


def _seconds(day: date) -> int:
    return (day - _EPOCH.date()).days * _DAY_SECONDS
