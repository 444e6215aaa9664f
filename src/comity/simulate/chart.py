"""The chart as a picture: stacked bars, month by outcome, fit for print in black and white.

MUST: nothing is told by colour alone; hatching, order and numbers say it too.
"""

from pathlib import Path
from typing import Any, Final

from comity.simulate.result import Simulation
from comity.simulate.series import LOOKS, Month, series

# In the order of LOOKS: fill and hatching, so that a photocopy keeps them apart.
FILLS: Final = (
    ("#1f2a44", ""),
    ("#dbe9f6", "//"),
    ("#f0c39a", "xx"),
    ("#ffffff", ""),
    ("#f5edc8", ".."),
)
_INCHES: Final = (10.0, 4.6)
_MOST_NAMED: Final = 14


def draw(result: Simulation, action: str, notes: list[str], paths: list[Path]) -> None:
    """Writes the chart of one action, in the format that each path's ending names.

    `notes` (what was asked and assumed) stand above the bars, so that no picture travels without
    them. The same result gives the same file.
    """
    import matplotlib as mpl

    # Without a screen, and with the same names and date each time.
    with mpl.rc_context({"svg.hashsalt": "comity", "svg.fonttype": "none"}):
        figure = picture(series(result, action), action, notes)
        for path in paths:
            metadata = {"Date": None} if path.suffix == ".svg" else None
            figure.savefig(path, metadata=metadata, dpi=150)


def picture(bars: tuple[Month, ...], action: str, notes: list[str]) -> Any:
    """The figure of one action: a bar a month, its outcomes stacked in the order of LOOKS."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=_INCHES, layout="constrained")
    axes = figure.add_subplot()
    months = [bar.month for bar in bars]
    base = [0] * len(bars)
    for number, look in enumerate(LOOKS):
        counts = [bar.counts[number] for bar in bars]
        if any(counts):
            fill, hatch = FILLS[number]
            axes.bar(
                months, counts, bottom=base, label=look.words, color=fill, hatch=hatch,
                edgecolor="black", linewidth=0.7, width=0.7,
            )  # fmt: skip
            base = [low + count for low, count in zip(base, counts, strict=True)]
    every = -(-len(bars) // _MOST_NAMED) or 1
    axes.set_xticks(range(0, len(bars), every), months[::every])
    for n in range(0, len(bars), every):
        axes.annotate(f"{base[n]:,}", (n, base[n]), ha="center", va="bottom", fontsize=8)
    axes.set_ylabel("rows")
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title(
        "\n".join([f"{action}: what the law answers, month by outcome", *notes]),
        loc="left", fontsize=8, wrap=True,
    )  # fmt: skip
    if any(base):
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, fontsize=9)
    return figure
