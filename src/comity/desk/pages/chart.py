"""A chart of bars, month by outcome, made of rectangles for a page: no script and no style in it.

MUST: each outcome has its own pattern beside its colour, in the order of `simulate.series`, so that
print, a dark screen and a reader who sees no colours keep them apart; the table says it again.
"""

from typing import Any, Final

from attrs import frozen

from comity.desk.pages import words
from comity.simulate.series import LOOKS, Month

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 260, 56, 22, 30
_MOST_NAMED: Final = 12
_STEPS: Final = (1, 2, 5, 10)


@frozen
class Box:
    """A rectangle of a bar."""

    look: str
    x: float
    y: float
    width: float
    height: float
    title: str


@frozen
class Mark:
    """A text at a place."""

    x: float
    y: float
    text: str


class Chart:
    """The bars of one act."""

    def __init__(self, act: Any, months: tuple[Month, ...]) -> None:
        self.act, self.months = act, months
        self.width, self.height, self.left = WIDTH, HEIGHT, LEFT
        self.base = HEIGHT - BOTTOM
        self._top = _round_up(max((one.total for one in months), default=0))
        self._slot = (WIDTH - LEFT - 8) / max(len(months), 1)

    @property
    def boxes(self) -> list[Box]:
        """Every rectangle, the lowest of a bar first."""
        found = []
        for n, month in enumerate(self.months):
            width = min(self._slot * 0.7, 60)
            x, y = LEFT + n * self._slot + (self._slot - width) / 2, float(self.base)
            for look, count in zip(LOOKS, month.counts, strict=True):
                if count:
                    high = (self.base - TOP) * count / self._top
                    y -= high
                    word = words.word(words.OUTCOMES, look.outcome)
                    title = f"{month.month}: {word}, {count:,}"
                    found.append(Box(look.outcome, _n(x), _n(y), _n(width), _n(high), title))
        return found

    @property
    def names(self) -> list[Mark]:
        """The months below the bars, as many as there is room for."""
        every = -(-len(self.months) // _MOST_NAMED) or 1
        return [
            Mark(_n(LEFT + (n + 0.5) * self._slot), self.base + 18, one.month)
            for n, one in enumerate(self.months)
            if n % every == 0
        ]

    @property
    def scale(self) -> list[Mark]:
        """The numbers at the left, with the lines across."""
        return [
            Mark(LEFT - 6, _n(self.base - (self.base - TOP) * part), f"{round(self._top * part):,}")
            for part in (0, 0.5, 1)
        ]

    @property
    def looks(self) -> list[tuple[str, Any]]:
        """The outcomes that occur, for the legend."""
        return [
            (look.outcome, words.word(words.OUTCOMES, look.outcome))
            for n, look in enumerate(LOOKS)
            if any(one.counts[n] for one in self.months)
        ]

    @property
    def table(self) -> list[tuple[str, list[int], int]]:
        """The same as a table: each month with its counts in the order of the legend."""
        kept = [n for n, _ in enumerate(LOOKS) if any(one.counts[n] for one in self.months)]
        return [(one.month, [one.counts[n] for n in kept], one.total) for one in self.months]


def _round_up(number: int) -> int:
    """A round number at or above, whose half is whole too."""
    size = 2
    while True:
        for step in _STEPS:
            if size * step >= number:
                return size * step
        size *= 10


def _n(number: float) -> float:
    return round(number, 2)
