"""What is due now or soon, over all requests, with the reports that the law asks of an agency."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from comity.act import clocks
from comity.desk.models import Clock, LawChange

REPORTS_AHEAD: Final = timedelta(days=92)
"""Reports are shown from a quarter before they are due."""


def due(now: datetime, agency: str | None = None) -> list[Clock]:
    """What is not done, the oldest first: clocks on record, and coming reports (not saved)."""
    mine = Q(agency=agency) if agency else Q()
    found = [*Clock.objects.filter(mine, done_at=None).order_by("due_at", "pk")]
    for one in [agency] if agency else _agencies():
        found += _reports(one, now)
    return sorted(found, key=lambda clock: (clock.due_at, clock.pk or 0))


def _agencies() -> list[str]:
    """The agencies that have answered by the law here. The requests, who are many, say no more."""
    found = LawChange.objects.order_by("agency").values_list("agency", flat=True)
    return list(found.distinct())


def _reports(agency: str, now: datetime) -> list[Clock]:
    last = now + REPORTS_AHEAD
    return [
        Clock(agency=agency, kind=one.kind, says=one.says, cite=one.cite or "", due_at=one.due)
        for one in clocks.of_reports(agency, now.date(), last.date())
    ]
