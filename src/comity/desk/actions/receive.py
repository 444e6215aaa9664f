"""A request goes on record, whoever received it and however, before anything is done about it.

N.Y.C. Admin. Code § 10-178(d) asks for that record. MUST: nothing that came in is refused for what
it says; what cannot be used is kept, marked and typed in by a person.
"""

from hashlib import sha256
from typing import Any, Final

from attrs import evolve, frozen
from django.db import transaction

from comity.desk import case, keys, ledger
from comity.desk.actions import decide
from comity.desk.actions.person import Named, find_or_make, name_of, same_name
from comity.desk.hand import Hand
from comity.desk.models import Document, Entry, Facts, Person, Request, RequestNumber, RequestStatus
from comity.errors import ComityError
from comity.facts import case_from
from comity.intake.received import PARTS, Received
from comity.record import sealing
from comity.record.canonical import canonical

_MEDIA: Final = {
    "form-pdf": "application/pdf",
    "json": "application/json",
    "csv": "text/csv",
    "xml": "application/xml",
    "mail": "message/rfc822",
}


@frozen
class _Came:
    """What came in, to whom and from whom, and under which key."""

    received: Received
    agency: str
    requester: str
    key: str
    prints: tuple[str, ...]


@frozen
class _Read:
    """What is made of it: the case that it states, its person, the request that it repeats."""

    said: dict[str, Any] | None
    person: Person
    first: Request | None
    repeats: bool
    marks: tuple[str, ...]


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
    `person` is somebody already on record, if a clerk said so. The same paper, or one under the
    same number that says the same, is linked to the first and not decided again; one that says
    something else is linked, marked, and waits for a person.
    """
    received = _writable(received)
    with transaction.atomic():
        # Before anything is looked for, so that of two at once the second sees the first.
        ledger.lock()
        prints = _fingerprints(received, requester)
        key = key or keys.fingerprint(
            "key", hand.by.username, hand.at.isoformat(), agency, prints[0]
        )
        found = Request.objects.filter(key=key).first()
        if found is not None:
            return found
        came = _Came(received, agency, requester, key, prints)
        return _record(came, _read(came, person, hand), hand)


def marks(request: Request) -> list[str]:
    """What a person must look at, in words. Raises SealError."""
    found: list[str] = ledger.private_of(request.entry)[1]["marks"]
    return found


def _read(came: _Came, person: Person | None, hand: Hand) -> _Read:
    said, unusable = _usable(came, hand)
    named = Named.of(said, came.received.numbers, came.requester)
    first, repeats = _first_alike(came, said, named)
    doubts: tuple[str, ...] = ()
    if person is None and first is not None:
        person = first.person
    if person is None:
        person, doubts = find_or_make(named, hand)
    if first is not None and not repeats:
        doubts = (*doubts, f"it has the number of {first.number} and says something else")
    return _Read(said, person, first, repeats, (*came.received.marks, *unusable, *doubts))


def _record(came: _Came, read: _Read, hand: Hand) -> Request:
    key = keys.key_of(read.person)
    kind = (read.said or {}).get("request", {}).get("kind") or ""
    entry = _write_entry(came, read, kind, key, hand)
    request = Request.objects.create(
        entry=entry,
        agency=came.agency,
        requester=came.requester,
        kind=kind,
        how=came.received.how,
        received_at=hand.at,
        received_by=hand.by,
        person=read.person,
        key=came.key,
        duplicate_of=read.first,
        marks=len(read.marks),
    )
    _keep(request, came, hand, key)
    _begin(request, read, hand, key)
    return request


def _write_entry(came: _Came, read: _Read, kind: str, key: bytes, hand: Hand) -> Entry:
    received = came.received
    public = {
        "agency": came.agency,
        "requester": came.requester,
        "kind": kind,
        "how": received.how,
        "marks": len(read.marks),
        "duplicate_of": read.first.number if read.first else None,
    }
    private = {
        "document": sha256(received.original).hexdigest(),
        "called": received.name,
        "sender": received.sender,
        "said": read.said,
        "numbers": [list(pair) for pair in received.numbers],
        "marks": list(read.marks),
        "text": received.text,
    }
    return ledger.write(
        "request-received", hand, public, private, person=read.person, key=key, receives=True
    )


def _begin(request: Request, read: _Read, hand: Hand, key: bytes) -> None:
    """The status of a new request; and its decision, unless it repeats another."""
    state = "closed" if read.repeats else "to-enter"
    status = RequestStatus(request=request, agency=request.agency, state=state)
    if read.said is not None and read.first is None:
        status.facts = _first_facts(request, read.said, hand, key)
    status.save(force_insert=True)
    if status.facts is not None:
        decide.first(request, status, hand)


def _fingerprints(received: Received, requester: str) -> tuple[str, ...]:
    """What shows the same paper, or the same requester's number, again."""
    paper = keys.fingerprint("paper", requester, sha256(received.original).hexdigest())
    events = [pair for pair in received.numbers if pair[0] == "event"]
    return (paper, *(keys.fingerprint("number", requester, *pair) for pair in events))


