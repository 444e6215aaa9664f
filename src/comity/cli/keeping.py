"""`comity backup` and `comity restore`: all records in one file, and a desk made from it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from comity.desk.backup import Manifest


def backup(
    file: Annotated[Path, typer.Argument(help="A new file. The master key is not in it.")],
) -> None:
    """Write all records, as they are at one instant, to one file."""
    from comity.cli import at_desk
    from comity.cli.steps import steps

    at_desk.open_desk()
    from comity.desk import backup as keeping

    with steps() as told:
        made = keeping.backup(file, told)
    at_desk.say(f"{file}: {_counted(made)}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `comity backup` wrote.")],
) -> None:
    """Make a desk from a backup, in an empty database only, and verify it."""
    from comity.cli import at_desk
    from comity.cli.steps import steps
    from comity.desk import setup

    setup.configure()
    for line in setup.make_empty():
        at_desk.say(line)
    from comity.desk import backup as keeping

    with steps() as told:
        made = keeping.restore(file, told)
    at_desk.say(f"{file}: restored {_counted(made)}")
    at_desk.say("The master key is not in a backup: put its file in place, then verify.")


def _counted(made: "Manifest") -> str:
    rows, tables = sum(made.tables.values()), len(made.tables)
    return f"{rows:,} rows of {tables} tables; last entry {made.last_number}, hash {made.last_hash}"
