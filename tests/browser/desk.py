"""A desk on the demonstration day in processes of its own: pages, worker, and a real browser."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from comity.desk import demonstration_day

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
SERVE = "from comity.desk import setup, serve; setup.configure(); serve.serve({bind!r})"
MAKE = (
    "from pathlib import Path; from comity.desk import setup; setup.configure(); setup.make();"
    "from comity.desk import demonstration_day as day;"
    "day.make(Path('examples'), requests={requests});"
)


def chromium() -> str | None:
    """Where Debian's browser is; None if it is not here."""
    return next((path for path in CHROMIUM if Path(path).exists()), None)


class Desk:
    """The running desk. `address` is where it answers; a role signs in once and is kept."""

    def __init__(self, requests: int = 30, samples: str = "") -> None:
        self.requests, self.samples = requests, samples
        self.made: dict[str, Any] = {}
        self.given: set[str] = set()
        self.running = ExitStack()
        self.home = Path(self.running.enter_context(tempfile.TemporaryDirectory()))
        self.address = f"http://localhost:{_free_port()}"
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("COMITY_", "DATABASE_"))},
            "COMITY_HOME": str(self.home),
            "COMITY_DEBUG": "1",
            "DJANGO_SETTINGS_MODULE": "comity.desk.settings",
        }

    def __enter__(self) -> "Desk":
        told = self.run(MAKE.format(requests=self.requests) + self.samples)
        self.made = json.loads(told.splitlines()[-1]) if self.samples else {}
        bind = self.address.removeprefix("http://").replace("localhost", "127.0.0.1")
        self._start(SERVE.format(bind=bind))
        self._start("from comity.cli import app; app(['worker'])")
        self._wait()
        return self

    def __exit__(self, *error: object) -> None:
        self.running.close()

    def run(self, code: str) -> str:
        """Runs Python beside the desk, on its records; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environ, cwd=ROOT, check=False,
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise AssertionError(done.stderr[-2000:])
        return done.stdout

    def code(self, role: str) -> str:
        """A code of the authenticator of a role that was not used yet: each is good once.

        The desk takes those of the half minutes beside this one as well; with all three used, the
        next half minute is waited for.
        """
        secret = demonstration_day.secret_of(role)
        while True:
            now = int(time.time()) // 30
            for step in (now, now - 1, now + 1):
                found = format_hotp_value(hotp_value(secret, step))
                if (key := f"{role} {found}") not in self.given:
                    self.given.add(key)
                    return found
            time.sleep(30 - time.time() % 30)

    def _start(self, code: str) -> None:
        log = self.running.enter_context((self.home / "log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-c", code], env=self.environ, cwd=ROOT, stdout=log, stderr=log
        )
        self.running.callback(_end, process)

    def _wait(self) -> None:
        for _ in range(200):
            try:
                with urllib.request.urlopen(f"{self.address}/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.3)
        raise AssertionError((self.home / "log").read_text()[-2000:])


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
