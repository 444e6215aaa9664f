"""`comity simulate`: what any version of the law answers to a whole history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from comity.errors import InputError
from comity.flow import counsel

_REFRESH_ROWS = 500


Data = Annotated[
    Path,
    typer.Argument(
        help="Published detainer records (CSV, CSV.GZ, Parquet), or cases (JSON Lines, JSON, CSV, "
        "Parquet)."
    ),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        help="path=value: a fact that is taken for true in every row, such as "
        "request.instruments=[]. May be given several times; printed with the result."
    ),
]
At = Annotated[
    str | None, typer.Option(help="Answer all by the law of this day instead of their own.")
]
Agency = Annotated[str | None, typer.Option(help="Answer all as if they were before this agency.")]
AgencyBy = Annotated[
    str | None,
    typer.Option(
        help="The column that says who answers: facility (looked up in the packs' tables of "
        "facilities), or another one that holds the agency's own name."
    ),
]
Out = Annotated[Path | None, typer.Option(help="A new folder for the tables and the chart.")]
Folder = Annotated[
    Path | None, typer.Option("--law", help="A folder of packs instead of Comity's.")
]


def simulate(
    data: Data,
    assume: Assume = None,
    at: At = None,
    agency: Agency = None,
    agency_by: AgencyBy = None,
    out: Out = None,
    law: Folder = None,
) -> None:
    """Count what the law answers to each row of a history, beside what was recorded."""
    from rich.console import Console

    from comity.simulate import Question, files, show
    from comity.simulate import simulate as run

    question = Question(data, tuple(assume or ()), _day(at), agency, agency_by)
    if out:
        files.check_new(out)
    asked = counsel(law)
    with progress() as seen:
        result = run(question, asked.law, asked.version, seen)
    if out:
        files.write(result, out)
    # Elsewhere than on a terminal nobody's window is known; the widest table fits in this.
    console = Console(highlight=False)
    show.show(result, console if console.is_terminal else Console(highlight=False, width=120))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"not a day: {text!r}", field="--at", expected="YYYY-MM-DD") from None


@contextmanager
def progress() -> Iterator[Callable[[], None]]:
    """What counts the rows on the terminal while they are answered; silent elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.completed:,} rows"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task, count = bar.add_task("", total=None), 0

        def seen() -> None:
            nonlocal count
            count += 1
            if count % _REFRESH_ROWS == 0:
                bar.update(task, completed=count)

        yield seen
