"""A request goes on record, whoever received it and however, before anything is done about it.

N.Y.C. Admin. Code § 10-178(d) asks for that record. MUST: nothing that came in is refused for what
it says; what cannot be used is kept, marked and typed in by a person.
"""

from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from comity.desk import case, keys, ledger
from comity.desk.actions import decide
from comity.desk.actions.person import Named, find_or_make
from comity.desk.hand import Hand
from comity.desk.models import Document, Facts, Person, Request, RequestNumber, RequestStatus
from comity.errors import ComityError
from comity.facts import case_from
from comity.intake.received import PARTS, Received

_MEDIA: Final = {
    "form-pdf": "application/pdf",
    "json": "application/json",
    "csv": "text/csv",
    "xml": "application/xml",
    "mail": "message/rfc822",
}


def receive(
    received: Received,
    hand: Hand,
    *,
    agency: str,
    requester: str,
    key: str | None = None,
    person: Person | None = None,
) -> Request:
    """Puts a request on record, and decides it if the law can be asked.

    `key` makes it harmless to hand the same thing in again: the request that it made is given back.
    `person` is somebody already on record, if a clerk said so.
    """
    with transaction.atomic():
        prints = _fingerprints(received, requester)
        key = key or keys.fingerprint("key", hand.by.username, hand.at.isoformat(), prints[0])
        found = Request.objects.filter(key=key).first()
        return found or _record(received, hand, agency, requester, key, person, prints)


def _record(
    received: Received,
    hand: Hand,
    agency: str,
    requester: str,
    key: str,
    person: Person | None,
    prints: list[str],
) -> Request:
    said, unusable = _usable(received, hand, agency, requester)
    named = Named.of(said, received.numbers, requester)
    who, doubts = (person, ()) if person else find_or_make(named, hand)
    sealing = keys.key_of(who)
    first = _first_alike(prints)
    marks = [*received.marks, *unusable, *doubts]
    kind = (said or {}).get("request", {}).get("kind") or ""
    entry = ledger.write(
        "request-received",
        hand,
        {
            "agency": agency,
            "requester": requester,
            "kind": kind,
            "how": received.how,
            "marks": len(marks),
            "duplicate_of": first.number if first else None,
        },
        {
            "document": sha256(received.original).hexdigest(),
            "called": received.name,
            "sender": received.sender,
            "said": said,
            "numbers": [list(pair) for pair in received.numbers],
            "marks": marks,
        },
        person=who,
        key=sealing,
        receives=True,
    )
    request = Request.objects.create(
        entry=entry,
        agency=agency,
        requester=requester,
        kind=kind,
        how=received.how,
        received_at=hand.at,
        received_by=hand.by,
        person=who,
        key=key,
        duplicate_of=first,
        marks=marks,
    )
    _keep(request, received, prints, hand, sealing)
    status = RequestStatus(request=request, agency=agency, state="closed" if first else "to-enter")
    if said is not None and first is None:
        status.facts = _first_facts(request, said, hand, sealing)
    status.save(force_insert=True)
    if status.facts is not None:
        decide.first(request, status, hand)
    return request


def _fingerprints(received: Received, requester: str) -> list[str]:
    """What shows the same paper, or the same requester's number, again."""
    paper = keys.fingerprint("paper", requester, sha256(received.original).hexdigest())
    own = [keys.fingerprint("number", requester, *pair) for pair in received.numbers if pair[0] == "event"]
    return [paper, *own]


def _first_alike(prints: list[str]) -> Request | None:
    alike = RequestNumber.objects.filter(fingerprint__in=prints).order_by("request_id").first()
    return alike.request if alike else None


def _usable(
    received: Received, hand: Hand, agency: str, requester: str
) -> tuple[dict[str, Any] | None, list[str]]:
    """What the document says as a case, and why not if it cannot be one."""
    if received.said is None:
        return None, []
    said = {name: received.said[name] for name in PARTS if name in received.said}
    said["request"] = {"received_at": hand.at.isoformat(), **said.get("request", {})}
    said["request"]["from"] = requester
    data = {"id": "R", "at": hand.at.isoformat(), "agency": agency, **said}
    try:
        case_from(data)
    except ComityError as error:
        return None, [f"what it says cannot be used: {error}"]
    return said, []


def _keep(
    request: Request, received: Received, prints: list[str], hand: Hand, key: bytes
) -> None:
    """The paper as it came, with what was attached to it, and its fingerprints."""
    RequestNumber.objects.bulk_create(
        RequestNumber(request=request, fingerprint=one) for one in prints
    )
    papers = [received, *received.attachments]
    Document.objects.bulk_create(
        Document(
            request=request,
            media_type=_MEDIA.get(paper.how, "application/octet-stream"),
            size=len(paper.original),
            sealed=keys.sealing.seal(key, paper.original, f"paper {request.pk} {n}".encode()),
            at=hand.at,
        )
        for n, paper in enumerate(papers)
    )


def _first_facts(request: Request, said: dict[str, Any], hand: Hand, key: bytes) -> Facts:
    facts = Facts(request=request, version=1, at=hand.at, by=hand.by)
    data = {"id": request.number, "agency": request.agency, "at": hand.at.isoformat(), **said}
    case.store(facts, data, key)
    return facts
