"""A decision ends: nothing more leaves by it, and calendar entries that rested on it are taken back.

MUST: no notice is sent after its decision was withdrawn. What waits is cancelled in the same
transaction; what is just being sent is waited for, so that one comes clearly before the other.
"""

import time
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from comity.act.permit import ALLOWING
from comity.desk import ledger
from comity.desk.hand import Hand
from comity.desk.models import Decision, Delivery, Notice, Withdrawal
from comity.errors import DeskError
from comity.model.contact import ITEMS

LONGEST_WAIT: Final = timedelta(minutes=3)
_LOOK_AGAIN_SECONDS: Final = 0.2


def withdraw(decision: Decision, hand: Hand, reason: str) -> Withdrawal:
    """Withdraws a decision. Raises DeskError if it was withdrawn before, or no reason is given."""
    if not reason.strip():
        raise DeskError(f"{decision} is not withdrawn without a reason", expected="a reason")
    wait_for_sending(decision)
    with transaction.atomic():
        from comity.desk.actions import decide

        status = decide.locked(decision.request)
        made = _withdraw(decision, hand, reason)
        take_back(decision, hand)
        if status.decision_id == decision.pk:
            status.decision, status.state, status.due_at = None, "to-enter", None
            status.save()
        return made


def replaced(decision: Decision, by: Decision, hand: Hand) -> None:
    """Withdraws a decision because another was made. Calendar entries that the new one allows as
    well stay for its signature; the others are taken back at once."""
    _withdraw(decision, hand, f"replaced by {by}")
    if not _still_allowed(by):
        take_back(decision, hand)


def take_back(decision: Decision, hand: Hand) -> None:
    """Takes back the calendar entries that were told by a decision: each recipient gets a CANCEL."""
    from comity.desk.actions import notice

    for one in Notice.objects.filter(contacts__decision=decision, state="told").distinct():
        notice.take_back(one, hand)


def wait_for_sending(decision: Decision) -> None:
    """Waits until no worker is sending by this decision. A dead worker's lease runs out.

    Raises DeskError after three minutes.
    """
    end = timezone.now() + LONGEST_WAIT
    while _being_sent(decision):
        if timezone.now() > end:
            raise DeskError(f"a message by {decision} is still being sent; try again")
        time.sleep(_LOOK_AGAIN_SECONDS)


def _being_sent(decision: Decision) -> bool:
    return Delivery.objects.filter(
        contact__decision=decision, state="sending", lease_until__gt=timezone.now()
    ).exists()


def _withdraw(decision: Decision, hand: Hand, reason: str) -> Withdrawal:
    if Withdrawal.objects.filter(decision=decision).exists():
        raise DeskError(f"{decision} was withdrawn before")
    waiting = Delivery.objects.select_for_update().filter(
        contact__decision=decision, state__in=("queued", "sending")
    )
    for delivery in waiting.exclude(contact__kind="cancellation"):
        if delivery.lease_until and delivery.lease_until > timezone.now():
            raise DeskError(f"a message by {decision} is just being sent; try again")
        delivery.state = "cancelled"
        delivery.save(update_fields=("state",))
    entry = ledger.write(
        "withdrawal",
        hand,
        {"decision": decision.pk, "recipient": decision.recipient},
        {"reason": reason},
        person=decision.request.person,
        request=decision.request_id,
    )
    return Withdrawal.objects.create(
        entry=entry, decision=decision, at=hand.at, by=hand.by, reason=reason[:200]
    )


def _still_allowed(decision: Decision) -> bool:
    action = ITEMS["court_date"].action
    return decision.rulings[action]["outcome"] in ALLOWING
