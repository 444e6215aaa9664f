"""The e-mail channel: one mail to one mailbox, through the agency's own mail server.

MUST: nothing is said before TLS stands. A server that offers none is not spoken to, because who
sits in between could have taken the offer out. Plain text is for tests on this machine alone.
"""

import re
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from attrs import field, frozen

from comity.act.channels.message import ACCEPTED, PERMANENT, TEMPORARY, Message, Receipt
from comity.act.channels.mime import to_mail
from comity.act.channels.network import (
    cut_off,
    failure,
    host_name,
    is_loopback,
    positive,
    tls_context,
)
from comity.errors import InputError

# Narrower than RFC 5321 allows: no quoted local part, no address in brackets, ASCII only.
_MAILBOX: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
)


@frozen
class Settings:
    """The agency's mail server. Raises InputError for settings that could not be meant.

    `sender` is the envelope's sender (where bounces go) and From. `tls="none"` is refused unless
    `host` is this machine. `ca_file` is trusted in place of the system's authorities.
    """

    host: str = field(validator=host_name)
    sender: str
    port: int = 587
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    ca_file: Path | None = None
    timeout_seconds: float = field(default=60.0, validator=positive)

    def __attrs_post_init__(self) -> None:
        if not _MAILBOX.fullmatch(self.sender):
            raise InputError("cannot be used", field="sender", expected="a mailbox in ASCII")
        if self.tls == "none" and not is_loopback(self.host):
            raise InputError("no mail leaves in the clear", field="tls", expected="starttls")
        if not all(text.isascii() for text in (self.username, self.password) if text):
            raise InputError("cannot be used", field="password", expected="ASCII, as AUTH PLAIN")


def send(message: Message, settings: Settings) -> Receipt:
    """Hand over one mail. Accepted: the server has taken it over; a bounce may still come.

    The server's 4xx is temporary and its 5xx permanent, but a refused login is temporary: it is
    about us and not about the message. A connection lost after DATA is temporary, since nobody
    knows; the same Message-ID goes out again. Takes at most about twice the timeout.
    """
    if not _MAILBOX.fullmatch(message.to):
        return Receipt(PERMANENT, "address", "not a mailbox that this channel can write to")
    content = to_mail(message, settings.sender).as_bytes()
    try:
        with _connected(settings) as client:
            return _offer(client, settings.sender, message.to, content)
    except (smtplib.SMTPException, OSError) as error:
        return _failed(error)


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A connection under TLS and logged in. What goes wrong in taking leave counts for nothing."""
    client = _client(settings)
    with cut_off(settings.timeout_seconds, lambda: client.sock):
        try:
            _greet(client, settings)
            yield client
            with suppress(smtplib.SMTPException, OSError):
                client.quit()
        finally:
            client.close()


def _client(settings: Settings) -> smtplib.SMTP:
    """A client that has not called yet, so that even the greeting is under the time limit."""
    domain = settings.sender.rpartition("@")[2]  # said in EHLO instead of this machine's name
    seconds = settings.timeout_seconds
    client: smtplib.SMTP
    if settings.tls == "implicit":
        context = tls_context(settings.ca_file)
        client = smtplib.SMTP_SSL(local_hostname=domain, timeout=seconds, context=context)
    else:
        client = smtplib.SMTP(local_hostname=domain, timeout=seconds)
    # The name to check the certificate against; smtplib sets it only when it calls at once.
    client._host = settings.host  # type: ignore[attr-defined]
    return client


def _greet(client: smtplib.SMTP, settings: Settings) -> None:
    """From the greeting to the login. Raises SMTPException or OSError."""
    code, text = client.connect(settings.host, settings.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, text)
    client.ehlo_or_helo_if_needed()
    if settings.tls == "starttls":
        code, text = client.starttls(context=tls_context(settings.ca_file))
        if code != 220:
            raise smtplib.SMTPNotSupportedError(f"STARTTLS answered {code}")
    if settings.username is not None:
        client.login(settings.username, settings.password or "")


def _offer(client: smtplib.SMTP, sender: str, to: str, content: bytes) -> Receipt:
    """Envelope and content; the first refusal ends it."""
    for step, argument in ((client.mail, sender), (client.rcpt, to)):
        code, text = step(argument)
        if code // 100 != 2:
            return _refused(code, text)
    code, text = client.data(content)
    return Receipt(ACCEPTED, str(code), _said(text)) if code // 100 == 2 else _refused(code, text)


def _failed(error: smtplib.SMTPException | OSError) -> Receipt:
    match error:
        case smtplib.SMTPAuthenticationError(smtp_code=code, smtp_error=text):
            return Receipt(TEMPORARY, str(code), f"login refused: {_said(text)}")
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError() | smtplib.SMTPDataError():
            return _refused(error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Receipt(TEMPORARY, "not-offered", f"nothing was sent: {error}")
        case smtplib.SMTPServerDisconnected():
            return Receipt(TEMPORARY, "disconnected", str(error))
        case smtplib.SMTPException():
            return Receipt(TEMPORARY, "protocol", str(error))
        case _:
            return failure(error)


def _refused(code: int, text: bytes | str) -> Receipt:
    """INVARIANT: only the answer to the content accepts; a 2xx elsewhere can be out of place."""
    return Receipt(PERMANENT if code // 100 == 5 else TEMPORARY, str(code), _said(text))


def _said(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("ascii", "replace")
