"""The result of a simulation: flat tables, from which every count that is shown is a sum.

INVARIANT: `placements` counts every row of the data once; `answers` counts each row that the law
covers once for every action.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from attrs import frozen

from comity.model.case import ACTIONS
from comity.simulate.question import Question

PLACED, NOT_COVERED, NOT_PLACED = "placed", "not covered", "not placed"
STATUSES: Final = (PLACED, NOT_COVERED, NOT_PLACED)
"""Whether a row was answered; placed with an agency on a day that no pack covers; or neither."""

ASKED, NOT_ASKED, NOT_SAID = "asked", "not asked", "not said"


@frozen
class Placement:
    """Rows with one fate. `agency` is empty where the row was not placed."""

    status: str
    agency: str
    month: str
    recorded: str
    rows: int


@frozen
class Answered:
    """Rows with one answer. `recorded` is empty for cases, which have no recorded outcome."""

    agency: str
    month: str
    action: str
    asked: str
    outcome: str
    review: bool
    recorded: str
    rows: int


@frozen
class Unplaced:
    """Rows of one place that no table gives to an agency, and why."""

    facility: str
    city: str
    state: str
    why: str
    rows: int


@frozen
class Missing:
    """An example of an answer that is undetermined, and the smallest set that settles it."""

    agency: str
    action: str
    law_from: date
    case: str
    needs: tuple[str, ...]


@frozen
class LawUsed:
    """A version that answered: its agency, its first and last day, and its content hash."""

    agency: str
    first: date
    last: date | None
    hash: str


@frozen
class Simulation:
    """Everything that was counted, with the question that it answers.

    `refused`: rows that could not be used and stand in no table.
    """

    question: Question
    published: bool
    placements: tuple[Placement, ...]
    answers: tuple[Answered, ...]
    unplaced: tuple[Unplaced, ...]
    missing: tuple[Missing, ...]
    law: tuple[LawUsed, ...]
    refused: int = 0

    @property
    def rows(self) -> int:
        """How many rows the data has, without those that were refused."""
        return sum(one.rows for one in self.placements)

    @property
    def asked(self) -> tuple[str, ...]:
        """The actions that some row asks for; every action where no row says."""
        found = {one.action for one in self.answers if one.asked == ASKED}
        return tuple(one for one in ACTIONS if one in found) or (ACTIONS if self.answers else ())

    def relevant(self, action: str) -> list[Answered]:
        """The answers on an action, without the rows that surely did not ask for it."""
        return [one for one in self.answers if one.action == action and one.asked != NOT_ASKED]


def totals(
    lines: Iterable[Placement | Answered | Unplaced], *names: str
) -> Counter[tuple[Any, ...]]:
    """Rows by these columns, everything else summed."""
    found: Counter[tuple[Any, ...]] = Counter()
    for line in lines:
        found[tuple(getattr(line, name) for name in names)] += line.rows
    return found
