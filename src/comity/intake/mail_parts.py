"""The parts of a mail: its attachments, each with a name and bytes, and its own words.

MUST: the number and the depth of parts are bounded before any part is decoded.
"""

import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import Message
from pathlib import PurePath
from typing import Final

from comity.intake.shown import shown_line

DEEPEST: Final = 8
MOST_PARTS: Final = 50
MOST_LINES: Final = 600_000
LONGEST_HEAD: Final = 256 * 2**10
LONGEST_HEADER: Final = 2_000
LONGEST_TEXT: Final = 50_000
LONGEST_NAME: Final = 100

_SUFFIXES: Final = {
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "message/rfc822": ".eml",
}
_WORDS: Final = ("text/plain", "text/html")


_PART_HEADER: Final = re.compile(rb"^content-[a-z-]+[ \t]*:.*(?:\n[ \t].*)*", re.I | re.M)


class TooManyPartsError(Exception):
    """A mail with more parts, deeper ones or longer heads than any request has."""


def check_size(content: bytes) -> None:
    """Raises TooManyPartsError for a mail that would take its parser minutes.

    25 MiB of base64 have 345,000 lines (RFC 2045, section 6.8: 76 characters a line).
    """
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")  # as the parser has them
    if lines.count(b"\n") > MOST_LINES:
        raise TooManyPartsError(f"it has more than {MOST_LINES} lines")
    end = lines.find(b"\n\n")
    if (end if end >= 0 else len(lines)) > LONGEST_HEAD:
        raise TooManyPartsError(f"its head is longer than {LONGEST_HEAD // 2**10} KiB")
    # The parser's time for one of these grows with the square of its length.
    if any(len(one[0]) > LONGEST_HEADER for one in _PART_HEADER.finditer(lines)):
        raise TooManyPartsError(f"a header of a part is longer than {LONGEST_HEADER} characters")


def leaves(message: Message) -> list[Message]:
    """The parts that hold something, in order; a mail within the mail is one of them."""
    found: list[Message] = []
    for depth, part in _walk(message, 0):
        if depth > DEEPEST or len(found) >= MOST_PARTS:
            raise TooManyPartsError(f"it has more than {MOST_PARTS} parts or {DEEPEST} levels")
        if not _holds_parts(part):
            found.append(part)
    return found


def attachments_of(parts: list[Message]) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each attachment."""
    for number, part in enumerate(parts, start=1):
        if not _is_words(part):
            yield _name(part, number), _bytes(part)


def body_of(parts: list[Message]) -> str | None:
    """The mail's own words, of its plain text; None if it has none."""
    found = [part for part in parts if _is_words(part) and part.get_content_type() == _WORDS[0]]
    text = "\n".join(_text(part) for part in found).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text[:LONGEST_TEXT].strip() or None


def _walk(part: Message, depth: int) -> Iterator[tuple[int, Message]]:
    yield depth, part
    if _holds_parts(part):
        for one in part.get_payload():
            if isinstance(one, Message):
                yield from _walk(one, depth + 1)


def _holds_parts(part: Message) -> bool:
    return part.is_multipart() and part.get_content_maintype() == "multipart"


def _is_words(part: Message) -> bool:
    """The mail's own words: text that is neither called an attachment nor named as a file."""
    is_file = part.get_content_disposition() == "attachment" or _file_name(part)
    return part.get_content_type() in _WORDS and not is_file


def _name(part: Message, number: int) -> str:
    suffix = _SUFFIXES.get(part.get_content_type(), "")
    name = _file_name(part) or f"part-{number}"
    return name if PurePath(name).suffix else name + suffix


def _file_name(part: Message) -> str | None:
    """The last step of the name that the sender gave, printable and short."""
    try:
        written = part.get_filename() or ""
    except (ValueError, TypeError, AttributeError, LookupError, MessageError):
        return None
    last = str(written).replace("\\", "/").rpartition("/")[2].strip()
    if len(last) > LONGEST_NAME:
        last = last[: LONGEST_NAME - 20] + PurePath(last).suffix[:20]
    return shown_line(last) or None


def _bytes(part: Message) -> bytes:
    if part.is_multipart():  # a mail within the mail
        return b"".join(one.as_bytes() for one in part.get_payload() if isinstance(one, Message))
    decoded = part.get_payload(decode=True)
    return decoded if isinstance(decoded, bytes) else b""


def _text(part: Message) -> str:
    content = _bytes(part)[: 4 * LONGEST_TEXT]
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")
