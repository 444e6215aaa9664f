"""What `comity demo` shows: cases A and B and a demonstration day, decided and counted."""

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.cli.decide import lines
from comity.errors import CoverageError
from comity.facts import cases
from comity.flow import Counsel, counsel
from comity.model.case import Case
from comity.model.decision import MAY, MUST, MUST_NOT, OUTCOMES, SILENT, UNDETERMINED

_PIPED_WIDTH = 120
_COLOURS = {MUST: "blue", MAY: "green", MUST_NOT: "red", UNDETERMINED: "yellow", SILENT: "white"}
_MARKS = {MUST: "■", MAY: "●", MUST_NOT: "✕", UNDETERMINED: "?", SILENT: "·"}


def examples() -> Path:
    """The folder of the examples: at the root of the repository, or the copy in a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_examples"
    return inside if inside.is_dir() else package.parent.parent / "examples"


def show() -> None:
    """Decide the examples and print the answers, short and calm."""
    folder = examples()
    if not folder.is_dir():
        raise CoverageError(f"no examples at {folder}", expected="Comity's examples folder")
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_PIPED_WIDTH)
    asked = counsel()
    for name, story in _STORIES.items():
        _show(console, folder / name, story, asked)
    _day(console, list(cases(folder / "day.jsonl")), asked)
    console.print(_NEXT, soft_wrap=True)


_STORIES = {
    "case-a.json": "Case A. New York, 1 June 2017. A man removed once and back in the country, "
    "charged with forcible touching; the immigration agency lodges a detainer.",
    "case-b.json": "Case B. New York, 8 June 2017. A man with a standing order of deportation, "
    "arrested on a burglary charge; the immigration agency lodges a detainer.",
}

_NEXT = """\
[bold]Try next[/bold]
  .venv/bin/comity decide examples/case-a.json --why            every reason, and what changes it
  .venv/bin/comity decide examples/case-a.json --at 2014-12-13  the same case a law earlier
  .venv/bin/comity law list                                     places, agencies, open questions
  .venv/bin/comity law show '14-154(b)(2)'                      the words and the rule
  .venv/bin/comity simulate examples/day.jsonl                  many cases, counted and drawn"""


def _show(console: Console, path: Path, story: str, asked: Counsel) -> None:
    console.print(Text(story, style="bold"))
    for case in cases(path):
        for line in lines(asked.decide(case)):
            console.print(Text(line), soft_wrap=True)
    console.print()


def _day(console: Console, day: list[Case], asked: Counsel) -> None:
    """What was asked that day, and what the law answered: a row an agency and act, and a bar."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    reviewed: Counter[tuple[str, str]] = Counter()
    for case in day:
        decision = asked.decide(case)
        for action in case.request.asks or ():
            row = (case.agency, action)
            answer = decision.actions[action]
            counts.setdefault(row, Counter())[answer.outcome] += 1
            reviewed[row] += bool(answer.review)
    console.print(
        Text(f"A demonstration day: {len(day)} made-up requests of 12 June 2019", style="bold")
    )
    console.print(_table(counts, reviewed))
    console.print()


def _table(
    counts: dict[tuple[str, str], Counter[str]], reviewed: Counter[tuple[str, str]]
) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("agency", "asked to"):
        table.add_column(heading, no_wrap=True)
    for outcome in OUTCOMES:
        table.add_column(f"{_MARKS[outcome]} {outcome}", justify="right")
    table.add_column("to a person", justify="right")
    table.add_column("")
    most = max(sum(row.values()) for row in counts.values())
    for row, found in sorted(counts.items()):
        cells = [str(found[outcome]) if found[outcome] else "" for outcome in OUTCOMES]
        table.add_row(*row, *cells, str(reviewed[row] or ""), _bar(found, max(1, most // 16)))
    return table


def _bar(found: Counter[str], unit: int) -> Text:
    bar = Text()
    for outcome in OUTCOMES:
        marks = -(-found[outcome] // unit)
        bar.append(_MARKS[outcome] * marks, style=_COLOURS[outcome])
    return bar
