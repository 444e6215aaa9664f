"""Scope, role and agency, asked of every operation before it does anything."""

import json
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from ninja.errors import HttpError

from comity.desk import ledger
from comity.desk.access.rules import RULES
from comity.desk.actions import reading
from comity.desk.api.tokens import hand_of
from comity.desk.hand import Hand
from comity.desk.models import Decision, Entry, Request
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.records import AGAIN_SECONDS, MUST_SAY_WHY
from comity.errors import InputError

_HANDLING: Final = "handling the request"


def check(request: Any, scope: str, page: str, method: str) -> None:
    """Raises HttpError 403 unless the token has the scope and the role opens the page for it."""
    caller = request.auth
    if scope not in caller.scopes:
        raise HttpError(403, f"This token is not for: {scope}")
    if not RULES[page].allows(caller.account.role, method):
        raise HttpError(403, f"A {caller.account.role} does not do this")


def anyone(page: str) -> None:
    """Raises HttpError 403 unless the page is open to everybody, for an operation without token."""
    if not RULES[page].allows(None, "GET"):
        raise HttpError(403, "A token is needed")


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


def read(request: Any, found: Request, page: str, reason: str | None) -> None:
    """Writes down that a request was read, once in a quarter of an hour.

    Raises InputError where somebody who must say why did not.
    """
    hand = hand_of(request)
    if reason is None and hand.by.role in MUST_SAY_WHY:
        what = f"a {hand.by.role} says why"
        raise InputError(what, field="Reason", expected="3 to 200 characters")
    if not _lately(found.entries.all(), hand, "api "):
        write_down(request, found, page, reason or _HANDLING)


def read_list(request: Any, page: str) -> None:
    """Writes down that a list was read that opens what is sealed, once in a quarter of an hour."""
    hand = hand_of(request)
    about_none = Entry.objects.filter(request=None)
    if hand.by.role in OPENS_SEALED and not _lately(about_none, hand, f"api {page}"):
        public = {"page": f"api {page}", "agency": hand.by.agency, "reason": "a list"}
        with transaction.atomic():
            ledger.write("read", hand, public)


def write_down(request: Any, found: Request, page: str, reason: str) -> None:
    """Writes down that personal data was read, by whom and why."""
    reading.write_down(found, f"api {page}", reason, hand_of(request))


def _lately(entries: QuerySet[Entry], hand: Hand, page: str) -> bool:
    """Whether whoever calls has read a page of that beginning in the last quarter of an hour."""
    since = hand.at - timedelta(seconds=AGAIN_SECONDS)
    found = entries.filter(kind="read", at__gt=since).values_list("body", flat=True)
    said = (json.loads(bytes(body))["public"] for body in found)
    return any(one["by"] == hand.by.pk and one["page"].startswith(page) for one in said)
