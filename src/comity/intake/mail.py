"""Requests by mail: one message, an mbox file, or a folder of .eml files.

MUST: a mail is always received, whoever sent it. What it states comes from its attachments alone
(PDF, XML, JSON); its own words are kept for a person and never parsed for facts.
"""

import mailbox
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32
from pathlib import Path
from typing import Any, Final

from comity.errors import InputError, Place
from comity.intake.documents import received_document
from comity.intake.file import opened, shown_path
from comity.intake.mail_parts import TooManyPartsError, attachments_of, body_of, check_size, leaves
from comity.intake.received import Received, unread
from comity.intake.sender import Sender, sender_of

LARGEST: Final = 25 * 2**20
LARGEST_MAILBOX: Final = 256 * 2**20
MOST_READ: Final = 5
"""Attachments of one mail that are read; any more are kept for a person."""

NOTHING_READ: Final = "no attachment states a request: a person reads the mail"
SEVERAL: Final = "several attachments state a request: a person says which is which"
DISAGREES: Final = "the document names another agency than the one that sent it"


def mail(content: bytes, name: str, server: str, trusted: Mapping[str, str]) -> Received:
    """The request in one message of at most 25 MiB.

    `server` is our own mail server's authserv-id, `trusted` the agencies by address or domain.
    Raises InputError for an empty or a larger file; anything else is received, with marks.
    """
    if not content.strip():
        raise InputError("the message is empty", place=Place(name), expected="a mail")
    if len(content) > LARGEST:
        expected = f"at most {LARGEST // 2**20} MiB"
        raise InputError("the message is too large", place=Place(name), expected=expected)
    try:
        check_size(content)
        message = message_from_bytes(content, policy=compat32)
        parts = leaves(message)
    except (RecursionError, ValueError, MessageError, TooManyPartsError) as error:
        what = str(error) if isinstance(error, TooManyPartsError) else "its parts cannot be told"
        return unread("mail", content, name, f"{what}: open the original")
    sender = sender_of(_headers(message), server, trusted)
    return _received(content, name, sender, parts)


def mails(path: Path, server: str, trusted: Mapping[str, str]) -> Iterator[Received]:
    """The requests in a mailbox file (.mbox), in a folder of .eml files by name, or in one file.

    A message that is too large is received unread, without its bytes: they stay where they are.
    Raises InputError for a path that cannot be read, and for a mailbox of more than 256 MiB.
    """
    for name, content in _messages(path):
        try:
            yield mail(content, name, server, trusted)
        except InputError as refusal:
            yield unread("mail", b"", name, f"{refusal.message}; expected {refusal.expected}")


def _messages(path: Path) -> Iterator[tuple[str, bytes]]:
    name = shown_path(path)
    if path.is_dir():
        for one in sorted(path.glob("*.eml")):
            if one.is_file() and not one.is_symlink():
                yield shown_path(one), _bounded(one, LARGEST + 1)
    elif path.suffix.lower() == ".mbox":
        if len(_bounded(path, 1)) and path.stat().st_size > LARGEST_MAILBOX:
            expected = f"at most {LARGEST_MAILBOX // 2**20} MiB"
            raise InputError("the mailbox is too large", place=Place(name), expected=expected)
        box = mailbox.mbox(path, create=False)
        for number, key in enumerate(box.iterkeys(), start=1):
            yield f"{name}:{number}", box.get_bytes(key)
        box.close()
    else:
        yield name, _bounded(path, LARGEST + 1)


def _bounded(path: Path, limit: int) -> bytes:
    with opened(path) as file:
        return file.read(limit)


def _headers(message: Message) -> list[tuple[str, str]]:
    """The headers in their order, unfolded, as they stand."""
    return [
        (name, str(value).replace("\r", "").replace("\n", ""))
        for name, value in message.raw_items()
    ]


def _received(content: bytes, name: str, sender: Sender, parts: list[Message]) -> Received:
    documents = tuple(
        received_document(data, title)
        if number < MOST_READ
        else unread("paper", data, title, f"only {MOST_READ} attachments of a mail are read")
        for number, (title, data) in enumerate(attachments_of(parts))
    )
    stating = [one for one in documents if one.said is not None]
    one = stating[0] if len(stating) == 1 else None
    said, numbers = (one.said, one.numbers) if one else (None, ())
    marks = [*sender.marks, *_doubts(stating, sender), *_of_bytes(content)]
    marks += [f"{two.name}: {why}" for two in documents for why in two.marks]
    return Received(
        how="mail",
        original=content,
        name=name,
        sender=sender.address,
        said=said,
        numbers=numbers,
        marks=tuple(marks),
        attachments=documents,
        agency=sender.agency,
        text=body_of(parts),
    )


def _doubts(stating: list[Received], sender: Sender) -> Iterator[str]:
    if len(stating) != 1:
        yield SEVERAL if stating else NOTHING_READ
        return
    request: Any = (stating[0].said or {}).get("request") or {}
    named = request.get("from") if isinstance(request, dict) else None
    if sender.agency and named and named != sender.agency:
        yield DISAGREES


def _of_bytes(content: bytes) -> Iterator[str]:
    if b"\0" in content:
        yield "it has NUL bytes, which no mail may have (RFC 5322)"
