"""A decision ends: nothing more leaves by it, and the court dates that it let go are taken back.

MUST: no notice is sent after its decision was withdrawn. What waits is cancelled in the same
transaction; what is just being sent is waited for, so that one comes clearly before the other.
"""

import time
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from comity.desk import ledger
from comity.desk.actions import clocks, notice
from comity.desk.actions.contact import CANCELLATION
from comity.desk.actions.standing import locked_by, withdrawn
from comity.desk.hand import Hand
from comity.desk.models import Decision, Delivery, Request, Withdrawal
from comity.errors import DeskError

LONGEST_WAIT: Final = timedelta(minutes=3)
_LOOK_AGAIN_SECONDS: Final = 0.2


def withdraw(decision: Decision, hand: Hand, reason: str) -> Withdrawal:
    """Withdraws a decision. Raises DeskError if it was withdrawn before, or no reason is given."""
    if not reason.strip():
        raise DeskError(f"{decision} is not withdrawn without a reason", expected="a reason")
    wait_for_sending(decision.request)
    with transaction.atomic():
        status = locked_by(decision.request, hand)
        made = end(decision, hand, reason)
        if decision.question == "request":
            notice.take_back(decision.request, decision.recipient, hand)
        if status.decision_id == decision.pk:
            clocks.stop(decision.request, hand, clocks.OF_A_DECISION)
            status.decision, status.state, status.due_at = None, "to-enter", None
            status.save()
        return made


def end(decision: Decision, hand: Hand, reason: str) -> Withdrawal:
    """Ends a decision of a request whose status is locked. Its calendar entries are the caller's.

    Raises DeskError if it was withdrawn before, or a message by it is just being sent.
    """
    if withdrawn(decision):
        raise DeskError(f"{decision} was withdrawn before")
    stop_sending(decision)
    entry = ledger.write(
        "withdrawal",
        hand,
        {"decision": decision.pk, "recipient": decision.recipient},
        {"reason": reason},
        person=decision.request.person,
        request=decision.request_id,
    )
    return Withdrawal.objects.create(entry=entry, decision=decision, at=hand.at, by=hand.by)


def stop_sending(decision: Decision) -> None:
    """Cancels what waits to leave by a decision. Raises DeskError while any of it is being sent."""
    waiting = Delivery.objects.select_for_update().filter(
        contact__decision=decision, state__in=("queued", "sending")
    )
    for delivery in waiting.exclude(contact__kind=CANCELLATION).order_by("pk"):
        # A lease says that a worker may be sending at this moment.
        if delivery.lease_until is not None and delivery.lease_until > timezone.now():
            raise DeskError(f"a message by {decision} is just being sent; try again")
        delivery.state = "cancelled"
        delivery.save(update_fields=("state",))


def wait_for_sending(request: Request) -> None:
    """Waits until no worker is sending about a request. A dead worker's lease runs out.

    Within a transaction nothing is waited for: the worker could not write down what it has sent.
    Raises DeskError after three minutes.
    """
    until = timezone.now() + LONGEST_WAIT
    while not connection.in_atomic_block and _being_sent(request):
        if timezone.now() > until:
            raise DeskError(f"a message about {request} is still being sent; try again")
        time.sleep(_LOOK_AGAIN_SECONDS)


def _being_sent(request: Request) -> bool:
    sending = Delivery.objects.filter(
        contact__request=request, state="sending", lease_until__gt=timezone.now()
    )
    return sending.exclude(contact__kind=CANCELLATION).exists()
