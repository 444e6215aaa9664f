"""One request as it came in, whoever received it and however: what it says, and what is doubtful.

MUST: `said` holds what the document itself states and nothing that a reader supposed; a document
that cannot be read has none, and a person types it in. Nothing here gets lost for a doubt: a doubt
is a mark, and the bytes stay as they came.
"""

from typing import Any, Final

import attrs
from attrs import frozen

from comity.errors import InputError

HOWS: Final[tuple[str, ...]] = (
    "form-pdf",
    "json",
    "csv",
    "xml",
    "mail",
    "telephone",
    "in-person",
    "paper",
)
"""The ways in. `paper` is a document that no reader here reads."""

PARTS: Final[tuple[str, ...]] = ("request", "person", "custody", "information")
"""The parts of a case that a requester may state. Its id, hour and agency are the receiver's."""

NUMBERS: Final[tuple[str, ...]] = ("event", "subject", "file")
"""The requester's own numbers, as form I-247A names them: Event #, Subject ID, File No."""


@frozen
class Received:
    """One document or call that came in.

    `original`: the bytes as they came. `name`: what the document was called. `sender`: who sent it,
    as the message says. `said`: the parts of a case (JSON, not yet checked as facts) that the
    document states; None if nothing could be read. `numbers`: the requester's own, by NUMBERS.
    `marks`: why a person must look. `agency`: the agency that the sender is proven to be. `text`:
    words for a person to read, never parsed: the body of a mail, the note of a call.
    """

    how: str = attrs.field(validator=attrs.validators.in_(HOWS))
    original: bytes = attrs.field(repr=False)
    name: str
    sender: str | None = attrs.field(repr=False)
    said: dict[str, Any] | None = attrs.field(repr=False)
    numbers: tuple[tuple[str, str], ...] = attrs.field(repr=False)
    marks: tuple[str, ...]
    attachments: tuple["Received", ...] = ()
    agency: str | None = None
    text: str | None = attrs.field(default=None, repr=False)


def unread(how: str, original: bytes, name: str, why: str) -> Received:
    """What came in and could not be read: kept, and marked with the reason."""
    return Received(how, original, name, None, None, (), (why,))


def why_unread(error: InputError) -> str:
    """The reason of a refusal as a mark: without the file's name, which stands beside it."""
    line = error.place.line if error.place else None
    head = [part for part in (f"line {line}" if line else None, error.field) if part]
    tail = f"; expected {error.expected}" if error.expected else ""
    return ": ".join([*head, error.message]) + tail


def one_line(value: str) -> str | None:
    """A text without the spaces around and the breaks inside it; None if nothing is left."""
    return " ".join(value.split()) or None
