"""What a run tells of its way: rows read, or the part of a step that is done."""

from typing import Protocol


class Watch(Protocol):
    """Who is told. Nothing that is told changes the result."""

    def row(self) -> None:
        """One more row of the file was read."""

    def part(self, what: str, done: float, rows: int) -> None:
        """So much of a step is done, of 1; the step goes over so many rows."""


class Silent:
    """Nobody listens."""

    def row(self) -> None:
        """Tells nobody."""

    def part(self, what: str, done: float, rows: int) -> None:
        """Tells nobody."""


SILENT: Watch = Silent()
