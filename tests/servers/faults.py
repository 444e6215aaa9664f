"""The faults that a server is told to show, one a request, in order; then it behaves again."""

from collections import deque
from collections.abc import Iterable
from threading import Lock


class Faults:
    """Safe to fill from the test and to take from the threads of a server."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._next: deque[str] = deque()

    def add(self, *names: str) -> None:
        with self._lock:
            self._next.extend(names)

    def take(self, known: Iterable[str]) -> str | None:
        """The next fault if this place knows how to show it; it is then used up."""
        with self._lock:
            return self._next.popleft() if self._next and self._next[0] in known else None
