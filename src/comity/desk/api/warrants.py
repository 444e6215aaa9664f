"""Warrant checks, the questions to an issuer and its answers, and the alien query."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal

from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import Field

from comity.act import warrants
from comity.desk.actions import warrant
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key, MaybeReason
from comity.desk.api.once import once
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import WarrantCheck

_CLASSES: Final = (
    warrants.JUDICIAL, warrants.ADMINISTRATIVE, warrants.DEPORTED_FELON, warrants.OTHER
)  # fmt: skip
_Fields = Annotated[dict[shapes.Line, shapes.Line], Field(max_length=20)]


class CheckIn(shapes.In):
    """What a record is, where that was learnt, and who entered it."""

    record_class: Literal[_CLASSES]  # type: ignore[valid-type]
    source: shapes.Line
    issuer: shapes.Code
    record: shapes.Line | Literal[""] = ""
    grounds: Annotated[tuple[shapes.Line, ...], Field(max_length=9)] = ()


class CheckOut(Schema):
    """A check: its class, who is asked, and the decision on asking."""

    number: int
    request: int
    record_class: str
    issuer: str
    decision: int | None
    asked: int


class InquiryIn(shapes.In):
    """A question to the issuing agency, urgent (U) or routine (R)."""

    priority: Literal["U", "R"]
    fields: _Fields


class AnswerIn(shapes.In):
    """What the issuing agency answered to which of the questions."""

    inquiry: shapes.Number
    says: Literal[tuple(warrants.ANSWERS)]  # type: ignore[valid-type]
    until: shapes.Instant | None = None


class QueryIn(shapes.In):
    """The fields of an immigration alien query."""

    fields: _Fields


@router.get("/warrant-checks/{number}", response={200: CheckOut, **REFUSED})
def one_check(request: HttpRequest, number: shapes.Number, reason: MaybeReason = None) -> Any:
    """A check and where it stands."""
    walls.check(request, "read", "warrant", "GET")
    found = _check_of(request, number)
    walls.read(request, found.request, "warrant", reason)
    return _shown(found)


@router.post("/requests/{number}/warrant-checks", response={201: CheckOut, **REFUSED})
def classify(request: HttpRequest, number: shapes.Number, given: CheckIn, key: Key) -> Any:
    """Says what a record is, and asks the law whether its issuer may be asked about it."""
    walls.check(request, "tell", "warrant-new", "POST")
    found = walls.request_of(request, number)

    def act() -> tuple[int, Any]:
        made = warrant.classify(
            found, given.record_class, given.source, given.issuer, hand_of(request),
            grounds=given.grounds, record=given.record,
        )  # fmt: skip
        return 201, _shown(made)

    return once(request, key, act)


@router.post("/warrant-checks/{number}/inquiries", response={201: shapes.Made, **REFUSED})
def inquire(request: HttpRequest, number: shapes.Number, given: InquiryIn, key: Key) -> Any:
    """Asks the issuing agency. The third question is the last."""
    walls.check(request, "tell", "warrant-ask", "POST")
    found = _check_of(request, number)

    def act() -> tuple[int, Any]:
        made = warrant.inquire(found, given.priority, given.fields, hand_of(request))
        return 201, shapes.Made(number=made.number)

    return once(request, key, act)


@router.post("/warrant-checks/{number}/answers", response={201: shapes.Made, **REFUSED})
def answer(request: HttpRequest, number: shapes.Number, given: AnswerIn, key: Key) -> Any:
    """Records what was answered. Silence confirms nothing."""
    walls.check(request, "tell", "warrant-answer", "POST")
    found = _check_of(request, number)
    asked = found.inquiries.filter(number=given.inquiry).first()
    if asked is None:
        raise Http404
    until: datetime | None = shapes.with_offset(given.until, "until")

    def act() -> tuple[int, Any]:
        made = warrant.answer(asked, given.says, hand_of(request), until)
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.post("/warrant-checks/{number}/control-agency", response={201: shapes.Made, **REFUSED})
def tell_control_agency(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Enters that the state's control agency was told of the silence; told twice, once."""
    walls.check(request, "tell", "warrant-control-agency", "POST")
    found = _check_of(request, number)

    def act() -> tuple[int, Any]:
        made = warrant.told_control_agency(found, hand_of(request))
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.post("/requests/{number}/alien-queries", response={201: shapes.Made, **REFUSED})
def alien_query(request: HttpRequest, number: shapes.Number, given: QueryIn, key: Key) -> Any:
    """Sends an immigration alien query, which is itself a disclosure."""
    walls.check(request, "tell", "alien-query", "POST")
    found = walls.request_of(request, number)

    def act() -> tuple[int, Any]:
        made = warrant.alien_query(found, given.fields, hand_of(request))
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


def _check_of(request: Any, number: int) -> WarrantCheck:
    within = WarrantCheck.objects.filter(request__agency=request.auth.account.agency)
    found = within.select_related("request__person", "decision", "by").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _shown(found: WarrantCheck) -> CheckOut:
    return CheckOut(
        number=found.pk, request=found.request_id, record_class=found.record_class,
        issuer=found.issuer, decision=found.decision_id, asked=found.inquiries.count(),
    )  # fmt: skip
