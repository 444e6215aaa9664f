"""How a page gets at a record: within the agency's walls, and with the reading written down.

MUST: whoever reads personal data is in the entries with the reason, once in a quarter of an hour
for one request. Inspectors and lawyers say why; clerks and supervisors are handling the request.
"""

import time
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.desk.actions import reading
from comity.desk.hand import Hand
from comity.desk.models import Account, Person, Request, RequestStatus

AGAIN_SECONDS: Final = 15 * 60
MUST_SAY_WHY: Final = ("inspector", "lawyer")


class ReasonNeeded(Exception):  # noqa: N818
    """Somebody is about to read a request and has not said why; `Walls` asks for it."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


def hand(request: HttpRequest) -> Hand:
    """Whoever is signed in, now."""
    assert isinstance(request.user, Account)
    return Hand(request.user, timezone.now())


def requests_of(account: Account) -> QuerySet[Request]:
    """The requests within the walls of an account's agency."""
    return Request.objects.filter(agency=account.agency)


def statuses_of(account: Account) -> QuerySet[RequestStatus]:
    """Where those requests stand."""
    return RequestStatus.objects.filter(agency=account.agency)


def open_request(request: HttpRequest, number: int, page: str) -> Request:
    """A request that is about to be read. Raises Http404 beyond the walls, ReasonNeeded."""
    found = (
        requests_of(_account(request))
        .select_related("person__seal", "status__decision", "status__facts", "received_by")
        .filter(pk=number)
        .first()
    )
    if found is None:
        raise Http404
    _write_down(request, found, page)
    return found


def open_person(request: HttpRequest, number: int, page: str) -> tuple[Person, Request]:
    """A person whom a request of this agency names, and the latest such request."""
    latest = (
        requests_of(_account(request))
        .filter(person_id=number)
        .select_related("person__seal")
        .order_by("-pk")
        .first()
    )
    if latest is None:
        raise Http404
    _write_down(request, latest, page)
    return latest.person, latest


def say_why(request: HttpRequest, number: int, reason: str) -> None:
    """Notes the reason for reading a request, for the next quarter of an hour."""
    reasons = request.session.get(reading.REASONS, {})
    reasons[str(number)] = [time.time(), reason, False]
    request.session[reading.REASONS] = reasons


def _write_down(request: HttpRequest, found: Request, page: str) -> None:
    at, reason, written = request.session.get(reading.REASONS, {}).get(
        str(found.pk), [0, "", False]
    )
    if time.time() - at < AGAIN_SECONDS and written:
        return
    if time.time() - at >= AGAIN_SECONDS:
        if _account(request).role in MUST_SAY_WHY:
            raise ReasonNeeded(found.pk)
        reason = _("handling the request")
    reading.write_down(found, page, reason, hand(request))
    reasons: dict[str, Any] = request.session.get(reading.REASONS, {})
    # Its words stand in the person's record now, and nowhere else.
    reasons[str(found.pk)] = [time.time(), "", True]
    request.session[reading.REASONS] = reasons


def _account(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)
    return request.user
