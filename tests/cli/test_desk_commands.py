"""Every command and option is in the reference, and the desk costs nobody who does not use it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from comity.cli import app

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = ("reference/commands.md", "how-to/simulate.md", "how-to/compare.md", "how-to/prove.md")
"""The reference, and the pages that it points to for the commands that many options have."""

REFERENCE = "".join((DOCS / page).read_text(encoding="utf-8") for page in PAGES)


def commands(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for part, command in group.commands.items():
        full = f"{name} {part}".strip()
        if hasattr(command, "commands"):
            yield from commands(command, full)
        else:
            yield full, command


def test_every_command_and_option_is_in_the_reference():
    """A reader finds `comity NAME` and each of its options in one place."""
    missing = []
    for name, command in commands(typer.main.get_command(app)):
        if f"`comity {name}" not in REFERENCE and f"| `{name}" not in REFERENCE:
            missing.append(name)
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--") and option != "--help" and option not in REFERENCE:
                    missing.append(f"{name} {option}")

    assert [] == missing


def test_the_program_starts_without_the_desk():
    """Registering the commands loads neither Django nor what the desk needs."""
    heavy = ("django", "cryptography", "icalendar", "pypdf", "weasyprint")
    code = f"import sys, comity.cli\nprint(*set({heavy}) & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert [] == run.stdout.split()


def test_without_django_the_desk_says_what_to_install():
    """The engine decides all the same; the desk's commands name the extra."""
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from comity.cli import main; sys.argv = ['comity', *{args}]; main()"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code.format(args=args)], cwd=ROOT, capture_output=True,
            check=False, text=True,
        )
        for args in (["clocks"], ["decide", "examples/case-a.json"])
    ]  # fmt: skip

    assert [2, 0] == [run.returncode for run in runs]
    assert "pip install 'comity[desk]'" in runs[0].stderr