def _first_alike(
    came: _Came, said: dict[str, Any] | None, named: Named
) -> tuple[Request | None, bool]:
    """The request that had this paper or number first, and whether this one says nothing else.

    One under the same number about somebody of another name is another request.
    """
    alike = RequestNumber.objects.filter(
        fingerprint__in=came.prints, request__person__seal=None, request__agency=came.agency
    ).order_by("request_id")
    paper = alike.filter(fingerprint=came.prints[0]).first()
    number = paper or alike.first()
    if number is None:
        return None, False
    first = number.request.duplicate_of or number.request
    if paper is not None:
        return first, True
    if not same_name(named.name, name_of(first.person)):
        return None, False
    return first, _says(said) == _says(ledger.private_of(first.entry)[1]["said"])


def _says(said: dict[str, Any] | None) -> bytes:
    """What a document states, less the hour at which it came."""
    request = {**(said or {}).get("request", {})}
    request.pop("received_at", None)
    return canonical({**(said or {}), "request": request})


def _usable(came: _Came, hand: Hand) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """What the document says as a case, and why not if it cannot be one."""
    stated = came.received.said
    if stated is None:
        return None, ()
    said = {name: stated[name] for name in PARTS if name in stated}
    try:
        said["request"] = {"received_at": hand.at.isoformat(), **said.get("request", {})}
        said["request"]["from"] = came.requester
        case_from({"id": "R", "at": hand.at.isoformat(), "agency": came.agency, **said})
        canonical(said)
    except (ComityError, TypeError, ValueError) as error:
        return None, (_writable_text(f"what it says cannot be used: {error}"),)
    return said, ()


def _keep(request: Request, came: _Came, hand: Hand, key: bytes) -> None:
    """The paper as it came, with what was attached to it, and its fingerprints."""
    RequestNumber.objects.bulk_create(
        RequestNumber(request=request, fingerprint=one) for one in came.prints
    )
    papers = [came.received, *came.received.attachments]
    Document.objects.bulk_create(
        Document(
            request=request,
            media_type=_MEDIA.get(paper.how, "application/octet-stream"),
            size=len(paper.original),
            sealed=sealing.seal(key, paper.original, about_paper(request, n)),
            at=hand.at,
        )
        for n, paper in enumerate(papers)
    )


def about_paper(request: Request, position: int) -> bytes:
    """The place of a request's paper, under which it was sealed: the first is number 0."""
    return f"paper {request.pk} {position}".encode()


def _first_facts(request: Request, said: dict[str, Any], hand: Hand, key: bytes) -> Facts:
    facts = Facts(request=request, version=1, at=hand.at, by=hand.by, entry=request.entry)
    data = {"id": request.number, "agency": request.agency, "at": hand.at.isoformat(), **said}
    case.store(facts, data, key)
    return facts


def _writable(received: Received) -> Received:
    """The same with every text as JSON and both databases can hold it; the bytes stay as they came.

    A file's name may hold bytes that are no text, and a document half of a surrogate pair.
    """
    return evolve(
        received,
        name=_writable_text(received.name),
        sender=None if received.sender is None else _writable_text(received.sender),
        text=None if received.text is None else _writable_text(received.text),
        numbers=tuple((kind, _writable_text(number)) for kind, number in received.numbers),
        marks=tuple(_writable_text(mark) for mark in received.marks),
    )


def _writable_text(text: str) -> str:
    return text.encode(errors="replace").decode().replace("\0", "?")
