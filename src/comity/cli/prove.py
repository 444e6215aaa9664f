"""`comity prove`: which promises the law keeps, and for one that it breaks, the case."""

from pathlib import Path
from typing import Annotated

import typer

from comity.errors import InputError


def prove(
    pack: Annotated[
        str | None, typer.Argument(help="A pack, as us-ny-nyc; every pack if left out.")
    ] = None,
    bound: Annotated[
        int,
        typer.Option(
            min=1, help="How many entries of a list to look at where no number is enough."
        ),
    ] = 8,
    seconds: Annotated[float, typer.Option(min=1, help="How long to try one question.")] = 60.0,
    out: Annotated[
        Path | None,
        typer.Option(help="A new folder for every case; without it, failures go to a temporary."),
    ] = None,
    law: Annotated[Path | None, typer.Option(help="A folder of packs instead of Comity's.")] = None,
) -> None:
    """Prove what the packs promise of their law, or show the case that breaks it.

    Ends with status 1 if a promise is broken, an answer missing or a rule without any case.
    """
    try:
        from comity.cli.proving import run
        from comity.prove.search import Effort
    except ModuleNotFoundError as missing:
        raise InputError(
            f"{missing.name} is not installed", expected="Comity with its extra `prove`"
        ) from None
    if not run(pack, Effort(bound, seconds), out, law):
        raise typer.Exit(1)
