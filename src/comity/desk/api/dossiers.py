"""What belongs to one request: what left, what happened, what is due, its papers and its proofs.

MUST: what opens sealed data takes a reason from everybody, the rest from those who must say why.
"""

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Schema

from comity.desk.actions import paper
from comity.desk.api import shapes, walls
from comity.desk.api.described import of_kind
from comity.desk.api.keys import REFUSED, MaybeReason, Reason
from comity.desk.api.reading import due, router
from comity.desk.api.tokens import hand_of
from comity.desk.models import Contact, Request
from comity.desk.pages import acts
from comity.desk.pages.dossier import Dossier
from comity.desk.pages.proof import Line
from comity.model.case import ACTIONS


class ContactOut(Schema):
    """Something that left, by what it told; `cancels` is set in a cancellation."""

    number: int
    decision: int
    kind: str
    recipient: str
    at: datetime
    by: str
    items: list[str]
    override: int | None
    notice: int | None
    cancels: int | None


class NoticeOut(Schema):
    """A notice over all its contacts: of a court date, or a letter owed to the person."""

    number: int
    subject: str
    recipient: str
    appearance: int | None
    letter: str
    cite: str
    language: str
    settled: bool
    state: str
    sequence: int
    opened_at: datetime


class OutcomeOut(Schema):
    """What happened in the end, as somebody entered it."""

    number: int
    kind: str
    happened_at: datetime
    at: datetime
    by: str


class PaperOut(Schema):
    """A paper as it came, without its content."""

    number: int
    media_type: str
    size: int
    at: datetime


class LineOut(Schema):
    """A line of a proof; `value` is true, false, null where it is not known, or "" in a heading."""

    value: bool | str | None
    text: str
    cite: str
    words: str
    facts: list[str]
    lines: list["LineOut"]


class DutyOut(Schema):
    """What the agency owes, and by when; null: at once, or not known."""

    says: str
    by: datetime | None
    cite: str


class ChangingOut(Schema):
    """Facts that would make the answer another one."""

    outcome: str
    facts: list[str]


class ProofOut(Schema):
    """The whole proof of an act's answer, and what would change it."""

    act: str
    outcome: str
    review: list[str]
    because: list[dict[str, str]]
    until: datetime | None
    duties: list[DutyOut]
    needs: list[str]
    lines: list[LineOut]
    changing: list[ChangingOut]


@router.get("/requests/{number}/contacts", response={200: list[ContactOut], **REFUSED})
def contacts(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """What left about a request, item by item; without its words."""
    found = _opened(request, number, "contacts", reason)
    rows = found.contacts.select_related("by").prefetch_related("items").order_by("pk")
    return [_contact(one) for one in rows]


@router.get("/requests/{number}/notices", response={200: list[NoticeOut], **REFUSED})
def notices(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """The notices about a request."""
    found = _opened(request, number, "notices", reason)
    return [
        NoticeOut(
            number=one.pk, subject=one.subject, recipient=one.recipient,
            appearance=one.appearance_id, letter=one.duty, cite=one.cite, language=one.language,
            settled=one.settled, state=one.state, sequence=one.sequence, opened_at=one.opened_at,
        )
        for one in found.notices.order_by("pk")
    ]  # fmt: skip


@router.get("/requests/{number}/outcomes", response={200: list[OutcomeOut], **REFUSED})
def outcomes(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """What happened in the end."""
    found = _opened(request, number, "outcomes", reason)
    return [
        OutcomeOut(
            number=one.pk, kind=one.kind, happened_at=one.happened_at, at=one.at,
            by=one.by.username,
        )
        for one in found.outcomes.select_related("by").order_by("happened_at", "pk")
    ]  # fmt: skip


@router.get("/requests/{number}/clocks", response={200: list[shapes.ClockOut], **REFUSED})
def clocks(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """What is due about a request, the oldest first."""
    found = _opened(request, number, "clocks", reason)
    return due(found.clocks.filter(done_at=None).order_by("due_at", "id"), timezone.now())


@router.get("/requests/{number}/papers", response={200: list[PaperOut], **REFUSED})
def papers(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """The papers of a request, without their content."""
    found = _opened(request, number, "papers", reason)
    return [
        PaperOut(number=one.pk, media_type=one.media_type, size=one.size, at=one.at)
        for one in found.documents.defer("sealed").order_by("pk")
    ]


@router.get(
    "/requests/{number}/papers/{paper_number}",
    response=REFUSED,
    openapi_extra=of_kind("application/octet-stream"),
)
def one_paper(
    request: HttpRequest, number: shapes.Number, paper_number: shapes.Number, reason: Reason
) -> Any:
    """A paper as it came, byte for byte. Every reading is recorded with its reason."""
    walls.check(request, "read", "request-document", "GET")
    found = walls.request_of(request, number)
    read = paper.read(found, paper_number, hand_of(request))
    if read is None:
        raise Http404
    walls.write_down(request, found, "document", reason)
    return HttpResponse(read.content, content_type="application/octet-stream")


@router.get("/requests/{number}/proofs/{act}", response={200: ProofOut, **REFUSED})
def proof(
    request: HttpRequest,
    number: shapes.Number,
    act: Literal[ACTIONS],  # type: ignore[valid-type]
    reason: Reason,
) -> Any:
    """Why an act has its answer: provisions, conditions, facts. Recorded with its reason."""
    walls.check(request, "read", "request-proof", "GET")
    found = walls.request_of(request, number)
    dossier = Dossier(request.auth.account, found)  # type: ignore[attr-defined]
    if dossier.decision is None or act not in dossier.answers:
        raise Http404
    walls.write_down(request, found, "proof", reason)
    return _proof(dossier, dossier.answers[act], act)


def _opened(request: HttpRequest, number: int, page: str, reason: str | None) -> Request:
    """A request whose page is read within the walls, with the reading on record."""
    walls.check(request, "read", "request", "GET")
    found = walls.request_of(request, number)
    walls.read(request, found, page, reason)
    return found


def _contact(one: Contact) -> ContactOut:
    return ContactOut(
        number=one.pk, decision=one.decision_id, kind=one.kind, recipient=one.recipient, at=one.at,
        by=one.by.username, items=sorted(item.name for item in one.items.all()),
        override=one.override_id, notice=one.notice_id, cancels=one.cancels_id,
    )  # fmt: skip


def _proof(dossier: Dossier, answer: dict[str, Any], act: str) -> ProofOut:
    assert dossier.decision is not None
    titles = acts.titles_of(dossier.version)
    shown = acts.with_proof(dossier, acts.act(act, answer, dossier.decision.at, titles))
    known = dossier.case is not None and dossier.version is not None
    changing = acts.changing(dossier.case, dossier.version, act) if known else []  # type: ignore[arg-type]
    return ProofOut(
        act=act, outcome=shown.outcome, review=[*shown.review], because=[*shown.because],
        until=shown.until,
        duties=[DutyOut(says=one.says, by=one.by, cite=one.cite) for one in shown.duties],
        needs=[one.path for one in shown.needs], lines=[_line(one) for one in shown.lines],
        changing=[ChangingOut(outcome=name, facts=facts) for name, _, facts in changing],
    )  # fmt: skip


def _line(one: Line) -> LineOut:
    return LineOut(
        value=one.value, text=str(one.text), cite=one.cite, words=one.words,
        facts=[str(fact) for fact in one.facts], lines=[_line(below) for below in one.lines],
    )  # fmt: skip
