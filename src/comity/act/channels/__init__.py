"""The channels: how a contact leaves the agency, once the outbox hands it over.

One module a channel, each with a frozen `Settings` and `send(message, settings) -> Receipt`.
MUST: `send` never raises for what a network, a server or a disk does; that is a receipt. The
outbox sends again under the same key, so a message may arrive twice and count once.
"""

from importlib import import_module
from typing import Any, Final, Protocol, cast

from comity.act.channels.message import Message, Receipt
from comity.errors import InputError

NAMES: Final = ("smtp", "webhook", "sftp", "paper")
"""Every channel, by the name that an agency's record gives."""


class Channel(Protocol):
    """What every module of this folder that is named in `NAMES` looks like."""

    Settings: Any

    def send(self, message: Message, settings: Any) -> Receipt:
        """Hand the message over once, within the settings' time."""
        ...


def channel(name: str) -> Channel:
    """The channel of this name, loaded when it is first asked for. Raises InputError if unknown."""
    if name not in NAMES:
        raise InputError("no such channel", field="channel", expected=", ".join(NAMES))
    return cast(Channel, import_module(f"comity.act.channels.{name}"))
