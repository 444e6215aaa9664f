"""The law by which this desk answers, read once."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from comity.flow import Counsel, counsel
from comity.model.provision import Version


@cache
def law() -> Counsel:
    """Counsel under the packs that come with Comity."""
    return counsel()


def version(agency: str, at: datetime) -> Version:
    """The law in force for an agency at an instant, by its own calendar. Raises CoverageError."""
    return law().version_on(agency, local(agency, at).date())


def local(agency: str, at: datetime) -> datetime:
    """An instant by the agency's own clock. Raises CoverageError."""
    return at.astimezone(zone(agency))


def zone(agency: str) -> ZoneInfo:
    """The zone in which an agency's days begin. Raises CoverageError."""
    return ZoneInfo(law().law.pack_of(agency).zone)


def name(agency: str) -> str:
    """What an agency is called. Raises CoverageError."""
    pack = law().law.pack_of(agency)
    return next(one.name for one in pack.agencies if one.id == agency)
