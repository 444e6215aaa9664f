"""Every command and every option of `comity` is in the reference, each where its command is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from comity.cli import app

DOCS = Path(__file__).resolve().parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")

COMMON = {"--as", "--law"}
"""Said once for all commands that have them."""


def commands(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every command by its full name; a group that does something alone is one too."""
    for part, command in group.commands.items():
        full = f"{name} {part}".strip()
        if hasattr(command, "commands"):
            if command.invoke_without_command:
                yield full, command
            yield from commands(command, full)
        else:
            yield full, command


def said_of(name: str) -> str:
    """What the reference says of a command: its row of a table, or its section."""
    rows = re.findall(rf"^\| `{name}[ `].*$", REFERENCE, re.MULTILINE)
    section = rf"^## [^\n]*`comity {name}[ `].*?(?=^##? |\Z)"
    return "\n".join([*rows, *re.findall(section, REFERENCE, re.MULTILINE | re.DOTALL)])


def test_every_command_is_in_the_reference() -> None:
    """A row of a table with the command in front, or a section of its own."""
    names = [name for name, _ in commands(typer.main.get_command(app))]

    assert {"decide", "law show", "desk", "desk code", "entries verify"} <= {*names}
    assert [] == [name for name in names if not said_of(name)]


def test_every_option_stands_where_its_command_does() -> None:
    """Not only somewhere on the page: many commands have options of one name."""
    missing = [
        f"{name} {option}"
        for name, command in commands(typer.main.get_command(app))
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option not in {"--help", *COMMON}
        and not re.search(rf"{option}(?![a-z-])", said_of(name))
    ]  # fmt: skip

    assert [] == missing


def test_what_is_said_once_for_all_is_said() -> None:
    """Who acts, and whose law."""
    assert [] == [option for option in COMMON if f"`{option} " not in REFERENCE]
