"""A named person tells something against or without the answer of the law, and says why.

It is not forbidden here, because the desk cannot know everything; it is never silent. MUST: the
person is a supervisor or a lawyer, and the reason stands in the record.
"""

from collections.abc import Iterable

from django.db import transaction

from comity.desk import keys, ledger
from comity.desk.actions.sign import SIGNING
from comity.desk.actions.standing import locked_by
from comity.desk.hand import Hand
from comity.desk.models import Override, Request
from comity.errors import DeskError
from comity.model.contact import ITEMS


def override(
    request: Request, recipient: str, items: Iterable[str], hand: Hand, reason: str
) -> Override:
    """Records an override of the contact rule. Raises DeskError without a reason or for others."""
    named = tuple(dict.fromkeys(items))
    if hand.by.role not in SIGNING or not hand.by.is_active:
        raise DeskError(f"a {hand.by.role} overrides nothing", expected=" or ".join(SIGNING))
    if not reason.strip():
        raise DeskError("an override needs a reason", expected="the reason, in words")
    unknown = [name for name in named if name not in ITEMS]
    if unknown or not named:
        raise DeskError(f"no such item: {', '.join(unknown)}", expected=", ".join(ITEMS))
    with transaction.atomic():
        locked_by(request, hand)
        key = keys.key_of(request.person)
        entry = ledger.write(
            "override",
            hand,
            {"agency": request.agency, "recipient": recipient, "items": list(named)},
            {"reason": reason},
            person=request.person,
            key=key,
            request=request.pk,
        )
        return Override.objects.create(
            entry=entry,
            request=request,
            recipient=recipient,
            items=list(named),
            by=hand.by,
            at=hand.at,
            sealed=keys.close(key, {"reason": reason}, f"override {entry.pk}"),
        )
