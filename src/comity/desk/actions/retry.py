"""A dead letter is put back in the queue, because somebody has seen to what was in its way.

MUST: only what may still leave is put back; a message whose decision ended stays dead.
"""

from django.db import transaction

from comity.desk import ledger
from comity.desk.actions.contact import CANCELLATION
from comity.desk.actions.standing import locked_by, stands
from comity.desk.hand import Hand
from comity.desk.models import Delivery
from comity.errors import DeskError


def retry(delivery: Delivery, hand: Hand) -> bool:
    """Queues a dead letter again, with all its tries before it; whether it was dead.

    Raises DeskError for another than a supervisor, and where the decision no longer stands.
    """
    if hand.by.role != "supervisor":
        raise DeskError(f"a {hand.by.role} sends nothing again", expected="a supervisor")
    contact = delivery.contact
    with transaction.atomic():
        locked_by(contact.request, hand)
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state != "dead":
            return False
        if contact.kind != CANCELLATION and not stands(contact.decision):
            raise DeskError("the decision of this message has ended", expected="a new decision")
        public = {"contact": contact.pk, "delivery": "queued-again"}
        ledger.write("delivery", hand, public, request=contact.request_id)
        # Its tries stay counted: what was tried may have arrived, and is taken back if need be.
        row.state, row.due_at = "queued", hand.at
        row.save(update_fields=("state", "due_at"))
        return True
