"""What `comity compare` prints: tables, the rows that differ, and a smallest case.

INVARIANT: a witness that is shown was decided under both laws, with the outcomes that are shown.
"""

import csv
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import attrs
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.cli.simulate import progress
from comity.decide.answer import decide
from comity.errors import CoverageError, InputError, Place
from comity.facts import cases, to_json
from comity.flow import Counsel, counsel
from comity.model.case import ACTIONS, Case
from comity.model.days import Days
from comity.model.decision import Answer, Decision
from comity.model.provision import Version
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
) -> None:
    """Two laws over one history; without a history, only a smallest case that they part on."""
    shipped = counsel()
    other = counsel(law) if law else shipped
    before, after = _sides(shipped, other, days)
    console = _console()
    if data is not None:
        question = Question(data, assume, agency=agency)
        with progress() as seen, _rows(out) as keep:
            found = compare(question, before, after, keep.add, seen)
        _show(console, question, found, keep)
    _witnesses(console, before, after, agency)


def _sides(shipped: Counsel, other: Counsel, days: list[date]) -> tuple[Side, Side]:
    if len(days) == 2:
        return Side(shipped, days[0]), Side(other, days[1])
    return Side(shipped), Side(other, days[0] if days else None)


class _Kept:
    """The rows that differ: all of them in a file, the first few in memory."""

    def __init__(self, writer: "csv.DictWriter[str] | None") -> None:
        self.first: list[Flip] = []
        self._writer = writer

    def add(self, flip: Flip) -> None:
        """Keeps one."""
        if len(self.first) < _MOST_SHOWN:
            self.first.append(flip)
        if self._writer:
            self._writer.writerow(attrs.asdict(flip))


@contextmanager
def _rows(out: Path | None) -> Iterator[_Kept]:
    """Where the rows go; a file is there whole or not at all."""
    if out is None:
        yield _Kept(None)
        return
    if out.suffix not in (".csv", ".parquet"):
        raise InputError(f"cannot write {out.suffix!r}", field="--out", expected=".csv or .parquet")
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, suffix=".csv")
        beside = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [one.name for one in attrs.fields(Flip)])
                writer.writeheader()
                yield _Kept(writer)
            if out.suffix == ".parquet":
                beside = _as_parquet(beside)
            beside.replace(out)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"cannot be written: {error.strerror}", place=Place(str(out)), expected="a new file"
        ) from None


def _as_parquet(text: Path) -> Path:
    import duckdb

    made = text.with_suffix(".parquet")
    with duckdb.connect(":memory:") as connection:
        table = connection.read_csv(str(text), header=True, all_varchar=True)
        table.write_parquet(str(made), compression="zstd")
    text.unlink()
    return made


def _show(console: Console, question: Question, found: Comparison, keep: _Kept) -> None:
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
    for flip in keep.first:
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


def _witnesses(console: Console, before: Side, after: Side, agency: str | None) -> None:
    """The smallest case that the two laws answer differently, for each act where there is one."""
    if agency is None:
        console.print("Name one agency (--agency) to see the smallest case on which they part.")
        return
    from comity.prove.witness import difference

    one, other = (_version(side, agency) for side in (before, after))
    days = Days(before.at, before.at) if before.at else None
    for action in ACTIONS:
        found = difference(one, other, action, days=days)
        if found.case is None:
            continue
        first, second = (
            decide(found.case, version).actions[action].outcome for version in (one, other)
        )
        console.print(f"\nA smallest case on which they part, {action}: {first} and {second}")
        data = json.dumps(to_json(found.case), indent=2, ensure_ascii=False)
        console.print(data, soft_wrap=True)


def _version(side: Side, agency: str) -> Version:
    return side.counsel.version_on(agency, side.at or datetime.now(UTC).date())
