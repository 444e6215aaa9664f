"""A finished simulation, as its page shows it: counts, a chart, what flips.

MUST: what was asked and assumed stands beside every count; no outcome is told by colour alone.
"""

from collections import Counter
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from attrs import evolve, frozen
from django.utils.translation import gettext as _

from comity.desk import counsel
from comity.desk.models import Job
from comity.desk.pages import words
from comity.desk.pages.chart import Chart
from comity.desk.simulations import REQUESTS, question
from comity.model.case import ACTIONS
from comity.model.decision import OUTCOMES
from comity.simulate.compare import NOT_COVERED as NO_LAW
from comity.simulate.compare import Flip
from comity.simulate.recorded import CLASSES
from comity.simulate.result import (
    NOT_COVERED,
    NOT_PLACED,
    PLACED,
    Answered,
    LawUsed,
    Missing,
    Placement,
    Simulation,
    Unplaced,
    totals,
)
from comity.simulate.series import series

MOST_SHOWN: Final = 100
_MOST_PLACES: Final = 15


@frozen
class Change:
    """So many rows of an act went from one outcome to another; `bar` in hundredths of the most."""

    act: Any
    before: Any
    after: Any
    rows: int
    bar: int


@frozen
class Row:
    """An act in the table of counts: rows by outcome, and how many a person decides."""

    act: Any
    counts: tuple[int, ...]
    review: int


@frozen
class Shown:
    """A row that flips. `number` is that of a request; None for a row of a file."""

    name: str
    number: int | None
    agency: str
    act: Any
    before: Any
    after: Any
    reviewed: str


class Result:
    """What came of a job."""

    def __init__(self, job: Job, act: str = "") -> None:
        self.job, self.given = job, job.given
        self.found: dict[str, Any] = job.found or {}
        self.act = act if act in self.acts else next(iter(self.acts), "")

    @cached_property
    def simulation(self) -> Simulation:
        """The result as the engine had it."""
        made = self.found
        return Simulation(
            question(self.given, Path(self.given.get("name") or self.given["source"])),
            made["published"],
            tuple(Placement(**one) for one in made["placements"]),
            tuple(Answered(**one) for one in made["answers"]),
            tuple(Unplaced(**one) for one in made["unplaced"]),
            tuple(_missing(one) for one in made["missing"]),
            tuple(_law(one) for one in made["law"]),
        )

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts that some row asks for."""
        return self.simulation.asked if self.found.get("answers") else ()

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The acts with their words, for choosing one."""
        return [(one, words.word(words.ACTS, one)) for one in self.acts]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there were, and what became of them."""
        found = totals(self.simulation.placements, "status")
        rows = {"rows": self.simulation.rows, "answered": found[PLACED,]}
        return rows | {"unplaced": found[NOT_PLACED,], "early": found[NOT_COVERED,]}

    @property
    def left_out(self) -> dict[str, int]:
        """Requests whose facts could not be read, by why."""
        found: dict[str, int] = self.found.get("left_out", {})
        return {key.replace(" ", "_"): count for key, count in found.items()}

    @property
    def outcomes(self) -> list[Any]:
        """The outcomes in words, in the order of the counts."""
        return [words.word(words.OUTCOMES, one) for one in OUTCOMES]

    @property
    def table(self) -> list[Row]:
        """Act by outcome, without the rows that did not ask for the act."""
        rows = []
        for act in self.acts:
            lines = self.simulation.relevant(act)
            found = totals(lines, "outcome")
            review = sum(one.rows for one in lines if one.review)
            counts = tuple(found[outcome,] for outcome in OUTCOMES)
            rows.append(Row(words.word(words.ACTS, act), counts, review))
        return rows

    @property
    def chart(self) -> Chart:
        """Month by outcome, for the act that was chosen."""
        return Chart(words.word(words.ACTS, self.act), series(self.simulation, self.act))

    @property
    def practice(self) -> list[tuple[str, tuple[int, ...]]]:
        """For published records: what was recorded, beside what the law answers to the act."""
        if not self.simulation.published:
            return []
        found = totals(self.simulation.relevant(self.act), "recorded", "outcome")
        rows = ((one, tuple(found[one, outcome] for outcome in OUTCOMES)) for one in CLASSES)
        return [row for row in rows if any(row[1])]

    @property
    def places(self) -> list[Unplaced]:
        """The places that no table gives to an agency, the most frequent first."""
        return list(self.simulation.unplaced[:_MOST_PLACES])

    @property
    def missing(self) -> list[tuple[Any, Missing]]:
        """An example for each answer that is open."""
        return [(words.word(words.ACTS, one.action), one) for one in self.simulation.missing]

    @property
    def changes(self) -> list[Change] | None:
        """The outcomes that differ, by act, with their bars; None: nothing was compared."""
        if self.found["changes"] is None:
            return None
        found: Counter[tuple[str, str, str]] = Counter()
        for _agency, act, before, after, rows in self.found["changes"]:
            if before != after:
                found[act, before, after] += rows
        ordered = sorted(found.items(), key=lambda one: (ACTIONS.index(one[0][0]), -one[1]))
        most = max(found.values(), default=1)
        return [
            Change(words.word(words.ACTS, act), _outcome(a), _outcome(b), n, -(-100 * n // most))
            for (act, a, b), n in ordered
        ]

    @property
    def flips(self) -> list[Shown]:
        """The first rows that flip."""
        return [self._shown(Flip(**one)) for one in self.found["flips"][:MOST_SHOWN]]

    def _shown(self, flip: Flip) -> Shown:
        own = self.given["source"] == REQUESTS
        same = flip.before_reviewed == flip.after_reviewed
        return Shown(
            f"R{flip.row}" if own else flip.row,
            int(flip.row) if own else None,
            flip.agency,
            words.word(words.ACTS, flip.action),
            _outcome(flip.before),
            _outcome(flip.after),
            "" if same else "now" if flip.after_reviewed else "before",
        )

    @property
    def kept(self) -> list[Flip]:
        """All flips that were kept, with the outcomes' own names, for the files."""
        return [Flip(**one) for one in self.found["flips"]]

    @property
    def section(self) -> str:
        """The section that was tried otherwise, by its citation."""
        jurisdiction, _slash, name = self.given.get("section", "").partition("/")
        pack = counsel.law().law.packs.get(jurisdiction)
        found = pack.page(name) if pack else None
        return found.section if found else ""


def _outcome(name: str) -> Any:
    return _("no law read for the day") if name == NO_LAW else words.word(words.OUTCOMES, name)


def _missing(one: dict[str, Any]) -> Missing:
    made = Missing(**{**one, "law_from": date.fromisoformat(one["law_from"])})
    return evolve(made, needs=tuple(made.needs))


def _law(one: dict[str, Any]) -> LawUsed:
    last = date.fromisoformat(one["last"]) if one["last"] else None
    return LawUsed(one["agency"], date.fromisoformat(one["first"]), last, one["hash"])
