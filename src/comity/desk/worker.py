"""The worker: takes what is due out of the outbox and hands it to its channel. One or many.

A row is claimed with a lease before anything is sent, and every try bears the same key: a worker
killed in between leaves a row that the next one takes up, and the receiver sees one message. MUST:
a claim looks again whether the decision is in force, in the transaction that claims.
"""

import base64
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from comity.act import delivery as rules
from comity.act.channels.message import Attachment, Message
from comity.act.channels.message import Receipt as Sent
from comity.desk.actions import contact as contacts
from comity.desk.actions import receipts
from comity.desk.actions.standing import stands
from comity.desk.channels import send
from comity.desk.models import Delivery, Receipt
from comity.errors import ComityError, SealError

LEASE: Final = timedelta(minutes=5)
"""Longer than any channel's time limit."""

_LOG: Final = logging.getLogger(__name__)
_STATE: Final = {rules.SENT: "sent", rules.REFUSED: "dead"}


def work(
    once: Callable[[Message, Delivery], Sent] = send,
    now: Callable[[], datetime] = timezone.now,
) -> Delivery | None:
    """Sends the next message that is due; None if there is none."""
    claimed = _claim(now())
    if claimed is None or claimed.state == "cancelled":
        return claimed
    _record(claimed, _sent(claimed, once), now())
    return claimed


def drain(now: Callable[[], datetime] = timezone.now) -> int:
    """Sends all that is due now; how many tries that were."""
    count = 0
    while work(now=now) is not None:
        count += 1
    return count


def _claim(now: datetime) -> Delivery | None:
    """The next row, in the state `sending` under a lease; or cancelled, if it must not go."""
    with transaction.atomic():
        found = _next(now)
        if found is None:
            return None
        if not _may_go(found):
            found.state, found.lease_until = "cancelled", None
        else:
            found.state, found.lease_until = "sending", now + LEASE
            found.tries += 1
        found.save(update_fields=("state", "lease_until", "tries"))
        return found


def _next(now: datetime) -> Delivery | None:
    """The row to claim, locked: what a dead worker left comes before what waits in the queue."""
    skip = connection.vendor == "postgresql"
    rows = Delivery.objects.select_for_update(
        skip_locked=skip, of=("self",) if skip else ()
    ).select_related("contact__decision", "channel__agency", "contact__request__person")
    # Two questions, each with an index of its own: asked as one, all that is due would be sorted.
    left = rows.filter(state="sending", lease_until__lt=now).order_by("lease_until", "id")
    queued = rows.filter(state="queued", due_at__lte=now).order_by("due_at", "id")
    return left.first() or queued.first()


def _may_go(found: Delivery) -> bool:
    contact = found.contact
    return contact.kind == contacts.CANCELLATION or stands(contact.decision)


def _sent(claimed: Delivery, once: Callable[[Message, Delivery], Sent]) -> Sent:
    try:
        return once(_message(claimed), claimed)
    except ComityError as error:
        # Settings or a key that somebody must mend: kept, tried again, and seen in the list.
        code = "no-key" if isinstance(error, SealError) else "not-sent"
        return Sent("temporary", code, str(error))
    except Exception as error:
        # One message that cannot be sent holds up no other; its words might quote it.
        _LOG.exception("delivery failed", extra={"delivery": claimed.pk})
        return Sent("temporary", "not-sent", type(error).__name__)


def _message(claimed: Delivery) -> Message:
    content = contacts.content_of(claimed.contact)
    files = tuple(
        Attachment(name, kind, base64.b64decode(data)) for name, kind, data in content.attachments
    )
    return Message(claimed.key, claimed.channel.to, content.subject, content.body, files)


def _record(claimed: Delivery, sent: Sent, now: datetime) -> None:
    """Keeps the receipt, and what follows from it for the row."""
    word = rules.KEPT_AS[sent.outcome]
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=claimed.pk)
        receipts.keep(
            Receipt(delivery=claimed, at=now, outcome=word, code=sent.code[:32]), sent.text
        )
        # Another worker may have taken the row up since. That it was taken over counts even so.
        mine = row.state == "sending" and row.tries == claimed.tries
        late = word == rules.SENT and row.state != "cancelled"
        if not (mine or late):
            return
        row.state = _STATE.get(word, "queued")
        if row.state == "queued":
            again = rules.next_try(row.tries, now, random.random(), sent.retry_after_seconds)
            row.state, row.due_at = ("queued", again) if again else ("dead", row.due_at)
        row.lease_until = None
        row.save(update_fields=("state", "due_at", "lease_until"))
