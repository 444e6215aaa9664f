"""Two laws over one history: how many answers differ, and which rows they are.

MUST: both sides get the very same case; only the law, or its day, is another.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from attrs import frozen

from comity.decide.closure import Ruling, closure
from comity.errors import CoverageError
from comity.flow import Counsel
from comity.intake.detainers import recognised
from comity.model.case import ACTIONS, Case
from comity.simulate.progress import SILENT, Watch
from comity.simulate.question import Question, check
from comity.simulate.refusals import Refusals
from comity.simulate.rows import Row, moved, rows, zones

NOT_COVERED = "no law read for the day"


@frozen
class Side:
    """One of the two laws: its packs, and the day whose law answers (each row's own if None)."""

    counsel: Counsel
    at: date | None = None


@frozen
class Flip:
    """One act in one row that the two laws answer differently. `row` is the case's own name."""

    row: str
    agency: str
    month: str
    action: str
    before: str
    after: str
    before_reviewed: bool
    after_reviewed: bool


@frozen
class Comparison:
    """What differs: for each agency and act, from which outcome to which, how often."""

    rows: int
    answered: int
    counts: Counter[tuple[str, str, str, str]]
    flips: Counter[tuple[str, str]]


def compare(
    question: Question,
    before: Side,
    after: Side,
    keep: Callable[[Flip], None],
    watch: Watch = SILENT,
) -> Comparison:
    """The answers of two laws to what was asked in each row, held against each other.

    `keep` gets every flip as it is found, so that none must be held in memory. Raises InputError
    and LawError for what cannot be used.
    """
    check(question)
    counts: Counter[tuple[str, str, str, str]] = Counter()
    flips: Counter[tuple[str, str]] = Counter()
    local = zones(before.counsel.law)
    total = answered = 0
    for row in rows(question, before.counsel.law, recognised(question.data), Refusals()):
        total += 1
        if row.case is not None:
            answered += 1
            at = local[row.case.agency]
            for flip in _answers(row, row.case, before, after, at):
                counts[flip.agency, flip.action, flip.before, flip.after] += 1
                if (flip.before, flip.before_reviewed) != (flip.after, flip.after_reviewed):
                    flips[flip.agency, flip.action] += 1
                    keep(flip)
        watch.row()
    return Comparison(total, answered, counts, flips)


def _answers(row: Row, case: Case, before: Side, after: Side, zone: ZoneInfo) -> Iterator[Flip]:
    asked = ACTIONS if case.request.asks is None else case.request.asks
    old, new = _rulings(case, before, zone), _rulings(case, after, zone)
    for action, one, other in zip(ACTIONS, old, new, strict=True):
        if action in asked:
            yield Flip(
                case.id,
                case.agency,
                row.month,
                action,
                one.outcome,
                other.outcome,
                one.review,
                other.review,
            )


def _rulings(case: Case, side: Side, zone: ZoneInfo) -> tuple[Ruling, ...]:
    on_its_day = case if side.at is None else moved(case, side.at, zone)
    try:
        return closure(side.counsel.version(on_its_day))(on_its_day)
    except CoverageError:
        return tuple(Ruling(NOT_COVERED, False, None) for _ in ACTIONS)
