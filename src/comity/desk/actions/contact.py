"""The only way out: a permit from the contact rule, then the contact, its items and its deliveries.

MUST: `release` takes a `Permit` and nothing else opens the outbox; the database checks the same
rule again when the rows are written.
"""

from typing import Any

from attrs import asdict, frozen
from django.db import transaction

from comity.act.permit import Override, Permit, Standing, permit
from comity.desk import counsel, keys, ledger
from comity.desk.hand import Hand
from comity.desk.models import Channel, Contact, Decision, Delivery, DisclosureItem, Notice
from comity.desk.models import Override as OverrideRow
from comity.errors import ContactError
from comity.model.contact import KINDS, discloses


@frozen
class Content:
    """What a contact says: plain words, and attachments as (name, media type, base64)."""

    subject: str
    body: str
    attachments: tuple[tuple[str, str, str], ...] = ()


def standing(decision: Decision) -> Standing:
    """What a decision on record stands for now."""
    signatures = list(decision.signatures.all())
    back = any(one.verdict == "sent-back" for one in signatures)
    signed = [
        action
        for one in signatures
        if one.verdict == "approved" and one.by_id != decision.prepared_by_id
        for action in one.actions
    ]
    return Standing(
        decision.pk,
        decision.recipient,
        {name: one["outcome"] for name, one in decision.rulings.items()},
        frozenset() if back else frozenset(signed),
        not hasattr(decision, "withdrawal"),
    )


def tell(
    decision: Decision,
    kind: str,
    content: Content,
    hand: Hand,
    *,
    more: tuple[str, ...] = (),
    override: OverrideRow | None = None,
    notice: Notice | None = None,
) -> Contact:
    """Tells the decision's recipient something, if the contact rule allows every item of it.

    `more` names what is told beyond what a contact of this kind always tells. Raises ContactError
    that names each item which may not go, or says that the law has changed since the decision.
    """
    with transaction.atomic():
        fresh = Decision.objects.select_related("request").get(pk=decision.pk)
        _check_law(fresh, hand)
        leave = permit(
            standing(fresh), fresh.recipient, discloses(kind, more), _override(override)
        )
        return release(leave, kind, content, hand, notice)


def release(
    leave: Permit, kind: str, content: Content, hand: Hand, notice: Notice | None = None
) -> Contact:
    """Writes a permitted contact and queues it on every open channel of its recipient.

    Raises ContactError where the recipient has no channel.
    """
    decision = Decision.objects.select_related("request__person").get(pk=leave.decision)
    with transaction.atomic():
        contact = _write(decision, leave.recipient, kind, leave.items, content, hand, leave.override, notice)
        meant = {*KINDS[kind][0]}
        for name in leave.items:
            DisclosureItem.objects.create(contact=contact, name=name, meant=name in meant)
        _queue(contact, hand)
        return contact


def cancel(contact: Contact, content: Content, hand: Hand) -> Contact:
    """Takes back an earlier contact: tells its recipient that, and nothing else."""
    decision = contact.decision
    with transaction.atomic():
        made = _write(
            decision, contact.recipient, "cancellation", (), content, hand, None,
            contact.notice, contact,
        )  # fmt: skip
        _queue(made, hand)
        return made


def content_of(contact: Contact) -> Content:
    """What a contact says. Raises SealError."""
    key = keys.key_of(contact.request.person)
    data = keys.unclose(key, contact.sealed, f"contact {contact.pk}")
    attachments = tuple((name, kind, text) for name, kind, text in data["attachments"])
    return Content(data["subject"], data["body"], attachments)


def _check_law(decision: Decision, hand: Hand) -> None:
    now = counsel.version(decision.request.agency, hand.at)
    if now.hash != decision.law:
        what = f"the law has changed since {decision}"
        raise ContactError(what, expected="the request to be decided again")


def _override(row: OverrideRow | None) -> Override | None:
    if row is None:
        return None
    return Override(
        row.pk, row.recipient, frozenset(row.items), row.by.username, "on record, sealed"
    )


def _write(
    decision: Decision,
    recipient: str,
    kind: str,
    items: tuple[str, ...],
    content: Content,
    hand: Hand,
    override: int | None,
    notice: Notice | None,
    cancels: Contact | None = None,
) -> Contact:
    request = decision.request
    key = keys.key_of(request.person)
    said: dict[str, Any] = asdict(content)
    public = {
        "agency": request.agency,
        "kind": kind,
        "recipient": recipient,
        "items": list(items),
        "decision": decision.pk,
        "override": override,
        "cancels": cancels.pk if cancels else None,
    }
    entry = ledger.write(
        "contact", hand, public, said, person=request.person, key=key, request=request.pk
    )
    return Contact.objects.create(
        entry=entry,
        request=request,
        decision=decision,
        override_id=override,
        notice=notice,
        cancels=cancels,
        kind=kind,
        recipient=recipient,
        at=hand.at,
        by=hand.by,
        sealed=keys.close(key, said, f"contact {entry.pk}"),
    )


def _queue(contact: Contact, hand: Hand) -> None:
    """The outbox rows, in the contact's own transaction: its entry's hash is in every key."""
    channels = Channel.objects.filter(agency__code=contact.recipient, open=True)
    if not channels:
        what = f"no channel to {contact.recipient}"
        raise ContactError(what, expected="an administrator to open one")
    for channel in channels:
        key = f"{contact.entry.hash[:40]}-{channel.pk}"
        Delivery.objects.create(contact=contact, channel=channel, key=key, due_at=hand.at)
