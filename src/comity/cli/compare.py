"""`comity compare`: two laws over one history, or one case under several agencies' laws."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from comity.cli import engines
from comity.errors import InputError

Data = Annotated[Path | None, typer.Argument(help="The history: as for `comity simulate`.")]
Law = Annotated[
    Path | None, typer.Option(help="The other law: a folder of packs, as a changed copy.")
]
At = Annotated[
    list[str] | None,
    typer.Option(help="The other law's day; given twice, the two days to compare."),
]
CaseFile = Annotated[
    Path | None, typer.Option("--case", help="One case to put before several agencies.")
]
Agencies = Annotated[
    str | None, typer.Option(help="The agencies for --case, with commas between them.")
]
Agency = Annotated[str | None, typer.Option(help="Answer all rows as if before this agency.")]
Assume = Annotated[
    list[str] | None, typer.Option(help="path=value: a fact taken for true in every row.")
]
Out = Annotated[
    Path | None,
    typer.Option(help="A new folder for the rows that differ, the counts and the chart."),
]


def compare(
    data: Data = None,
    law: Law = None,
    at: At = None,
    case: CaseFile = None,
    agencies: Agencies = None,
    agency: Agency = None,
    assume: Assume = None,
    out: Out = None,
    engine: engines.Choice = None,
    master: engines.Master = None,
) -> None:
    """Show what two laws answer differently: counts, the rows, and a smallest case."""
    from comity.cli import comparing

    engines.check(engine, master)
    if case is not None:
        names = [one.strip() for one in (agencies or "").split(",") if one.strip()]
        if not names:
            raise InputError("no agency is named", field="--agencies", expected="A,B,C")
        comparing.side_by_side(case, names)
        return
    days = [_day(one) for one in at or ()]
    if len(days) > 2 or (law is None and not days):
        raise InputError(
            "there is nothing to compare", field="--law",
            expected="--law FOLDER, or --at DAY once or twice, or --case with --agencies",
        )  # fmt: skip
    comparing.two_laws(data, law, days, agency, tuple(assume or ()), out, engine, master)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"not a day: {text!r}", field="--at", expected="YYYY-MM-DD") from None
