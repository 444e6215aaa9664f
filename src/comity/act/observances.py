"""A zone's changes of its clock about an instant, as a VTIMEZONE says them (RFC 5545 § 3.6.5).

A calendar entry carries the rules of the zone that it names, for the years about its own date.
MUST: DTSTART of an observance is the clock on the wall just before the change, as TZOFFSETFROM has
it; icalendar 7.3.2 itself writes the spring change an hour late.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_HOUR = timedelta(hours=1)


def zone_rules(name: str, about: datetime) -> Timezone:
    """The VTIMEZONE of a zone, good for the year of an aware instant and the years beside it."""
    rules = Timezone()
    rules.add("tzid", name)
    zone, year = ZoneInfo(name), about.astimezone(UTC).year
    first = datetime(year - 1, 1, 1, tzinfo=UTC)
    rules.add_component(_observance(zone, first, first))
    for change in _changes(zone, first, datetime(year + 2, 1, 1, tzinfo=UTC)):
        rules.add_component(_observance(zone, change - _HOUR, change))
    return rules


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The full hours at which the zone's offset becomes another; day by day, then by the hour."""
    day = first
    while day < last:
        after = day + timedelta(days=1)
        if _offset(zone, day) != _offset(zone, after):
            hours = (day + _HOUR * n for n in range(1, 25))
            yield next(one for one in hours if _offset(zone, one) != _offset(zone, day))
        day = after


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _observance(
    zone: ZoneInfo, before: datetime, change: datetime
) -> TimezoneDaylight | TimezoneStandard:
    """What holds from a change on; `before` is an instant at which the former offset held."""
    local, former = change.astimezone(zone), _offset(zone, before)
    made = TimezoneDaylight() if local.dst() else TimezoneStandard()
    made.add("dtstart", change.replace(tzinfo=None) + former)
    made.add("tzoffsetfrom", former)
    made.add("tzoffsetto", _offset(zone, change))
    made.add("tzname", local.tzname() or str(zone))
    return made
