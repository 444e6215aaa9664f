"""The operations that write. Each is the act of a page, done once under its Idempotency-Key."""

from typing import Any, Final

from django.http import Http404, HttpRequest

from comity.desk.actions import contact, facts, outcome, override, receive, sign, withdraw
from comity.desk.actions import decide as decisions
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.reading import decided, router, shown
from comity.desk.api.tokens import hand_of
from comity.desk.models import Agency, Override
from comity.errors import DeskError, InputError
from comity.facts.spoken import spoken
from comity.intake.documents import received_document
from comity.intake.received import Received

_SPOKEN: Final = ("telephone", "in-person")


@router.post("/requests", response={201: shapes.RequestOut, **REFUSED})
def put_on_record(request: HttpRequest, given: shapes.RequestIn, key: Key) -> Any:
    """Puts a request on record, and decides it if the law can be asked."""
    walls.check(request, "receive", "request-new", "POST")

    def act() -> tuple[int, Any]:
        hand = hand_of(request)
        if not Agency.objects.filter(code=given.requester).exists():
            what = f"{given.requester} is no agency on record"
            raise InputError(what, field="requester", expected="an agency on record")
        made = receive.receive(
            _received(given, hand.by.username), hand, agency=hand.by.agency,
            requester=given.requester,
        )  # fmt: skip
        return 201, shown(walls.request_of(request, made.pk))

    return once(request, key, act)


@router.post("/requests/{number}/facts", response={201: shapes.DecisionOut, **REFUSED})
def enter_facts(
    request: HttpRequest, number: shapes.Number, given: shapes.FactsIn, key: Key
) -> Any:
    """Enters or corrects facts, and decides again."""
    walls.check(request, "receive", "facts", "POST")
    found = walls.request_of(request, number)

    def act() -> tuple[int, Any]:
        made = facts.enter(
            found, given.values, hand_of(request), based_on=given.based_on, reason=given.reason
        )
        return 201, decided(made)

    return once(request, key, act)


@router.post("/requests/{number}/decisions", response={201: shapes.DecisionOut, **REFUSED})
def decide(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Asks the law again about what is known, as of now."""
    walls.check(request, "receive", "facts", "POST")
    found = walls.request_of(request, number)
    return once(request, key, lambda: (201, decided(decisions.decide(found, hand_of(request)))))


@router.post("/decisions/{number}/signatures", response={201: shapes.Made, **REFUSED})
def put_signature(
    request: HttpRequest, number: shapes.Number, given: shapes.SignatureIn, key: Key
) -> Any:
    """Signs a decision, or sends it back."""
    walls.check(request, "sign", "sign", "POST")
    found = walls.decision_of(request, number)

    def act() -> tuple[int, Any]:
        hand = hand_of(request)
        made = (
            sign.sign(found, hand, given.actions, given.reason)
            if given.verdict == "approved"
            else sign.send_back(found, hand, given.reason)
        )
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.post("/decisions/{number}/withdrawal", response={201: shapes.Made, **REFUSED})
def end_decision(
    request: HttpRequest, number: shapes.Number, given: shapes.ReasonIn, key: Key
) -> Any:
    """Withdraws a decision: nothing more leaves by it."""
    walls.check(request, "sign", "sign", "POST")
    found = walls.decision_of(request, number)

    def act() -> tuple[int, Any]:
        made = withdraw.withdraw(found, hand_of(request), given.reason)
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.post("/requests/{number}/overrides", response={201: shapes.Made, **REFUSED})
def put_override(
    request: HttpRequest, number: shapes.Number, given: shapes.OverrideIn, key: Key
) -> Any:
    """Records a person's own decision to tell certain items all the same."""
    walls.check(request, "sign", "sign", "POST")
    found = walls.request_of(request, number)

    def act() -> tuple[int, Any]:
        made = override.override(
            found, given.recipient, given.items, hand_of(request), given.reason
        )
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.post("/decisions/{number}/contacts", response={201: shapes.Made, **REFUSED})
def tell(request: HttpRequest, number: shapes.Number, given: shapes.ContactIn, key: Key) -> Any:
    """Tells the decision's recipient something, if the contact rule allows every item of it."""
    walls.check(request, "tell", "tell", "POST")
    found = walls.decision_of(request, number)

    def act() -> tuple[int, Any]:
        content = contact.Content(given.subject, given.body)
        made = contact.tell(
            found, given.kind, content, hand_of(request), more=tuple(given.more),
            override=override_of(request, given.override), by=given.by,
        )  # fmt: skip
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


@router.post("/requests/{number}/outcomes", response={201: shapes.Made, **REFUSED})
def put_outcome(
    request: HttpRequest, number: shapes.Number, given: shapes.OutcomeIn, key: Key
) -> Any:
    """Records what happened in the end."""
    walls.check(request, "outcome", "outcome", "POST")
    found = walls.request_of(request, number)
    shapes.with_offset(given.happened_at, "happened_at")

    def act() -> tuple[int, Any]:
        made = outcome.outcome(found, given.kind, given.happened_at, hand_of(request), given.note)
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


def _received(given: shapes.RequestIn, by: str) -> Received:
    if given.how in _SPOKEN:
        return spoken(given.how, given.said, by, given.name)
    if given.said:
        what = "what was said goes with a telephone call or a visit"
        raise InputError(what, field="said", expected="a document")
    return received_document(shapes.decoded(given.document, "document"), given.name)


def override_of(request: HttpRequest, number: int | None) -> Override | None:
    """An override within the walls of the caller's agency, if one is named. Raises DeskError."""
    if number is None:
        return None
    agency = request.auth.account.agency  # type: ignore[attr-defined]
    found = Override.objects.filter(pk=number, request__agency=agency).first()
    if found is None:
        raise DeskError(f"{number} is no override on record") from Http404()
    return found
