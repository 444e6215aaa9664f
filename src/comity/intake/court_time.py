"""The hour of a court: a local time and a zone become one instant, or are refused.

MUST: a local time that its zone skips (the hour that summer time leaves out) is no instant and is
refused; one that comes twice is marked. Neither is quietly moved by an hour.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TWICE: Final = "its hour comes twice that night as clocks go back; the first is taken"

_LOCAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]{0,60}")
_YEARS: Final = range(1900, 2101)


class NoInstantError(ValueError):
    """Why a time is no instant, and what was expected."""

    def __init__(self, what: str, expected: str) -> None:
        super().__init__(what)
        self.what, self.expected = what, expected


@lru_cache(maxsize=64)
def zone_of(name: str | None) -> ZoneInfo:
    """The zone of this name. Raises NoInstantError for none, and for a name that is no zone's."""
    expected = "a zone's name such as America/New_York"
    if not name:
        raise NoInstantError("the local time has no zone", expected)
    try:
        if _NAME.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise NoInstantError(f"there is no zone {name[:60]!r}", expected)


def local_time(text: str) -> datetime:
    """The local time that a text states, without a zone. Raises NoInstantError."""
    expected = "a local time such as 2026-12-03T09:30"
    if not _LOCAL.fullmatch(text):
        raise NoInstantError(f"this is {text[:60]!r}", expected)
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise NoInstantError(f"there is no time {text}", expected) from None
    return local


def instant(local: datetime, zone: tzinfo) -> tuple[datetime, tuple[str, ...]]:
    """The instant of a local time in a zone, with TWICE if there are two and the first is taken.

    It comes with its offset alone: Python calls two equal instants unequal where a zone's clock
    shows one of them twice (PEP 495). Raises NoInstantError for a time that the zone skips, and for
    a year that no case can hold.
    """
    plain = local.replace(tzinfo=None, fold=0)
    if plain.year not in _YEARS:
        expected = f"a year from {_YEARS[0]} to {_YEARS[-1]}"
        raise NoInstantError(f"the year is {plain.year}", expected)
    first, second = (plain.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0) != plain:
        what = f"clocks skip {plain.isoformat(sep=' ')} in {zone}"
        raise NoInstantError(what, "a local time that exists")
    one_of_two = first.utcoffset() != second.utcoffset()
    return first.astimezone(timezone(_offset(first))), (TWICE,) if one_of_two else ()


def _offset(when: datetime) -> timedelta:
    return when.utcoffset() or timedelta()
