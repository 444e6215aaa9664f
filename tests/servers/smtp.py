"""A real SMTP server (aiosmtpd) on this machine, with faults, which counts mails by X-Comity-Key.

with SmtpServer(certificate) as server:
    ...  # server.port, server.mails, server.ledger.deliveries()
"""

import asyncio
import socket
from collections.abc import Awaitable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificate import Certificate
from tests.servers.faults import Faults
from tests.servers.ledger import Ledger

ANSWERS = {
    "451": "451 4.3.0 try again later",
    "550": "550 5.7.1 refused",
    "552": "552 5.3.4 too big",
}
"""Faults that are an answer to the content; nothing is kept."""

RECIPIENT_ANSWERS = {
    "451-recipient": "451 4.2.1 mailbox busy",
    "550-recipient": "550 5.1.1 no such mailbox",
}
"""Faults that are an answer to RCPT."""

DROPS = ("drop-unkept", "drop-kept")
"""Faults that end the connection after DATA: the mail is lost, or kept and not acknowledged."""


class _Handler:
    def __init__(self, server: "SmtpServer") -> None:
        self.server = server

    async def handle_RCPT(  # noqa: N802, the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = self.server.faults.take(RECIPIENT_ANSWERS)
        if fault:
            return RECIPIENT_ANSWERS[fault]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        fault = self.server.faults.take((*ANSWERS, *DROPS))
        if fault in ANSWERS:
            return ANSWERS[fault]
        if fault != "drop-unkept":
            self.server.keep(envelope)
        if fault in DROPS:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 2.0.0 taken over"


class _Controller(Controller):
    """Listens on a socket that is bound already, so that no port need be guessed."""

    def __init__(self, handler: Any, listening: socket.socket, **parameters: Any) -> None:
        host, port = listening.getsockname()
        super().__init__(handler, hostname=host, port=port, **parameters)
        self._listening = listening

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(
            self._factory_invoker, sock=self._listening, ssl=self.ssl_context
        )


class SmtpServer:
    """Offers STARTTLS and wants a login, `user` and `secret`; plain if no certificate is given.

    With `implicit`, TLS from the first byte and no login.
    """

    user = "comity"
    secret = "correct horse"

    def __init__(self, certificate: Certificate | None = None, *, implicit: bool = False) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.ledger = Ledger()
        self.faults = Faults()
        listening = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = listening.getsockname()
        self._controller = _Controller(
            _Handler(self), listening, **self._tls(certificate, implicit)
        )

    def _tls(self, certificate: Certificate | None, implicit: bool) -> dict[str, Any]:
        if certificate is None:
            return {}
        context = certificate.server_context()
        if implicit:  # without login: aiosmtpd knows of no TLS that it did not start itself
            return {"ssl_context": context}
        login = {"authenticator": self._authenticate, "auth_required": True}
        return {"tls_context": context, "require_starttls": True, **login}

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = LoginPassword(self.user.encode(), self.secret.encode())
        return AuthResult(success=data == right, handled=False)

    def keep(self, envelope: Envelope) -> None:
        """The mail as it was sent, and an entry under its key; Date and boundaries do not count."""
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        parts = [(p.get_content_type(), p.get_payload(decode=True)) for p in mail.walk()]
        self.ledger.enter(str(mail["X-Comity-Key"]), repr(parts).encode())
        self.mails.append(mail)
        self.envelopes.append(envelope)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()
