"""Calendars: the zone in which days are counted, and the lists of days that are holidays.

The lists come from the `holidays` library: `us` is the federal list (5 U.S.C. 6103) and `us-ny`
the public holidays of New York State; both with the days on which a holiday is observed.
"""

from datetime import date
from functools import cache

from comity.law import cache as store
from comity.model.tree import Calendar

_FIRST_YEAR, _LAST_YEAR = 1996, 2045

LISTS = {
    "us": ("US", None),
    "us-ca": ("US", "CA"),
    "us-il": ("US", "IL"),
    "us-ny": ("US", "NY"),
    "us-tx": ("US", "TX"),
}
"""The lists of holidays that a pack may name, and what the library calls them."""


@cache
def calendar(name: str, zone: str) -> Calendar | None:
    """The calendar of a list of holidays in a zone; None for a list that nobody knows."""
    return Calendar(name, zone, _days(name)) if name in LISTS else None


def _days(name: str) -> frozenset[date]:
    return store.remember(b"holidays 1996-2045", name, lambda: _from_library(name))


def _from_library(name: str) -> frozenset[date]:
    # Slow to import; the cache holds the days.
    import holidays

    country, subdivision = LISTS[name]
    years = range(_FIRST_YEAR, _LAST_YEAR + 1)
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=years))
