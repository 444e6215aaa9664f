"""A loop that ends when it is told to: between two pieces of work, never within one."""

import signal
from threading import Event
from types import FrameType
from typing import Any, Final, Self

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


class Stop:
    """Set by SIGTERM and SIGINT within its block; what they did before, they do after it."""

    def __init__(self) -> None:
        self._told = Event()
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {one: signal.signal(one, self._take) for one in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for one, handler in self._before.items():
            signal.signal(one, handler)

    def told(self) -> bool:
        """Whether the loop is to end."""
        return self._told.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleeps so long, or until the loop is to end; whether it is."""
        return self._told.wait(seconds)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        self._told.set()
