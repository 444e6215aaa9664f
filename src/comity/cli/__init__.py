"""The commands: thin, one module each. They read arguments, call the stages and print.

Any ComityError ends a command with its message and status 2, and nothing half-done.
"""

import sys

import typer

from comity.cli import compare, decide, demo, law, prove, simulate
from comity.errors import ComityError

app = typer.Typer(
    help="Answers what one agency asks of another exactly as the law in force that day says.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(decide.decide)
app.command()(demo.demo)
app.command()(simulate.simulate)
app.command()(compare.compare)
app.command()(prove.prove)
app.add_typer(law.app, name="law")


def main() -> None:
    """The program `comity`."""
    try:
        app()
    except ComityError as error:
        sys.stderr.write(f"comity: {error}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(1)
