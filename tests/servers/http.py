"""A real HTTPS server on this machine, with faults, which counts posts by Idempotency-Key.

with HttpServer(certificate) as server:
    ...  # server.url, server.posts, server.ledger.deliveries()
"""

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, Self

from attrs import frozen

from tests.servers.certificate import Certificate
from tests.servers.faults import Faults
from tests.servers.ledger import Ledger

DROPS = ("drop-unkept", "drop-kept")
"""Faults that end the connection without an answer: the post is lost, or kept."""

STALLS = ("silent", "dribble")
"""Faults that never come to an end: no byte, or a header's bytes one by one."""


@frozen
class Post:
    """One POST as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@frozen
class Answer:
    """A fault that is an answer, by status; nothing is kept."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"
    timeout = 20

    def do_POST(self) -> None:
        owner = self.server.owner
        post = Post(self.path, dict(self.headers), self._body())
        fault = owner.faults.take((*DROPS, *STALLS, *owner.answers))
        if fault is None or fault == "drop-kept":
            owner.keep(post)
        if fault in STALLS:
            self._stall(dribble=fault == "dribble")
        elif fault in DROPS:
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._answer(owner.answers[fault] if fault else Answer(202))
        self.close_connection = True

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"an answer's body, which may repeat what was sent")

    def _stall(self, dribble: bool) -> None:
        """Until the client goes or the server is told to stop; twenty seconds at most."""
        stopping = self.server.owner.stopping
        try:
            if dribble:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            for _ in range(1000):
                if stopping.wait(0.02):
                    return
                if dribble:
                    self.wfile.write(b"x")
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the tests read `posts`."""


class _Server(ThreadingHTTPServer):
    owner: "HttpServer"
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that does not trust the certificate ends the handshake."""

    def finish_request(self, request: Any, client_address: Any) -> None:
        """TLS in the connection's own thread: a client that says nothing keeps nobody waiting."""
        if self.owner.context is None:
            return super().finish_request(request, client_address)
        with self.owner.context.wrap_socket(request, server_side=True) as secure:
            return super().finish_request(secure, client_address)


class HttpServer:
    """HTTPS with a certificate, else plain HTTP. `answers` names faults that are an answer."""

    def __init__(self, certificate: Certificate | None = None) -> None:
        self.posts: list[Post] = []
        self.ledger = Ledger()
        self.faults = Faults()
        self.answers: dict[str, Answer] = {}
        self.stopping = Event()
        self.context = certificate.server_context() if certificate else None
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        scheme = "https" if certificate else "http"
        self.port = int(self._server.server_address[1])
        self.url = f"{scheme}://127.0.0.1:{self.port}/notices"

    def answer_once(self, status: int, *headers: tuple[str, str]) -> None:
        """The next POST gets this answer and is not kept."""
        name = f"answer {status} {headers}"
        self.answers[name] = Answer(status, headers)
        self.faults.add(name)

    def keep(self, post: Post) -> None:
        self.ledger.enter(post.headers["Idempotency-Key"], post.body)
        self.posts.append(post)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
