"""One call, one effect: the answer to a key is kept in the transaction of what it did."""

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from ninja import Schema, Status
from ninja.errors import HttpError

from comity.desk import keys
from comity.desk.api.tokens import hand_of
from comity.desk.models import Account, Answered


def once(request: Any, key: str, act: Callable[[], tuple[int, Any]]) -> Status[Any]:
    """Does an act, or gives the answer that the same call under this key had.

    Raises HttpError 409 for a key that was used for something else.
    """
    asked = _asked(request)
    hand = hand_of(request)
    with transaction.atomic():
        # Two calls with one key at once: the second waits here for the first.
        Account.objects.select_for_update().get(pk=hand.by.pk)
        before = Answered.objects.filter(account=hand.by, key=key).first()
        if before is not None:
            if before.asked != asked:
                raise HttpError(409, "This Idempotency-Key was used for another call")
            return Status(before.status, before.body)
        status, answer = act()
        body = answer.model_dump(mode="json") if isinstance(answer, Schema) else answer
        Answered.objects.create(
            account=hand.by, key=key, asked=asked, status=status, body=body, at=hand.at
        )
        return Status(status, body)


def _asked(request: Any) -> str:
    whole = json.dumps([request.method, request.path, request.body.decode(errors="replace")])
    # Keyed, for what was sent may be guessed, and may be a channel's secret.
    return keys.fingerprint("call", whole)
