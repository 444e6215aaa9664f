"""What leaves: deliveries, those sent again, and what is learnt of them later."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Schema

from comity.desk.actions import receipts
from comity.desk.actions import retry as again
from comity.desk.api import shapes, walls
from comity.desk.api.keys import REFUSED, Key
from comity.desk.api.once import once
from comity.desk.api.paged import After, Limit, page
from comity.desk.api.reading import router
from comity.desk.api.tokens import hand_of
from comity.desk.models import Delivery


class DeliveryOut(Schema):
    """A message on its way by one channel."""

    number: int
    request: int
    contact: int
    kind: str
    recipient: str
    channel: str
    state: str
    tries: int


class Deliveries(Schema):
    """One page of deliveries; `next` is the cursor of the next one."""

    items: list[DeliveryOut]
    next: int | None


class LearntIn(shapes.In):
    """What was learnt: it arrived, or it came back."""

    outcome: Literal[receipts.LEARNT]  # type: ignore[valid-type]
    text: shapes.Line | Literal[""] = ""


class Done(Schema):
    """Whether anything was done."""

    done: bool


@router.get("/deliveries", response={200: Deliveries, **REFUSED})
def deliveries(
    request: HttpRequest,
    state: Literal["", "queued", "sending", "sent", "dead", "cancelled"] = "",
    after: After = 0,
    limit: Limit = 50,
) -> Any:
    """The agency's deliveries by number, from a cursor on."""
    walls.check(request, "read", "notices", "GET")
    rows = _within(request).filter(pk__gt=after)
    rows = rows.filter(state=state) if state else rows
    found, more = page(rows, limit)
    return Deliveries(items=[_shown(one) for one in found], next=more)


@router.post("/deliveries/{number}/retry", response={200: Done, **REFUSED})
def retry(request: HttpRequest, number: shapes.Number, key: Key) -> Any:
    """Puts a dead letter back in the queue."""
    walls.check(request, "tell", "delivery-retry", "POST")
    found = _delivery_of(request, number)
    return once(request, key, lambda: (200, Done(done=again.retry(found, hand_of(request)))))


@router.post("/deliveries/{number}/receipts", response={201: shapes.Made, **REFUSED})
def put_receipt(request: HttpRequest, number: shapes.Number, given: LearntIn, key: Key) -> Any:
    """Enters that a message arrived or came back; of a sealed person without the text."""
    walls.check(request, "tell", "delivery-receipt", "POST")
    found = _delivery_of(request, number)

    def act() -> tuple[int, Any]:
        made = receipts.enter(found, given.outcome, hand_of(request), given.text)
        return 201, shapes.Made(number=made.pk)

    return once(request, key, act)


def _within(request: Any) -> Any:
    agency = request.auth.account.agency
    return Delivery.objects.filter(contact__request__agency=agency).select_related(
        "contact__request", "channel"
    )


def _delivery_of(request: Any, number: int) -> Delivery:
    found: Delivery | None = _within(request).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _shown(one: Delivery) -> DeliveryOut:
    return DeliveryOut(
        number=one.pk, request=one.contact.request_id, contact=one.contact_id,
        kind=one.contact.kind, recipient=one.contact.recipient, channel=one.channel.kind,
        state=one.state, tries=one.tries,
    )  # fmt: skip
