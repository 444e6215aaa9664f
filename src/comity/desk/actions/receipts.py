"""What is learnt of a delivery after it was sent, and what all its receipts add up to.

MUST: every receipt is kept; a bounce may come after a delivery, and the status follows from all.
What a receipt says may quote the message, so that it is sealed under the key of its person.
"""

from collections.abc import Iterable
from datetime import UTC

from django.db import transaction

from comity.act import delivery as rules
from comity.act.clocks import DUTY
from comity.desk import keys, ledger
from comity.desk.actions import clocks
from comity.desk.actions.standing import locked_by
from comity.desk.hand import Hand
from comity.desk.models import Delivery, Receipt, Request, Seal
from comity.errors import DeskError, SealError

LEARNT = (rules.DELIVERED, rules.BOUNCED)
"""What somebody can learn of a delivery: it was handed over, or it came back."""


def enter(delivery: Delivery, outcome: str, hand: Hand, text: str = "") -> Receipt:
    """Enters by hand that a message arrived or came back.

    A letter to the person that arrived ends the clock of its duty. Of a sealed person the text is
    not kept, and the entry says that there was one. Raises DeskError for another word, or for a
    message that was never sent.
    """
    if outcome not in LEARNT:
        raise DeskError(f"{outcome} is not learnt later", expected=" or ".join(LEARNT))
    request = delivery.contact.request
    with transaction.atomic():
        locked_by(request, hand)
        row = Delivery.objects.get(pk=delivery.pk)
        if row.tries == 0:
            raise DeskError("this message was never sent", expected="one that was")
        _tell(row, outcome, text, request, hand)
        notice = row.contact.notice
        if outcome == rules.DELIVERED and notice is not None and notice.subject == "duty":
            clocks.stop(request, hand, (DUTY,), notice.cite)
        return keep(Receipt(delivery=row, at=hand.at, outcome=outcome), text)


def keep(receipt: Receipt, text: str) -> Receipt:
    """Saves a receipt with its words; without them where no key is left to seal them.

    A receipt is a fact of its own: it is kept even where a key is lost.
    """
    if text:
        person = receipt.delivery.contact.request.person
        try:
            key = keys.key_of(person)
        except SealError:
            key = None
        receipt.sealed = keys.close(key, text[:500], _about(receipt)) if key else None
    receipt.save(force_insert=True)
    return receipt


def text_of(receipt: Receipt) -> str:
    """What a receipt says; nothing where that was not kept. Raises SealError."""
    if receipt.sealed is None:
        return ""
    return _opened(receipt, keys.key_of(receipt.delivery.contact.request.person))


def texts_of(deliveries: Iterable[Delivery]) -> dict[int, str]:
    """What the last receipt of each delivery says, by its number; of sealed persons nothing."""
    last = {
        one.pk: (one.contact.request.person_id, receipt)
        for one in deliveries
        if (receipt := last_of(one)) is not None and receipt.sealed is not None
    }
    held = keys.keys_of({person for person, _ in last.values()})
    return {
        number: _opened(receipt, held[person])
        for number, (person, receipt) in last.items()
        if person in held
    }


def last_of(delivery: Delivery) -> Receipt | None:
    """The receipt that came last."""
    return max(delivery.receipts.all(), key=lambda one: one.pk, default=None)


def status(delivery: Delivery) -> str:
    """What became of a delivery, in the words of `comity.act.delivery`."""
    outcomes = [*delivery.receipts.values_list("outcome", flat=True)]
    ended = [delivery.state] if delivery.state in (rules.CANCELLED, rules.DEAD) else []
    return rules.status([*outcomes, *ended])


def _tell(row: Delivery, outcome: str, text: str, request: Request, hand: Hand) -> None:
    """Writes the entry, which commits to the text as long as there is a key for it."""
    public = {"contact": row.contact_id, "receipt": outcome}
    if not text:
        ledger.write("receipt", hand, public, request=request.pk)
    elif Seal.objects.filter(person=request.person_id).exists():
        ledger.write("receipt", hand, {**public, "text_given": True}, request=request.pk)
    else:
        said = {"text": text[:500]}
        ledger.write("receipt", hand, public, said, person=request.person, request=request.pk)


def _opened(receipt: Receipt, key: bytes) -> str:
    assert receipt.sealed is not None
    said: str = keys.unclose(key, receipt.sealed, _about(receipt))
    return said


def _about(receipt: Receipt) -> str:
    at = receipt.at.astimezone(UTC).isoformat()
    return f"receipt {receipt.delivery_id} {receipt.outcome} {receipt.code} {at}"
