"""What is learnt of a delivery after it was sent, and what all its receipts add up to.

MUST: every receipt is kept; a bounce may come after a delivery, and the status follows from all.
"""

from django.db import transaction

from comity.act import delivery as rules
from comity.act.clocks import DUTY
from comity.desk import ledger
from comity.desk.actions import clocks
from comity.desk.actions.standing import locked
from comity.desk.hand import Hand
from comity.desk.models import Delivery, Receipt
from comity.errors import DeskError

LEARNT = (rules.DELIVERED, rules.BOUNCED)
"""What somebody can learn of a delivery: it was handed over, or it came back."""


def enter(delivery: Delivery, outcome: str, hand: Hand, text: str = "") -> Receipt:
    """Enters by hand that a message arrived or came back.

    A letter to the person that arrived ends the clock of its duty. Raises DeskError for another
    word, or for a message that was never sent.
    """
    if outcome not in LEARNT:
        raise DeskError(f"{outcome} is not learnt later", expected=" or ".join(LEARNT))
    request = delivery.contact.request
    with transaction.atomic():
        locked(request)
        row = Delivery.objects.get(pk=delivery.pk)
        if row.tries == 0:
            raise DeskError("this message was never sent", expected="one that was")
        ledger.write(
            "receipt", hand, {"contact": row.contact_id, "receipt": outcome}, request=request.pk
        )
        notice = row.contact.notice
        if outcome == rules.DELIVERED and notice is not None and notice.subject == "duty":
            clocks.stop(request, hand, (DUTY,), notice.cite)
        return Receipt.objects.create(delivery=row, at=hand.at, outcome=outcome, text=text[:500])


def status(delivery: Delivery) -> str:
    """What became of a delivery, in the words of `comity.act.delivery`."""
    outcomes = [*delivery.receipts.values_list("outcome", flat=True)]
    ended = [delivery.state] if delivery.state in (rules.CANCELLED, rules.DEAD) else []
    return rules.status([*outcomes, *ended])
