"""`comity simulate`: what any version of the law answers to a whole history."""

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from comity.cli import engines
from comity.errors import InputError
from comity.flow import Counsel, counsel

if TYPE_CHECKING:
    from comity.simulate import Question, Simulation

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
KeepGoing = Annotated[
    bool,
    typer.Option(
        "--keep-going",
        help="Leave out the rows that cannot be used; with --out, which gets them in "
        "rejected.jsonl.",
    ),
]


def simulate(
    data: Data,
    assume: Assume = None,
    at: At = None,
    agency: Agency = None,
    agency_by: AgencyBy = None,
    out: Out = None,
    law: Folder = None,
    engine: engines.Choice = None,
    master: engines.Master = None,
    keep_going: KeepGoing = False,
) -> None:
    """Count what the law answers to each row of a history, beside what was recorded."""
    from rich.console import Console

    from comity.cli.bar import Stopwatch
    from comity.simulate import Question, files, show

    question = Question(data, tuple(assume or ()), _day(at), agency, agency_by)
    engines.check(engine, master)
    if keep_going and out is None:
        raise InputError(
            "the refused rows need a place", field="--keep-going", expected="--out FOLDER beside it"
        )
    asked, watch = counsel(law), Stopwatch()
    with files.new(out) if out else nullcontext() as folder:
        result = _run(question, asked, folder, engine, master, keep_going=keep_going)
        if folder:
            files.fill(result, folder)
    # Elsewhere than on a terminal nobody's window is known; the widest table fits in this.
    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=120)
    if engine:
        console.print(watch.said(engine.value, result.rows))
    show.show(result, console)


def _run(
    question: "Question", asked: Counsel, folder: Path | None, engine: engines.Name | None,
    master: str | None, *, keep_going: bool,
) -> "Simulation":  # fmt: skip
    from comity.cli.bar import bar
    from comity.simulate import engine_counts
    from comity.simulate import simulate as row_by_row
    from comity.simulate.refusals import Refusals

    rejected = folder / "rejected.jsonl" if folder and keep_going else None
    with Refusals(rejected) as refusals, bar(question.data) as watch:
        if engine is None:
            return row_by_row(question, asked.law, asked.version, watch, refusals)
        out = folder / "rulings.parquet" if folder else None
        with engines.chosen(engine, master, watch) as chosen:
            return engine_counts.simulate(chosen, question, asked, refusals, out, watch)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"not a day: {text!r}", field="--at", expected="YYYY-MM-DD") from None
