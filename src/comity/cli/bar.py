"""The bar of a long run on the terminal: rows, rows a second, and the time left."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from comity.simulate.progress import SILENT, Watch

_REFRESH_ROWS: Final = 500
_READ: Final = 1 << 20


class _Rate(ProgressColumn):
    """Rows a second since the step began."""

    def render(self, task: Task) -> Text:
        rate = task.completed / task.elapsed if task.elapsed else 0
        return Text(f"{rate:,.0f} rows/s")


class Bar:
    """A bar, one step after the other."""

    def __init__(self, progress: Progress, rows: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task("reading", total=rows)
        self._count = 0

    def row(self) -> None:
        """Counts a row that was read."""
        self._count += 1
        if self._count % _REFRESH_ROWS == 0:
            self._progress.update(self._task, completed=self._count)

    def part(self, what: str, done: float, rows: int) -> None:
        """Shows how far a step is; a new one begins at none."""
        if self._progress.tasks[-1].description != what:
            self._progress.update(self._task, visible=False)
            self._task = self._progress.add_task(what, total=rows)
        self._progress.update(self._task, completed=int(done * rows))


@contextmanager
def bar(path: Path, console: Console | None = None) -> Iterator[Watch]:
    """Who is told of a run over a file: a bar on a terminal, nobody elsewhere."""
    shown = console or Console(stderr=True)
    if not shown.is_terminal:
        yield SILENT
        return
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}  {task.completed:,} rows"), BarColumn(), _Rate(),
        TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=shown, transient=True) as progress:
        yield Bar(progress, about(path))


def about(path: Path) -> int | None:
    """About how many rows a file has: its lines; None where they say nothing of that."""
    if path.suffix.lower() not in (".csv", ".jsonl", ".ndjson") or not path.is_file():
        return None
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_READ), b""))


class Stopwatch:
    """How long a run has taken, for the line that says how fast it was."""

    def __init__(self) -> None:
        self._since = monotonic()

    def said(self, engine: str, rows: int) -> str:
        """The line: which engine, how many rows, how fast."""
        seconds = monotonic() - self._since
        rate = rows / seconds if seconds else 0
        return f"Engine: {engine}; {rows:,} rows in {seconds:.1f} s, {rate:,.0f} rows a second."
