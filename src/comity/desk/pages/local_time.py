"""Times by the agency's own clock: in what a page shows, and in what is typed into it.

MUST: a view that shows or reads an hour stands under `agency_time`; the records hold instants, and
a clerk reads the clock on the wall.
"""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comity.desk import counsel
from comity.errors import CoverageError

View = Callable[..., HttpResponse]


def agency_time(view: View) -> View:
    """Makes a view by the clock of the agency of whoever is signed in."""

    @wraps(view)
    def timed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with timezone.override(zone_of(getattr(request.user, "agency", ""))):
            return view(request, *args, **kwargs)

    return timed


def zone_of(agency: str) -> ZoneInfo:
    """The zone of an agency; UTC where no pack of law knows it."""
    try:
        return counsel.zone(agency)
    except CoverageError:
        return ZoneInfo("UTC")
