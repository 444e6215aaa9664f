"""What is handed to a channel, and what comes back: the message and the receipt.

MUST: the key stays the same however often a message is sent; it is what lets a receiver count it
once. The subject travels in the clear through machines of others: a request's number and no name.
"""

import base64
import json
import re
from collections.abc import Callable
from typing import Any, Final, Literal

from attrs import Attribute, field, frozen

from comity.errors import InputError

Outcome = Literal["accepted", "temporary", "permanent"]
ACCEPTED: Final = "accepted"
TEMPORARY: Final = "temporary"
PERMANENT: Final = "permanent"

_LONGEST_TEXT: Final = 200
# A key is also a file's name, the left half of a Message-ID and a header: 64 fits on one line.
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# No control characters, separators of lines or halves of surrogate pairs.
_UNFIT: Final = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
_LINE: Final = re.compile(rf"[^{_UNFIT}]{{1,2000}}")
_NAME: Final = re.compile(rf"[^{_UNFIT}/\\.][^{_UNFIT}/\\]{{0,99}}")
_TEXT: Final = re.compile(r"[^\x00\ud800-\udfff]*")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?[a-z]+=[A-Za-z0-9_-]+)*")
_METHOD: Final = re.compile(r"^METHOD:([A-Z-]+)\r?$", re.MULTILINE)


def _matching(
    pattern: re.Pattern[str], expected: str
) -> Callable[[Any, "Attribute[str]", object], None]:
    """A validator: the whole text is as the pattern says. The text itself is not shown."""

    def check(_: Any, attribute: "Attribute[str]", value: object) -> None:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise InputError("cannot be sent", field=attribute.name, expected=expected)

    return check


@frozen
class Attachment:
    """A file that goes with a message.

    `media_type` may carry parameters. A calendar's is `text/calendar; method=REQUEST`, with the
    METHOD that stands in it (RFC 6047, section 2.4), or InputError.
    """

    name: str = field(validator=_matching(_NAME, "a file's name without a folder"))
    media_type: str = field(validator=_matching(_MEDIA_TYPE, "a media type in lower case"))
    data: bytes = field(repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.is_calendar:
            return
        try:
            found = _METHOD.search(self.data.decode())
        except UnicodeDecodeError:
            raise InputError("cannot be sent", field="data", expected="UTF-8") from None
        if found is None or self.parameters.get("method") != found[1]:
            expected = "method= as METHOD in the calendar"
            raise InputError("cannot be sent", field="media_type", expected=expected)

    @property
    def is_calendar(self) -> bool:
        """Whether a mail program is to see it as an invitation."""
        return self.kind == "text/calendar"

    @property
    def kind(self) -> str:
        """The media type without parameters, such as `application/pdf`."""
        return self.media_type.partition(";")[0]

    @property
    def parameters(self) -> dict[str, str]:
        """The media type's parameters by name."""
        pairs = (part.strip().partition("=") for part in self.media_type.split(";")[1:])
        return {name: value for name, _, value in pairs}


@frozen
class Message:
    """One contact on its way. Raises InputError if a part could not be sent by any channel.

    `to` is what the channel calls an address: a mailbox, a URL or a folder.
    """

    key: str = field(validator=_matching(_KEY, "up to 64 letters, digits, hyphens, underscores"))
    to: str = field(repr=False, validator=_matching(_LINE, "one line"))
    subject: str = field(validator=_matching(_LINE, "one line"))
    body: str = field(repr=False, validator=_matching(_TEXT, "text"))
    attachments: tuple[Attachment, ...] = ()


def _clean(text: str) -> str:
    """One printable line of at most 200 characters, whatever the other side said."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"


@frozen
class Receipt:
    """What became of one attempt. Accepted means taken over by the next machine, not delivered.

    `code` is the other side's own (`250`, `503`) or a word of ours (`timeout`); `text` is for a
    person to read. `retry_after_seconds` is what the receiver asked for; None if it did not.
    """

    outcome: Outcome
    code: str
    text: str = field(converter=_clean)
    retry_after_seconds: float | None = None


def to_json(message: Message) -> bytes:
    """The message as webhook and SFTP carry it: the same bytes each time, without the address."""
    files = [
        {"name": a.name, "media_type": a.media_type, "data": base64.b64encode(a.data).decode()}
        for a in message.attachments
    ]
    whole = {
        "key": message.key,
        "subject": message.subject,
        "body": message.body,
        "attachments": files,
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def from_json(data: bytes, to: str) -> Message:
    """The message that `to_json` wrote, received at `to`. Raises InputError for anything else."""
    try:
        whole = json.loads(data)
        files = tuple(
            Attachment(a["name"], a["media_type"], base64.b64decode(a["data"], validate=True))
            for a in whole["attachments"]
        )
        return Message(whole["key"], to, whole["subject"], whole["body"], files)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError("not a message", expected="the JSON that to_json writes") from error
