"""The commands of the desk as a test calls them: in this process, or as a program of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from attrs import frozen
from typer.testing import CliRunner

from comity.cli import app
from comity.errors import ComityError

ROOT = Path(__file__).resolve().parents[2]
COMITY = Path(sys.executable).with_name("comity")
CASE_A = ROOT / "examples" / "case-a.json"
NYPD = "us-ny-nyc/nypd"
FROM_ICE = ("--agency", NYPD, "--from", "us/ice", "--as", "example-clerk")


@frozen
class Run:
    """What a command did: its status, what it printed, and its error."""

    code: int
    out: str
    err: str


def comity(*args: str | Path) -> Run:
    """A command in this process, on the test's own database."""
    found = CliRunner().invoke(app, [str(one) for one in args])
    if isinstance(found.exception, ComityError):
        return Run(2, found.stdout, str(found.exception))
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return Run(found.exit_code, found.stdout, found.stderr)


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a program with a desk of its own."""
    ours = ("COMITY_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "COMITY_HOME": str(home), **more}


def program(home: Path, *args: str | Path, **more: str) -> Run:
    """A command as a program of its own, with a desk in `home`."""
    done = subprocess.run(
        [COMITY, *args], cwd=ROOT, env=environment(home, **more), capture_output=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    return Run(done.returncode, done.stdout, done.stderr)


def received(*more: str | Path) -> str:
    """The number of case A's detainer, received just now."""
    return named("R", comity("receive", CASE_A, *FROM_ICE, *more).out)


def named(letter: str, text: str) -> str:
    """The last number of its kind in what a command printed, as R12."""
    found: list[Any] = re.findall(rf"\b{letter}[0-9]+\b", text)
    return str(found[-1])
