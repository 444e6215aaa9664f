"""A request goes on record, whoever received it and however, before anything is done about it.

N.Y.C. Admin. Code § 10-178(d) asks for that record. MUST: nothing that came in is refused for what
it says; what cannot be used is kept, marked and typed in by a person. What only a lawyer determines
is taken from no document.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from attrs import evolve, field, frozen
from django.db import transaction

from comity.desk import case, keys, ledger, rows
from comity.desk.actions import decide, findings
from comity.desk.actions.person import Found, Named, find_or_make, name_of, same_name
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

_A_LAWYERS: Final = "it states what only a lawyer determines of a conviction: not taken over"


@frozen
class _Came:
    """What came in, to whom and from whom, and under which key (no secret: the caller's own)."""

    received: Received
    agency: str
    requester: str
    key: str
    prints: tuple[str, ...]
    fingerprint: Callable[..., str] = field(repr=False)


@frozen
class _Read:
    """What is made of it: the case that it states, its person, the request that it repeats.

    `key` is the person's, under which all of it is sealed.
    """

    said: dict[str, Any] | None
    person: Person
    key: bytes = field(repr=False)
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
        fingerprint = keys.fingerprints()
        prints = _prints(received, requester, fingerprint)
        key = key or fingerprint("key", hand.by.username, hand.at.isoformat(), agency, prints[0])
        if rows.known(Request, "key", [key]):
            return Request.objects.get(key=key)
        came = _Came(received, agency, requester, key, prints, fingerprint)
        return _record(came, _read(came, person, hand), hand)


def marks(request: Request) -> list[str]:
    """What a person must look at, in words. Raises SealError."""
    found: list[str] = ledger.private_of(request.entry)[1]["marks"]
    return found


def _read(came: _Came, person: Person | None, hand: Hand) -> _Read:
    said, unusable = _usable(came, hand)
    named = Named.of(said, came.received.numbers, came.requester)
    first, repeats = _first_alike(came, said, named)
    if person is None and first is not None:
        person = first.person
    found = Found(person) if person else find_or_make(named, hand, came.fingerprint)
    doubts = found.doubts
    if first is not None and not repeats:
        doubts = (*doubts, f"it has the number of {first.number} and says something else")
    key = found.key or keys.key_of(found.person)
    marks = (*came.received.marks, *unusable, *doubts)
    return _Read(said, found.person, key, first, repeats, marks)


def _record(came: _Came, read: _Read, hand: Hand) -> Request:
    kind = (read.said or {}).get("request", {}).get("kind") or ""
    entry = _write_entry(came, read, kind, hand)
    request = Request(
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
    rows.insert(request)
    _keep(request, came, hand, read.key)
    _begin(request, read, hand)
    return request


def _write_entry(came: _Came, read: _Read, kind: str, hand: Hand) -> Entry:
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
        "request-received", hand, public, private, person=read.person, key=read.key, receives=True
    )


def _begin(request: Request, read: _Read, hand: Hand) -> None:
    """The status of a new request; and its decision, unless it repeats another."""
    state = "closed" if read.repeats else "to-enter"
    status = RequestStatus(request=request, agency=request.agency, state=state)
    if read.said is not None and read.first is None:
        basis = _first_facts(request, read.said, hand, read.key)
        status.facts = basis.facts
        decide.first(request, status, basis, hand)
    rows.insert(status)


def _prints(received: Received, requester: str, fingerprint: Callable[..., str]) -> tuple[str, ...]:
    """What shows the same paper, or the same requester's number, again."""
    paper = fingerprint("paper", requester, sha256(received.original).hexdigest())
    events = [pair for pair in received.numbers if pair[0] == "event"]
    return (paper, *(fingerprint("number", requester, *pair) for pair in events))


def _first_alike(
    came: _Came, said: dict[str, Any] | None, named: Named
) -> tuple[Request | None, bool]:
    """The request that had this paper or number first, and whether this one says nothing else.

    One under the same number about somebody of another name is another request.
    """
    if not rows.known(RequestNumber, "fingerprint", came.prints):
        return None, False
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
    said, found = findings.without({name: stated[name] for name in PARTS if name in stated})
    try:
        said["request"] = {"received_at": hand.at.isoformat(), **said.get("request", {})}
        said["request"]["from"] = came.requester
        case_from({"id": "R", "at": hand.at.isoformat(), "agency": came.agency, **said})
        canonical(said)
    except (ComityError, TypeError, ValueError) as error:
        return None, (_writable_text(f"what it says cannot be used: {error}"),)
    return said, (_A_LAWYERS,) if found else ()


def _keep(request: Request, came: _Came, hand: Hand, key: bytes) -> None:
    """The paper as it came, with what was attached to it, and its fingerprints."""
    rows.insert_all(RequestNumber(request=request, fingerprint=one) for one in came.prints)
    papers = [came.received, *came.received.attachments]
    rows.insert_all(
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


def _first_facts(request: Request, said: dict[str, Any], hand: Hand, key: bytes) -> decide.Basis:
    facts = Facts(request=request, version=1, at=hand.at, by=hand.by, entry=request.entry)
    data = {"id": request.number, "agency": request.agency, "at": hand.at.isoformat(), **said}
    case.store(facts, data, key)
    return decide.Basis(facts, data, key)


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
