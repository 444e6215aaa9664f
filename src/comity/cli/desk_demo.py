"""`comity desk demo`: the pages, a worker and a receiver on the demonstration day, on this machine.

MUST: it has a folder of its own and never touches a desk in use; everyone can read its passwords.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from comity.errors import DeskError

if TYPE_CHECKING:
    from comity.desk.demonstration_day import SignIn

HOME: Final = Path("comity-data") / "demonstration"
_PID: Final = "running.pid"
_PIPED_WIDTH: Final = 120
_LONGEST_WAIT_SECONDS: Final = 240


def run(bind: str, *, background: bool) -> None:
    """Makes the day if it is not there, prints the sign-ins, and serves. Raises DeskError."""
    _environment()
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PIPED_WIDTH)
    _show(console, _day(console), bind)
    stop(quiet=True)
    if background:
        _in_background(console, bind)
    else:
        _in_front(bind)


def ready() -> None:
    """Makes Django ready for the demonstration, whatever the environment says of another desk."""
    from comity.desk import setup

    _environment()
    setup.configure()


def _environment() -> None:
    home = HOME.absolute()
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"COMITY_HOME": str(home), "COMITY_DEBUG": "1"}
    for name in ("DATABASE_URL", "COMITY_KEY", "COMITY_KEY_FILE", "COMITY_SECRET_KEY"):
        os.environ.pop(name, None)


def stop(*, quiet: bool = False) -> None:
    """Ends the demonstration that runs in the background. Raises DeskError where none does."""
    path = HOME.absolute() / _PID
    try:
        os.killpg(int(path.read_text()), signal.SIGTERM)
    except (OSError, ValueError):
        if not quiet:
            raise DeskError("no demonstration runs from this folder") from None
    path.unlink(missing_ok=True)


def _day(console: Console) -> "list[SignIn]":
    from rich.progress import Progress

    from comity.cli.demonstration import examples
    from comity.desk import setup

    setup.configure()
    setup.make()
    from comity.desk import demonstration_day

    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("Putting the day's requests on record", total=None)
        return demonstration_day.make(
            examples(), lambda done, of: progress.update(bar, completed=done, total=of)
        )


def _show(console: Console, found: "list[SignIn]", bind: str) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("sign in as", "password", "authenticator's secret", "code now"):
        table.add_column(heading, no_wrap=True)
    for one in found:
        table.add_row(one.username, one.password, one.secret, one.code)
    address = f"http://{bind.replace('127.0.0.1', 'localhost')}/"
    console.print(f"[bold]The desk on a made-up day:[/bold] {address}", soft_wrap=True)
    console.print(table)
    console.print(
        "For demonstration only. Put a secret into an authenticator app, or ask for a code of this "
        "half minute: .venv/bin/comity desk code clerk",
        soft_wrap=True,
    )


def _in_front(bind: str) -> None:
    """Serves until Ctrl-C, with the worker and the receiver beside it."""
    with _beside():
        from comity.desk import serve

        serve.serve(bind)


@contextmanager
def _beside() -> Iterator[None]:
    """The worker in a process of its own, and an agency that takes every message."""
    from comity.cli.demonstration import examples

    sys.path.insert(0, str(examples()))
    code = "from comity.cli import app; app(['worker'])"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL) as worker:
        receiver = subprocess.Popen([sys.executable, str(examples() / "receivers.py"), "8018"])
        try:
            yield
        finally:
            for process in (worker, receiver):
                process.terminate()
                process.wait()


def _in_background(console: Console, bind: str) -> None:
    """Starts the same in a session of its own, and waits until it answers."""
    code = f"from comity.cli.desk_demo import serve_made; serve_made({bind!r})"
    home = HOME.absolute()
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    (home / _PID).write_text(str(process.pid))
    end = time.monotonic() + _LONGEST_WAIT_SECONDS
    while not _answers(bind):
        if process.poll() is not None or time.monotonic() > end:
            raise DeskError(f"the desk did not start; {home / 'log'} says why")
        time.sleep(0.3)
    console.print("It runs in the background; `make stop` ends it.", soft_wrap=True)


def serve_made(bind: str) -> None:
    """Serves a demonstration that is made already: what runs in the background."""
    from comity.desk import setup

    setup.configure()
    _in_front(bind)


def _answers(bind: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{bind}/health", timeout=2):
            return True
    except OSError:
        return False
