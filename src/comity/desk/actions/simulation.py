"""A simulation asked of the worker, for one agency.

MUST: no agency fills the queue; so many wait, and no more.
"""

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from comity.desk import jobs
from comity.desk.hand import Hand
from comity.desk.models import Job
from comity.errors import DeskError

_MOST_WAITING: Final = 5
_OPEN: Final = ("waiting", "running")


def ask(given: dict[str, Any], data: bytes, hand: Hand) -> Job:
    """Asks for a simulation. Raises DeskError while five of the agency wait."""
    agency = hand.by.agency
    if of(agency).filter(state__in=_OPEN).count() >= _MOST_WAITING:
        raise DeskError(_("Five simulations wait already. Ask again when one is done."))
    return jobs.ask("simulate", agency, hand, given, data)


def of(agency: str) -> QuerySet[Job]:
    """The simulations of an agency."""
    return Job.objects.filter(kind="simulate", agency=agency)
