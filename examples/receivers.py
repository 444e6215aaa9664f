"""Two agencies that can be told something, on this machine: one by webhook, one by mail.

Real servers on loopback, so that what they show is what a channel sent. They keep what came and
answer that they took it over; both are for examples and know neither TLS nor a password.
"""

import json
import socketserver
import sys
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self


class _Post(BaseHTTPRequestHandler):
    """One POST of the webhook channel: JSON, signed; the key says whether it came before."""

    server: "Webhook"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.take(self.headers["Idempotency-Key"], json.loads(body))
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Says nothing: the script prints what came."""


class Webhook(ThreadingHTTPServer):
    """An agency's web server. `came` has each message once, by its key."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Post)
        self.came: dict[str, dict[str, Any]] = {}
        self.url = f"http://127.0.0.1:{self.server_address[1]}/notices"

    def take(self, key: str, message: dict[str, Any]) -> None:
        """Keeps a message under its key."""
        self.came[key] = message

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()


ANSWERS = {b"EHLO": b"250 example", b"MAIL": b"250 OK", b"RCPT": b"250 OK", b"RSET": b"250 OK"}


class _Session(socketserver.StreamRequestHandler):
    """One session of SMTP (RFC 5321), as much of it as a sender needs."""

    server: "Mailbox"

    def handle(self) -> None:
        self._say(b"220 example ESMTP")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 go on")
                self.server.take(b"".join(iter(self.rfile.readline, b".\r\n")))
                self._say(b"250 taken over")
            elif word == b"QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(ANSWERS.get(word, b"502 not here"))

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class Mailbox(socketserver.ThreadingTCPServer):
    """An agency's mail server. `came` has each mail's text once, by its key."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.came: dict[str, str] = {}
        self.port = int(self.server_address[1])

    def take(self, data: bytes) -> None:
        """Keeps a mail under its key."""
        mail = message_from_bytes(data, policy=default)
        part = mail.get_body(("plain",))
        self.came[str(mail["X-Comity-Key"])] = part.get_content().strip() if part else ""

    def __enter__(self) -> Self:
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()


if __name__ == "__main__":
    Webhook(int(sys.argv[1])).serve_forever()
