"""A comparison as files: every answer that differs as Parquet, the counts, a chart, the question.

MUST: as for a simulation, the folder is there whole or not at all (`files.new`).
"""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import attrs

from comity.simulate.chart import FILLS
from comity.simulate.compare import Comparison, Flip
from comity.simulate.files import as_parquet, unwritable
from comity.simulate.series import LOOKS

FLIPS: Final = "flips.parquet"
_MOST_BARS: Final = 16
_INCHES: Final = (10.0, 0.9, 0.34)
"""The width; the height without bars, and for each bar."""


class Kept:
    """The answers that differ: all of them in a file, the first few in memory."""

    def __init__(self, most: int, writer: Any) -> None:
        self.first: list[Flip] = []
        self._most, self._writer = most, writer

    def add(self, flip: Flip) -> None:
        """Keeps one."""
        if len(self.first) < self._most:
            self.first.append(flip)
        if self._writer:
            self._writer.writerow(
                str(one).lower() if isinstance(one, bool) else one for one in attrs.astuple(flip)
            )


@contextmanager
def kept(folder: Path | None, most: int) -> Iterator[Kept]:
    """Where flips go as they are found; with a folder they are in `flips.parquet` at the end."""
    if folder is None:
        yield Kept(most, None)
        return
    path = folder / FLIPS
    text = path.with_suffix(".csv")
    with unwritable(folder):
        with text.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([one.name for one in attrs.fields(Flip)])
            yield Kept(most, writer)
        as_parquet(text, Flip, path)
        text.unlink()


def fill(found: Comparison, asked: dict[str, Any], notes: list[str], folder: Path) -> None:
    """Writes the counts, the chart and what was asked. Raises InputError if that cannot be done."""
    with unwritable(folder):
        text = folder / "changes.csv"
        with text.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["agency", "action", "before", "after", "rows"])
            writer.writerows([*key, count] for key, count in sorted(found.counts.items()))
        (folder / "question.json").write_text(json.dumps(asked, indent=2) + "\n", encoding="utf-8")
        draw(found, notes, [folder / "chart.svg", folder / "chart.png"])


def draw(found: Comparison, notes: list[str], paths: list[Path]) -> None:
    """Writes the chart of what differs, in the format that each path's ending names.

    The same comparison gives the same file.
    """
    import matplotlib as mpl

    with mpl.rc_context({"svg.hashsalt": "comity", "svg.fonttype": "none"}):
        figure = picture(bars(found), notes)
        for path in paths:
            metadata = {"Date": None} if path.suffix == ".svg" else None
            figure.savefig(path, metadata=metadata, dpi=150)


def bars(found: Comparison) -> list[tuple[str, str, str, int]]:
    """What is drawn: act, outcome before, outcome after, rows; the most rows first."""
    changed: Counter[tuple[str, str, str]] = Counter()
    for (_, action, before, after), count in found.counts.items():
        if before != after:
            changed[action, before, after] += count
    ordered = sorted(changed.items(), key=lambda one: (-one[1], one[0]))
    return [(*key, count) for key, count in ordered[:_MOST_BARS]]


def picture(lines: list[tuple[str, str, str, int]], notes: list[str]) -> Any:
    """The figure: a bar for each change, filled as its new outcome is in every chart."""
    from matplotlib.figure import Figure

    width, rest, each = _INCHES
    height = rest + each * (len(lines) + len(notes))
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    looks = {look.outcome: fill for look, fill in zip(LOOKS, FILLS, strict=True)}
    for n, (_, _, after, count) in enumerate(lines):
        colour, hatch = looks.get(after, ("#ffffff", "\\\\"))
        axes.barh(n, count, color=colour, hatch=hatch, edgecolor="black", linewidth=0.7, height=0.7)
        axes.annotate(f" {count:,}", (count, n), va="center", fontsize=8)
    labels = [f"{action}: {before} → {after}" for action, before, after, _ in lines]
    axes.set_yticks(range(len(lines)), labels)
    axes.invert_yaxis()
    axes.set_xlabel("rows")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.spines[["top", "right"]].set_visible(False)
    title = "Outcomes that differ" if lines else "No outcome differs"
    axes.set_title("\n".join([title, *notes]), loc="left", fontsize=8, wrap=True)
    return figure
