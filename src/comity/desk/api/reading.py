"""The operations that read."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from comity.desk.actions import facts
from comity.desk.api import shapes, walls
from comity.desk.api.described import of_kind
from comity.desk.api.keys import REFUSED, MaybeReason, Reason
from comity.desk.api.paged import Limit, page
from comity.desk.models import Clock, Decision, Entry, Request
from comity.desk.pages import entries as entry_pages

router = Router()
"""One for all operations: an address has its reading and its writing together."""


@router.get("/requests", response={200: shapes.Page, **REFUSED})
def requests(
    request: HttpRequest,
    after: Annotated[int, Query(ge=-1, le=2**53)] = -1,
    limit: Limit = 50,
) -> Any:
    """The agency's requests by number, from a cursor on."""
    walls.check(request, "read", "inbox", "GET")
    rows = walls.requests_of(request).filter(pk__gt=after).select_related("status")
    found, more = page(rows, limit)
    return shapes.Page(items=[shown(one) for one in found], next=more)


@router.get("/requests/{number}", response={200: shapes.RequestOut, **REFUSED})
def one_request(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """A request and where it stands."""
    walls.check(request, "read", "request", "GET")
    found = walls.request_of(request, number)
    walls.read(request, found, "request", reason)
    return shown(found)


@router.get("/requests/{number}/facts", response={200: shapes.FactsOut, **REFUSED})
def known(request: HttpRequest, number: shapes.Number, reason: Reason) -> Any:
    """What is known, opened with the person's key. Reading is recorded with the reason."""
    walls.check(request, "read", "facts", "GET")
    found = walls.request_of(request, number)
    walls.write_down(request, found, "facts", reason)
    version, case = facts.known(found)
    return shapes.FactsOut(version=version, case=case)


@router.get("/requests/{number}/decision", response={200: shapes.DecisionOut, **REFUSED})
def decision(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """The decision that stands on a request."""
    walls.check(request, "read", "request", "GET")
    asked = walls.request_of(request, number)
    found = asked.status.decision
    if found is None:
        raise Http404
    walls.read(request, asked, "decision", reason)
    return decided(found)


@router.get("/decisions/{number}", response={200: shapes.DecisionOut, **REFUSED})
def one_decision(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """A decision, whether it stands or not."""
    walls.check(request, "read", "request", "GET")
    found = walls.decision_of(request, number)
    walls.read(request, found.request, "decision", reason)
    return decided(found)


@router.get("/clocks", response={200: list[shapes.ClockOut], **REFUSED})
def clocks(request: HttpRequest, limit: Limit = 50) -> Any:
    """What is due at the agency, the oldest first."""
    walls.check(request, "read", "inbox", "GET")
    now = timezone.now()
    agency = request.auth.account.agency  # type: ignore[attr-defined]
    rows = Clock.objects.filter(agency=agency, done_at=None).order_by("due_at", "id")[:limit]
    return due(rows, now)


@router.get("/entries", response={200: shapes.Entries, **REFUSED})
def entries(
    request: HttpRequest,
    after: Annotated[int, Query(ge=-1, le=2**53)] = -1,
    limit: Limit = 50,
) -> Any:
    """The entries by number, from a cursor on: the bytes that are hashed, as JSON."""
    walls.check(request, "read", "entries-export", "GET")
    found, more = page(Entry.objects.filter(number__gt=after), limit)
    items = [
        shapes.EntryOut(number=one.number, hash=one.hash, body=json.loads(bytes(one.body)))
        for one in found
    ]
    return shapes.Entries(items=items, next=more)


@router.get("/entries/export", response=REFUSED, openapi_extra=of_kind("application/x-ndjson"))
def export(request: HttpRequest) -> Any:
    """All entries as lines of canonical JSON, in one stream."""
    walls.check(request, "read", "entries-export", "GET")
    return entry_pages.export(request)


def due(rows: Iterable[Clock], now: datetime) -> list[shapes.ClockOut]:
    """Clocks as the API shows them."""
    return [
        shapes.ClockOut(
            request=one.request_id, kind=one.kind, says=one.says, cite=one.cite or "",
            due_at=one.due_at, overdue=one.due_at < now,
        )
        for one in rows
    ]  # fmt: skip


def shown(found: Request) -> shapes.RequestOut:
    """A request as the API shows it."""
    status = found.status
    return shapes.RequestOut(
        number=found.pk,
        agency=found.agency,
        requester=found.requester,
        kind=found.kind,
        how=found.how,
        received_at=found.received_at,
        state=status.state,
        due_at=status.due_at,
        decision=status.decision_id,
        duplicate_of=found.duplicate_of_id,
        marks=found.marks,
    )


def decided(found: Decision) -> shapes.DecisionOut:
    """A decision as the API shows it."""
    return shapes.DecisionOut(
        number=found.pk,
        request=found.request_id,
        question=found.question,
        recipient=found.recipient,
        law=found.law,
        at=found.at,
        in_force=not hasattr(found, "withdrawal"),
        rulings=found.rulings,
        changed=found.changed,
    )
