"""The only way out: a permit from the contact rule, then the contact, its items and its deliveries.

MUST: `release` takes a `Permit` and nothing else opens the outbox; the database checks the same
rule again when the rows are written. What takes an earlier message back says that and no more.
"""

import base64
from collections.abc import Iterable
from typing import Any, Final

from attrs import asdict, frozen
from django.db import transaction

from comity.act.permit import Override, Permit, permit
from comity.desk import channels, counsel, keys, ledger
from comity.desk.actions.standing import check_wall, locked, standing
from comity.desk.hand import Hand
from comity.desk.models import Channel, Contact, Decision, Delivery, DisclosureItem, Notice
from comity.desk.models import Override as OverrideRow
from comity.errors import ContactError
from comity.model.contact import KINDS, PERSON, discloses

CANCELLATION: Final = "cancellation"
DUTY_NOTICE: Final = "duty-notice"


@frozen
class Content:
    """What a contact says: plain words, and attachments as (name, media type, base64)."""

    subject: str
    body: str
    attachments: tuple[tuple[str, str, str], ...] = ()


def tell(
    decision: Decision,
    kind: str,
    content: Content,
    hand: Hand,
    *,
    more: tuple[str, ...] = (),
    override: OverrideRow | None = None,
    notice: Notice | None = None,
    by: str = "",
) -> Contact:
    """Tells the decision's recipient something, if the contact rule allows every item of it.

    `more` names what is told beyond what a contact of this kind always tells, `by` the kind of
    channel. Raises ContactError that names each item which may not go, or says that law or facts
    have changed since; DeskError for a hand of another agency than the decision's.
    """
    check_wall(decision.request, hand)
    return pass_on(
        decision, kind, content, hand, more=more, override=override, notice=notice, by=by
    )


def pass_on(
    decision: Decision,
    kind: str,
    content: Content,
    hand: Hand,
    *,
    more: tuple[str, ...] = (),
    override: OverrideRow | None = None,
    notice: Notice | None = None,
    by: str = "",
) -> Contact:
    """`tell` without its wall: a court date that moves is passed on for every agency that told it.

    MUST: for what the desk itself passes on, and for no act of a person.
    """
    with transaction.atomic():
        fresh = _fresh(decision, hand)
        leave = permit(
            standing(fresh), fresh.recipient, discloses(kind, more), _override(override, fresh)
        )
        return release(leave, kind, content, hand, notice, by)


def tell_person(decision: Decision, content: Content, hand: Hand, notice: Notice) -> Contact:
    """Tells the person what the law owes him. Raises ContactError if the decision has ended.

    Raises DeskError for a hand of another agency than the decision's.
    """
    check_wall(decision.request, hand)
    with transaction.atomic():
        leave = permit(standing(_fresh(decision, hand)), PERSON, ())
        return release(leave, DUTY_NOTICE, content, hand, notice)


def release(
    leave: Permit,
    kind: str,
    content: Content,
    hand: Hand,
    notice: Notice | None = None,
    by: str = "",
) -> Contact:
    """Writes a permitted contact and queues it on one channel of its recipient (`channels.choose`).

    Raises ContactError where it tells more than is permitted, or the recipient has no channel.
    """
    untold = [name for name in discloses(kind) if name not in leave.items]
    if kind == CANCELLATION or untold:
        what = f"a {kind} tells {', '.join(untold) or 'nothing new'}, and that is not permitted"
        raise ContactError(what, expected="a permit for every item")
    decision = Decision.objects.select_related("request__person").get(pk=leave.decision)
    channel = channels.choose(leave.recipient, by)
    contact = Contact(
        decision=decision,
        override_id=leave.override,
        notice=notice,
        kind=kind,
        recipient=leave.recipient,
    )
    with transaction.atomic():
        _write(contact, leave.items, content, hand)
        meant = {*KINDS[kind][0]}
        for name in leave.items:
            DisclosureItem.objects.create(contact=contact, name=name, meant=name in meant)
        _queue(contact, [channel], hand)
        return contact


def cancel(contact: Contact, message: bytes, says: str, hand: Hand) -> Contact:
    """Takes back a contact on the channels on which it went: a calendar's CANCEL.

    Raises ContactError for a message that is no cancellation.
    """
    if b"\r\nMETHOD:CANCEL\r\n" not in message or b"\r\nSUMMARY:" in message:
        raise ContactError("this is no cancellation", expected="a calendar entry taken back")
    content = Content(contact.request.number, says, (calendar_file("CANCEL", message),))
    made = Contact(
        decision=contact.decision,
        notice=contact.notice,
        cancels=contact,
        kind=CANCELLATION,
        recipient=contact.recipient,
    )
    with transaction.atomic():
        _write(made, (), content, hand)
        went = Channel.objects.filter(pk__in=contact.deliveries.values("channel"))
        _queue(made, went, hand)
        return made


def calendar_file(method: str, message: bytes) -> tuple[str, str, str]:
    """A calendar entry as an attachment."""
    text = base64.b64encode(message).decode()
    return "hearing.ics", f"text/calendar; method={method}", text


def content_of(contact: Contact) -> Content:
    """What a contact says. Raises SealError."""
    key = keys.key_of(contact.request.person)
    data = keys.unclose(key, contact.sealed, f"contact {contact.pk}")
    attachments = tuple((name, kind, text) for name, kind, text in data["attachments"])
    return Content(data["subject"], data["body"], attachments)


def _fresh(decision: Decision, hand: Hand) -> Decision:
    """The decision as it is now on record, if law and facts are those on which it was made."""
    fresh = Decision.objects.select_related("request").get(pk=decision.pk)
    status = locked(fresh.request)
    again = "the request to be decided again"
    if counsel.version(fresh.request.agency, hand.at).hash != fresh.law:
        raise ContactError(f"the law has changed since {fresh}", expected=again)
    if status.facts_id != fresh.facts_id:
        raise ContactError(f"the facts have changed since {fresh}", expected=again)
    return fresh


def _override(row: OverrideRow | None, decision: Decision) -> Override | None:
    if row is None:
        return None
    if row.request_id != decision.request_id:
        raise ContactError("the override is of another request", expected="one of this request")
    return Override(
        row.pk, row.recipient, frozenset(row.items), row.by.username, "on record, sealed"
    )


def _write(contact: Contact, items: tuple[str, ...], content: Content, hand: Hand) -> None:
    """Writes the contact's entry and the contact."""
    request = contact.decision.request
    key = keys.key_of(request.person)
    said: dict[str, Any] = asdict(content)
    public = {
        "agency": request.agency,
        "kind": contact.kind,
        "recipient": contact.recipient,
        "items": list(items),
        "decision": contact.decision_id,
        "override": contact.override_id,
        "cancels": contact.cancels_id,
    }
    entry = ledger.write(
        "contact", hand, public, said, person=request.person, key=key, request=request.pk
    )
    contact.entry, contact.request, contact.at, contact.by = entry, request, hand.at, hand.by
    contact.sealed = keys.close(key, said, f"contact {entry.pk}")
    contact.save(force_insert=True)


def _queue(contact: Contact, through: Iterable[Channel], hand: Hand) -> None:
    """The outbox rows, in the contact's own transaction: its entry's hash is in every key."""
    for channel in through:
        key = f"{contact.entry.hash[:40]}-{channel.pk}"
        Delivery.objects.create(contact=contact, channel=channel, key=key, due_at=hand.at)
