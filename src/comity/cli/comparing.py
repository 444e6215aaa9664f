"""What `comity compare` prints: tables, the rows that differ, and a smallest case."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import attrs
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.cli import engines
from comity.cli.bar import Stopwatch, bar
from comity.cli.witnesses import witnesses
from comity.errors import CoverageError
from comity.facts import cases
from comity.flow import Counsel, counsel
from comity.model.case import ACTIONS, Case
from comity.model.decision import Answer, Decision
from comity.simulate import changes, engine_compare, files
from comity.simulate.compare import NOT_COVERED, Comparison, Flip, Side, compare
from comity.simulate.question import Question

_WIDTH_IN_A_FILE = 120
_MOST_SHOWN = 10


def side_by_side(path: Path, agencies: list[str]) -> None:
    """One case under the laws of several agencies: an act a row, an agency a column."""
    asked = counsel()
    for agency in agencies:
        asked.law.pack_of(agency)
    console = _console()
    for case in cases(path):
        decisions = [_decision(asked, attrs.evolve(case, agency=agency)) for agency in agencies]
        table = Table(box=box.ASCII, title=f"{case.id} on {case.at.isoformat()}")
        for heading in ("act", *agencies):
            table.add_column(heading)
        for action in ACTIONS:
            cells = [_cell(one.actions[action]) if one else Text(NOT_COVERED) for one in decisions]
            table.add_row(action, *cells, end_section=True)
        console.print(table)


def _decision(asked: Counsel, case: Case) -> Decision | None:
    """The decision; None on a day before any law that the agency's pack covers."""
    try:
        return asked.decide(case)
    except CoverageError:
        return None


def _cell(answer: Answer) -> Text:
    lines = [answer.outcome]
    if answer.until:
        lines.append(f"until {answer.until.isoformat()}")
    lines += dict.fromkeys(one.cite for one in answer.because)
    lines += [f"needs {path}" for path in answer.needs]
    lines += dict.fromkeys(f"owes {duty.do}" for duty in answer.duties)
    if answer.review:
        lines.append("a person decides")
    return Text("\n".join(lines))


def two_laws(
    data: Path | None,
    law: Path | None,
    days: list[date],
    agency: str | None,
    assume: tuple[str, ...],
    out: Path | None,
    engine: engines.Name | None,
    master: str | None,
) -> None:
    """Two laws over one history; without a history, only a smallest case that they part on.

    That case is before the agency of the first row that differs, under the laws of its month.
    """
    shipped = counsel()
    sides = _sides(shipped, counsel(law) if law else shipped, days)
    console = _console()
    first: list[Flip] = []
    if data is not None:
        question = Question(data, assume, agency=agency)
        since = Stopwatch()
        with files.new(out) if out else nullcontext() as folder:
            found, first = _compared(question, sides, folder, engine, master)
            if folder:
                changes.fill(found, _asked(question, sides), [*_notes(question, sides)], folder)
        if engine:
            console.print(since.said(engine.value, found.rows))
        _show(console, question, found, first)
    if first:
        witnesses(console, *sides, first[0].agency, _within(first[0]))
    else:
        witnesses(console, *sides, agency, datetime.now(UTC).date())


def _within(flip: Flip) -> date:
    """The last day of the month of a row that differs: a row has no day of its own there."""
    year, month = map(int, flip.month.split("-"))
    return date(year, month, monthrange(year, month)[1])


def _compared(
    question: Question,
    sides: tuple[Side, Side],
    folder: Path | None,
    engine: engines.Name | None,
    master: str | None,
) -> tuple[Comparison, list[Flip]]:
    """What differs, and the first of it; with a folder every row that differs is in it."""
    with bar(question.data) as watch:
        if engine is None:
            with changes.kept(folder, _MOST_SHOWN) as keep:
                return compare(question, *sides, keep.add, watch), keep.first
        out = folder / changes.FLIPS if folder else None
        with engines.chosen(engine, master, watch) as chosen:
            return engine_compare.compare(chosen, question, *sides, _MOST_SHOWN, out, watch)


def _notes(question: Question, sides: tuple[Side, Side]) -> Iterator[str]:
    """What the chart says of itself."""
    yield f"{question.data.name}, one law and the other"
    for side, name in zip(sides, ("One law", "The other"), strict=True):
        yield f"{name}: that of {side.at or 'the day of each row'}"
    yield from (f"Assumed for all: {one}" for one in question.assume)


def _asked(question: Question, sides: tuple[Side, Side]) -> dict[str, Any]:
    return {
        "data": question.data.name,
        "assume": list(question.assume),
        "agency": question.agency,
        "laws": [
            {
                "day": str(side.at) if side.at else None,
                "packs": {
                    name: pack.digest.hex() for name, pack in sorted(side.counsel.law.packs.items())
                },
            }
            for side in sides
        ],
    }


def _sides(shipped: Counsel, other: Counsel, days: list[date]) -> tuple[Side, Side]:
    if len(days) == 2:
        return Side(shipped, days[0]), Side(other, days[1])
    return Side(shipped), Side(other, days[0] if days else None)


def _show(console: Console, question: Question, found: Comparison, first: list[Flip]) -> None:
    console.print(f"{question.data.name}: {found.rows:,} rows, {found.answered:,} with an agency")
    for one in question.assume:
        console.print(f"Assumed for all: {one}")
    if not question.assume:
        console.print("Nothing is assumed: what the data does not say is unknown.")
    table = Table(box=box.ASCII, title="Answers to what was asked, under one law and the other")
    for heading in ("agency", "act", "one law", "the other", "rows"):
        table.add_column(heading, justify="right" if heading == "rows" else "left")
    most = max(found.counts.values(), default=1)
    table.add_column("")
    for (agency, action, old, new), count in sorted(found.counts.items()):
        bar = ("=" if old == new else "≠") * max(1, round(24 * count / most))
        table.add_row(agency, action, old, new, f"{count:,}", bar)
    console.print(table)
    console.print(f"{sum(found.flips.values()):,} answers differ.")
    for flip in first:
        console.print(
            f"  {flip.row}: {flip.action} {flip.before} -> {flip.after} ({flip.agency})"
            + _reviewed(flip)
        )


def _reviewed(flip: Flip) -> str:
    if flip.before_reviewed == flip.after_reviewed:
        return ""
    return ", now to a person" if flip.after_reviewed else ", no longer to a person"


def _console() -> Console:
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_WIDTH_IN_A_FILE)
