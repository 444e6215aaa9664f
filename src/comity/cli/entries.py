"""`comity entries`: the record of all that happened, verified."""

import sys

import typer

app = typer.Typer(
    help="The entries: everything that happened.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def entries() -> None:
    """The entries: everything that happened."""


@app.command()
def verify() -> None:
    """Work out everything again: chain, rows, decisions, contacts. Status 1 if a fault is found."""
    from comity.cli import at_desk
    from comity.cli.steps import steps

    at_desk.open_desk()
    from comity.desk.check import check

    with steps() as told:
        found = check(told)
    for fault in found.faults:
        sys.stderr.write(f"{fault}\n")
    at_desk.say("; ".join(f"{what} {number:,}" for what, number in found.counts.items() if number))
    at_desk.say(f"last entry {found.last_number}, hash {found.last_hash}")
    if not found.sound:
        sys.stderr.write(f"{len(found.faults) + found.more} faults\n")
        raise typer.Exit(1)
    at_desk.say("All verifies. Keep the last number and hash elsewhere.")
