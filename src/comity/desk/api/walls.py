"""Scope, role and agency, asked of every operation before it does anything."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from ninja.errors import HttpError

from comity.desk.access.rules import RULES
from comity.desk.actions import reading
from comity.desk.api.tokens import hand_of
from comity.desk.models import Decision, Request


def check(request: Any, scope: str, page: str, method: str) -> None:
    """Raises HttpError 403 unless the token has the scope and the role opens the page for it."""
    caller = request.auth
    if scope not in caller.scopes:
        raise HttpError(403, f"This token is not for: {scope}")
    if not RULES[page].allows(caller.account.role, method):
        raise HttpError(403, f"A {caller.account.role} does not do this")


def requests_of(request: Any) -> QuerySet[Request]:
    """The requests within the walls of the caller's agency."""
    return Request.objects.filter(agency=request.auth.account.agency)


def request_of(request: Any, number: int) -> Request:
    """One of them. Raises Http404."""
    found = requests_of(request).select_related("person", "status").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def decision_of(request: Any, number: int) -> Decision:
    """A decision on one of them. Raises Http404."""
    found = (
        Decision.objects.filter(pk=number, request__agency=request.auth.account.agency)
        .select_related("request__person")
        .first()
    )
    if found is None:
        raise Http404
    return found


def write_down(request: Any, found: Request, page: str, reason: str) -> None:
    """Writes down that personal data was read, by whom and why."""
    reading.write_down(found, f"api {page}", reason, hand_of(request))
