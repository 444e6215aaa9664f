"""The result on a terminal: what was asked and assumed, the counts, a chart, what is missing."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from comity.model.decision import OUTCOMES
from comity.simulate.recorded import CLASSES, NOTHING
from comity.simulate.result import NOT_COVERED, NOT_PLACED, PLACED, Simulation, totals
from comity.simulate.series import LOOKS, series

_MOST_PLACES = 10
_BAR = 56
_PERSON = "a person decides"


def show(result: Simulation, console: Console) -> None:
    """Prints a result."""
    plain = not console.encoding.lower().startswith("utf")
    for part in _parts(result, plain=plain):
        console.print(part)


def summary(result: Simulation) -> Iterator[str]:
    """What was asked, what was assumed, and how many rows were answered."""
    question, rows = result.question, "records" if result.published else "cases"
    yield f"{question.data.name}: {result.rows:,} {rows}"
    yield f"Law: that of {question.at or f'the day of each of the {rows}'}."
    if question.agency:
        yield f"Answered as if all {rows} were before {question.agency}."
    for one in question.assume:
        yield f"Assumed for all: {one}"
    if not question.assume:
        yield "Nothing is assumed: what the data does not say is unknown."
    count = totals(result.placements, "status")
    yield (
        f"Answered: {count[PLACED,]:,}.  No agency found: {count[NOT_PLACED,]:,}.  "
        f"On a day that no pack covers: {count[NOT_COVERED,]:,}."
    )
    if result.refused:
        yield f"Refused and not counted: {result.refused:,}."


def _parts(result: Simulation, *, plain: bool) -> Iterator[RenderableType]:
    for line in summary(result):
        yield Text(line)
    yield _placed(result)
    if result.unplaced:
        yield from _unplaced(result)
    if result.answers:
        yield _answers(result)
        yield _months(result, result.asked[0])
        yield from _chart(result, result.asked[0], plain=plain)
    if result.published:
        yield from _practice(result)
    if result.missing:
        yield from _missing(result)


def _placed(result: Simulation) -> Table:
    found = totals(result.placements, "agency", "status")
    table = _table("Rows by agency", "agency", "answered", "no law read for the day", "all")
    for agency in sorted({agency for agency, _ in found}, key=lambda one: (not one, one)):
        counts = [found[agency, one] for one in (PLACED, NOT_COVERED, NOT_PLACED)]
        _row(table, agency or "(no agency found)", *counts[:2], sum(counts))
    return table


def _unplaced(result: Simulation) -> Iterator[Table]:
    table = _table("Without an agency: why", "why", "rows")
    for (why,), rows in totals(result.unplaced, "why").most_common(_MOST_PLACES):
        _row(table, why, rows)
    yield table
    places = [one for one in result.unplaced if one.facility][:_MOST_PLACES]
    if places:
        table = _table(
            "Without an agency: the most frequent names", "facility, city, state", "rows"
        )
        for one in places:
            _row(table, ", ".join(filter(None, (one.facility, one.city, one.state))), one.rows)
        yield table


def _answers(result: Simulation) -> Table:
    lines = [one for action in result.asked for one in result.relevant(action)]
    shown = _outcomes(one.outcome for one in lines)
    table = _table("Answers to what was asked", "agency", "act", *shown, _PERSON, "all")
    found = totals(lines, "agency", "action", "outcome")
    reviewed = totals((one for one in lines if one.review), "agency", "action")
    for agency in sorted({one.agency for one in lines}):
        for action in result.asked:
            counts = [found[agency, action, outcome] for outcome in shown]
            if any(counts):
                _row(table, agency, action, *counts, reviewed[agency, action], sum(counts))
    return table


def _months(result: Simulation, action: str) -> Table:
    lines = result.relevant(action)
    shown = _outcomes(one.outcome for one in lines)
    reviewed = totals((one for one in lines if one.review), "month")
    table = _table(f"{action}: month by outcome", "month", *shown, _PERSON, "all")
    for bar in series(result, action):
        by = {look.outcome: count for look, count in zip(LOOKS, bar.counts, strict=True)}
        _row(table, bar.month, *(by[one] for one in shown), reviewed[bar.month,], bar.total)
    return table


def _chart(result: Simulation, action: str, *, plain: bool) -> Iterator[Text]:
    """A bar for each month; every outcome that occurs is at least one letter wide."""
    bars = series(result, action)
    most = max((bar.total for bar in bars), default=0)
    key = Text(f"{action}:")
    for n, look in enumerate(LOOKS):
        if any(bar.counts[n] for bar in bars):
            key.append(f"  {look.plain if plain else look.block} ", look.colour)
            key.append(look.words)
    yield key
    for bar in bars:
        line = Text(f"{bar.month} ")
        for look, count in zip(LOOKS, bar.counts, strict=True):
            width = max(1, round(count * _BAR / most)) if count else 0
            line.append((look.plain if plain else look.block) * width, look.colour)
        yield line.append(f" {bar.total:,}")
    yield Text("")


def _practice(result: Simulation) -> Iterator[RenderableType]:
    """For each agency: what the law allowed of a hold, beside what was recorded."""
    lines = result.relevant("hold")
    classes = [one for one in CLASSES if any(line.recorded == one for line in lines)]
    for agency in sorted({one.agency for one in lines}):
        of_agency = [one for one in lines if one.agency == agency]
        found = totals(of_agency, "outcome", "review", "recorded")
        title = f"{agency}: the law on hold (down), beside what was recorded (across)"
        table = _table(title, "hold", *classes, "all")
        for outcome in _outcomes(one.outcome for one in of_agency):
            for review in (False, True):
                counts = [found[outcome, review, one] for one in classes]
                if any(counts):
                    words = f"{outcome} ({_PERSON})" if review else outcome
                    _row(table, words, *counts, sum(counts))
        yield table
    if lines:
        yield Text(
            f"'{NOTHING}' is unknown: pending, or never written down. It does not mean that the "
            "request was honoured.\n"
        )


def _missing(result: Simulation) -> Iterator[Text]:
    yield Text("Undetermined: what would settle it, by one example for each version of the law")
    for one in result.missing:
        needs = ", ".join(one.needs)
        yield Text(
            f"  {one.agency} {one.action}, law from {one.law_from} (row {one.case}): {needs}"
        )


def _outcomes(found: Iterable[str]) -> list[str]:
    """The outcomes that occur, in the order in which they are always named."""
    occurring = Counter(found)
    return [one for one in OUTCOMES if occurring[one]]


def _table(title: str, *columns: str) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.ASCII2, pad_edge=False
    )
    for name in columns:
        table.add_column(name)
    return table


def _row(table: Table, *cells: str | int) -> None:
    """Adds a row; the columns of numbers are set to the right."""
    for column, cell in zip(table.columns, cells, strict=True):
        if isinstance(cell, int):
            column.justify = "right"
    table.add_row(*(f"{one:,}" if isinstance(one, int) else one for one in cells))
