"""Every row of a history, answered and counted.

`closure` answers, one function for each version of the law; what is undetermined is shown with the
facts that one example lacks, because the whole set would take a proof for each row.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache

from comity.decide.closure import closure
from comity.decide.needs import needs
from comity.decide.plan import ActionPlan, plan
from comity.errors import CoverageError
from comity.intake.detainers import recognised
from comity.law.pack import Law
from comity.model.case import ACTIONS, Case
from comity.model.decision import UNDETERMINED
from comity.model.provision import Version
from comity.simulate.progress import SILENT, Watch
from comity.simulate.question import Question, check
from comity.simulate.refusals import Refusals
from comity.simulate.result import (
    ASKED,
    NOT_ASKED,
    NOT_COVERED,
    NOT_PLACED,
    NOT_SAID,
    PLACED,
    Answered,
    LawUsed,
    Missing,
    Placement,
    Simulation,
    Unplaced,
)
from comity.simulate.rows import Row, rows


def simulate(
    question: Question,
    law: Law,
    version_of: Callable[[Case], Version],
    watch: Watch = SILENT,
    refusals: Refusals | None = None,
) -> Simulation:
    """What the law answers to each row of the data, counted.

    `version_of` gives the law in force for a case; a row on a day before any that its pack covers
    is counted as such. Raises InputError for the first row that cannot be used, unless `refusals`
    keeps such rows; LawError; and CoverageError where no pack covers the agency that is asked for.
    """
    kept = refusals or Refusals()
    check(question)
    if question.agency:
        law.pack_of(question.agency)
    published = recognised(question.data)
    counting = _Counting(version_of)
    for row in rows(question, law, published, kept):
        counting.add(row)
        watch.row()
    return counting.result(question, published, kept.count)


class _Counting:
    """The counts so far."""

    def __init__(self, version_of: Callable[[Case], Version]) -> None:
        self.version_of = version_of
        self.placements: Counter[tuple[str, str, str, str]] = Counter()
        self.answers: Counter[tuple[str, str, str, str, str, bool, str]] = Counter()
        self.unplaced: Counter[tuple[str, str, str, str]] = Counter()
        self.missing: dict[tuple[Version, str], Missing] = {}
        self.used: dict[tuple[str, date], Version] = {}

    def add(self, row: Row) -> None:
        """Counts one row."""
        if row.case is None:
            self.placements[NOT_PLACED, "", row.month, row.recorded] += 1
            self.unplaced[row.facility, row.city, row.state, row.why] += 1
            return
        try:
            version = self.version_of(row.case)
        except CoverageError:
            self.placements[NOT_COVERED, row.case.agency, row.month, row.recorded] += 1
            return
        self.placements[PLACED, row.case.agency, row.month, row.recorded] += 1
        self.used[version.agency, version.days.first] = version
        self._answer(row, row.case, version)

    def _answer(self, row: Row, case: Case, version: Version) -> None:
        asks = case.request.asks
        for action, ruling in zip(ACTIONS, closure(version)(case), strict=True):
            asked = NOT_SAID if asks is None else ASKED if action in asks else NOT_ASKED
            self.answers[
                case.agency, row.month, action, asked, ruling.outcome, ruling.review, row.recorded
            ] += 1
            unsettled = ruling.outcome == UNDETERMINED and asked != NOT_ASKED
            if unsettled and (version, action) not in self.missing:
                self.missing[version, action] = _example(action, case, version)

    def result(self, question: Question, published: bool, refused: int) -> Simulation:
        """All that was counted, in order."""
        return Simulation(
            question,
            published,
            tuple(Placement(*key, count) for key, count in sorted(self.placements.items())),
            tuple(Answered(*key, count) for key, count in sorted(self.answers.items())),
            tuple(Unplaced(*key, count) for key, count in self.unplaced.most_common()),
            tuple(self.missing[key] for key in sorted(self.missing, key=_in_order)),
            tuple(
                LawUsed(one.agency, one.days.first, one.days.last, one.hash)
                for _, one in sorted(self.used.items())
            ),
            refused,
        )


def _in_order(key: tuple[Version, str]) -> tuple[str, int, date]:
    version, action = key
    return version.agency, ACTIONS.index(action), version.days.first


def _example(action: str, case: Case, version: Version) -> Missing:
    """What one case lacks: the smallest set of facts that settles it."""
    lacking = needs(_plans(version)[action], case)
    return Missing(case.agency, action, version.days.first, case.id, lacking)


@cache
def _plans(version: Version) -> dict[str, ActionPlan]:
    return {one.action: one for one in plan(version).actions}
