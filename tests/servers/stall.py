"""A server on this machine that takes a call and never comes to the end of its first line.

with StallingServer(dribble=True) as server:
    ...  # server.host, server.port
"""

import socket
from threading import Event, Thread
from typing import Self


class StallingServer:
    """Says nothing, or with `dribble` one byte after the other; one call only."""

    def __init__(self, *, dribble: bool) -> None:
        self._dribble = dribble
        self._stopping = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(30)
        self.host, self.port = self._listening.getsockname()
        self._thread = Thread(target=self._serve, daemon=True)

    def _serve(self) -> None:
        try:
            with self._listening.accept()[0] as connection:
                while not self._stopping.wait(0.02):
                    if self._dribble:
                        connection.sendall(b"2")
        except OSError:  # the client has gone, or never came
            return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopping.set()
        self._thread.join(30)
        self._listening.close()
