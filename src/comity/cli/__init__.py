"""The commands: thin, one module each. They read arguments, call the stages and print.

Any ComityError ends a command with its message and status 2, and nothing half-done.
"""

import sys

import typer

from comity.cli import (
    clocks,
    compare,
    court,
    decide,
    demo,
    desk,
    entries,
    keeping,
    law,
    prove,
    receive,
    request,
    simulate,
    warrant,
    worker,
)
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
app.command()(receive.receive)
app.command()(request.facts)
app.command()(request.answer)
app.command()(request.sign)
app.command("send-back")(request.send_back)
app.command()(request.withdraw)
app.command()(request.override)
app.add_typer(warrant.app, name="warrant")
app.add_typer(court.app, name="court")
app.command()(request.letter)
app.command()(request.receipt)
app.command()(request.outcome)
app.command()(request.seal)
app.command()(clocks.clocks)
app.command()(worker.worker)
app.add_typer(desk.app, name="desk")
app.add_typer(entries.app, name="entries")
app.command()(keeping.backup)
app.command()(keeping.restore)


def main() -> None:
    """The program `comity`."""
    try:
        app()
    except ComityError as error:
        sys.stderr.write(f"comity: {error}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(1)
    except Exception as error:
        # Told by its name, since Django may not be installed and is not loaded for this.
        if type(error).__module__ != "django.db.utils":
            raise
        sys.stderr.write(f"comity: the database refuses or does not answer: {error}\n")
        sys.exit(2)
