"""Month by outcome: the numbers behind both charts, and how each outcome looks in them.

MUST: no outcome is told from another by colour alone; each has its own pattern, in one fixed order.
"""

from typing import Final

from attrs import frozen

from comity.model.decision import MAY, MUST, MUST_NOT, SILENT, UNDETERMINED
from comity.simulate.result import Simulation, totals


@frozen
class Look:
    """An outcome in a chart: its words, its letter for terminals, its colour."""

    outcome: str
    words: str
    block: str
    plain: str
    colour: str


LOOKS: Final = (
    Look(MUST, "must", "█", "#", "blue"),
    Look(MAY, "may", "▓", "+", "cyan"),
    Look(MUST_NOT, "must not", "▒", "-", "magenta"),
    Look(SILENT, "the law is silent", "░", ".", "white"),
    Look(UNDETERMINED, "undetermined", "?", "?", "yellow"),
)
"""Every outcome, in the order in which bars are stacked."""


@frozen
class Month:
    """One bar: the rows of a month by outcome, in the order of LOOKS."""

    month: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """The whole bar."""
        return sum(self.counts)


def series(result: Simulation, action: str) -> tuple[Month, ...]:
    """The bars for one action, from the first month to the last, empty ones too."""
    found = totals(result.relevant(action), "month", "outcome")
    months = sorted({month for month, _ in found})
    return tuple(
        Month(month, tuple(found[month, look.outcome] for look in LOOKS))
        for month in (_from_to(months[0], months[-1]) if months else ())
    )


def _from_to(first: str, last: str) -> list[str]:
    (year, month), found = (int(one) for one in first.split("-")), [first]
    while found[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year}-{month:02}")
    return found
