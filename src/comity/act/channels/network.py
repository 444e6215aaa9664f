"""What the network channels share: failures as receipts, and an end in time.

MUST: whatever the network does becomes a temporary receipt, since nobody has refused the message.
A socket's own timeout starts anew with every byte; only `cut_off` bounds the whole.
"""

import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from attrs import Attribute

from comity.act.channels.message import TEMPORARY, Receipt
from comity.errors import InputError


def positive(_: Any, attribute: "Attribute[float]", seconds: float) -> None:
    """A validator for settings: a time that ends, longer than nothing. Raises InputError."""
    if not 0 < seconds < float("inf"):
        raise InputError("cannot be used", field=attribute.name, expected="seconds above 0")


def host_name(_: Any, attribute: "Attribute[str]", host: str) -> None:
    """A validator for settings: a name or address that can be looked up. Raises InputError."""
    if not can_be_host(host):
        raise InputError("cannot be used", field=attribute.name, expected="a host's name")


def can_be_host(host: str) -> bool:
    """Whether the resolver takes the name at all; Python raises UnicodeError for some."""
    try:
        return bool(re.fullmatch(r"[\w.:-]+", host)) and bool(host.encode("idna"))
    except UnicodeError:
        return False


def is_loopback(host: str) -> bool:
    """Whether the host is this machine by its very name; a name is never looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """TLS 1.2 or newer, host name checked. Trusts only `ca_file` if given, else the system.

    Raises OSError if the file cannot be read.
    """
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def failure(error: Exception) -> Receipt:
    """The temporary receipt for a connection that failed, was cut off or was not to be trusted."""
    return Receipt(TEMPORARY, _word(error), str(error) or type(error).__name__)


def _word(error: Exception) -> str:
    match error:
        case TimeoutError():
            return "timeout"
        case ssl.SSLError():
            return "tls"
        case socket.gaierror():
            return "name"
        case _:
            return "connection"


@contextmanager
def cut_off(seconds: float, current: Callable[[], socket.socket | None]) -> Iterator[Event]:
    """Shut down whatever socket is `current` once the block has taken this many seconds.

    The block then sees its connection end, and the event is set: what was read may be half of it.
    A handshake or look-up under way ends at its own
    timeout, so the whole takes at most about twice as long.
    """
    done, cut = Event(), Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            cut.set()
            wait = 0.5  # STARTTLS may have put a new socket in the place of the one just cut
            with suppress(OSError):
                if (found := current()) is not None:
                    # Not SSLSocket's own, which takes the TLS state from the thread that reads.
                    socket.socket.shutdown(found, socket.SHUT_RDWR)

    watcher = Thread(target=watch, name="cut-off", daemon=True)
    watcher.start()
    try:
        yield cut
    finally:
        done.set()
        watcher.join()
