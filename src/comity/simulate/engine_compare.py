"""Two laws over one history, held against each other in SQL.

MUST: for the same question the counts and the flips are those of `compare.compare`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from comity.decide.sql.dialect import DIALECTS
from comity.errors import InputError, Place
from comity.intake.detainers import recognised
from comity.model.case import ACTIONS
from comity.model.decision import OUTCOMES
from comity.model.provision import Version
from comity.simulate.compare import NOT_COVERED, Comparison, Flip, Side
from comity.simulate.engine import CASES, Engine, quoted
from comity.simulate.engine_counts import number_of, versions_of
from comity.simulate.engine_history import History, at, history
from comity.simulate.engine_input import ROW
from comity.simulate.progress import SILENT, Watch
from comity.simulate.question import Question, check
from comity.simulate.refusals import Refusals

COMPARED: Final = "compared"
"""The view with both answers of every row, each as a number."""

_CARRIED: Final = (ROW, "id", "agency", "month", "asks")
# An answer as a number: twice the place of its outcome, and one more if a person decides.
_NAMES: Final = (*OUTCOMES, NOT_COVERED)


def compare(
    engine: Engine,
    question: Question,
    before: Side,
    after: Side,
    most: int,
    out: Path | None = None,
    watch: Watch = SILENT,
) -> tuple[Comparison, list[Flip]]:
    """What `compare.compare` gives, by an engine, and the first flips, as many as `most`.

    `out` gets every flip, as Parquet. Raises InputError and LawError for what cannot be used.
    """
    check(question)
    _check_numbering(question.data)
    published = recognised(question.data)
    law = before.counsel.law
    found = history(engine, question, law, published, Refusals(), watch)
    for name, side in (("cases_before", before), ("cases_after", after)):
        at(engine, name, side.at, law)
    _keep(engine, before, after, found)
    ((answered,),) = engine.rows(f"SELECT count(*) FROM {CASES}")
    comparison = _counted(engine, found.rows, int(answered))
    if out:
        engine.write(_flips(engine), out)
    return comparison, [Flip(*row) for row in engine.rows(f"{_flips(engine)} LIMIT {most}")]


def _check_numbering(path: Path) -> None:
    if path.is_dir():
        raise InputError(
            "the rows of a folder have no one numbering", place=Place(str(path)),
            expected="one file of Parquet",
        )  # fmt: skip


def _keep(engine: Engine, before: Side, after: Side, found: History) -> None:
    """Works both laws out, each in a pass over the data, and joins them by row."""
    old = _side(engine, before, "cases_before", _CARRIED, "before", found.assumed)
    new = _side(engine, after, "cases_after", (ROW,), "after", found.assumed)
    row = quoted(ROW, engine.dialect)
    carried = ", ".join(f"b.{quoted(name, engine.dialect)}" for name in _CARRIED)
    answers = ", ".join(f"{action}_before, {action}_after" for action in ACTIONS)

    def query() -> str:
        both = f"({old()}) AS b JOIN ({new()}) AS a ON b.{row} = a.{row}"
        return f"SELECT {carried}, {answers} FROM {both}"

    engine.keep(COMPARED, query, _CARRIED, "comparing", found.rows)


def _side(
    engine: Engine, side: Side, view: str, carry: Sequence[str], name: str, assumed: Collection[str]
) -> Callable[[], str]:
    """The query for the answers of one law as numbers, those for days that no pack covers too."""
    versions: tuple[Version, ...] = versions_of(engine, side.counsel, view)
    carried = ", ".join(quoted(one, engine.dialect) for one in carry)
    numbers = ", ".join(f"{_number(action)} AS {action}_{name}" for action in ACTIONS)
    none = ", ".join(
        f"CAST({2 * len(OUTCOMES)} AS TINYINT) AS {action}_{name}" for action in ACTIONS
    )
    number = number_of(versions, engine.dialect)

    def query() -> str:
        ruled = engine.ruled(versions, view, ACTIONS, carry, assumed)
        return (
            f"SELECT {carried}, {numbers} FROM ({ruled}) AS r UNION ALL "
            f"SELECT {carried}, {none} FROM {view} WHERE ({number}) IS NULL"
        )

    return query


def _number(action: str) -> str:
    whens = " ".join(f"WHEN '{one}' THEN {2 * n}" for n, one in enumerate(OUTCOMES))
    reviewed = f"CASE WHEN {action}_review THEN 1 ELSE 0 END"
    return f"CAST(CASE {action}_outcome {whens} END + {reviewed} AS TINYINT)"


def _counted(engine: Engine, rows: int, answered: int) -> Comparison:
    counts: Counter[tuple[str, str, str, str]] = Counter()
    flips: Counter[tuple[str, str]] = Counter()
    parts = (
        f"SELECT agency, '{action}' AS action, {action}_before AS old, {action}_after AS new, "
        f"count(*) AS n FROM {COMPARED} WHERE {_asked(engine, action)} GROUP BY ALL"
        for action in ACTIONS
    )
    for agency, action, old, new, count in engine.rows(_union(parts)):
        counts[agency, action, _NAMES[old // 2], _NAMES[new // 2]] += count
        if old != new:
            flips[agency, action] += count
    return Comparison(rows, answered, counts, flips)


def _flips(engine: Engine) -> str:
    """The query for the flips, in the order of the rows and of the actions."""
    row = quoted(ROW, engine.dialect)
    parts = (
        f"SELECT {row} AS number, {n} AS place, id, agency, month, '{action}' AS action, "
        f"{action}_before AS old, {action}_after AS new FROM {COMPARED} "
        f"WHERE {action}_before <> {action}_after AND {_asked(engine, action)}"
        for n, action in enumerate(ACTIONS)
    )
    return (
        f"SELECT id AS {row}, agency, month, action, {_name('old')} AS before, "
        f"{_name('new')} AS after, old % 2 = 1 AS before_reviewed, new % 2 = 1 AS after_reviewed "
        f"FROM ({_union(parts)}) AS f ORDER BY number, place"
    )


def _name(column: str) -> str:
    whens = " ".join(f"WHEN {column} < {2 * n + 2} THEN '{one}'" for n, one in enumerate(_NAMES))
    return f"CASE {whens} END"


def _asked(engine: Engine, action: str) -> str:
    contains = DIALECTS[engine.dialect].contains
    return f"(asks IS NULL OR {contains}(asks, '{action}'))"


def _union(parts: Iterator[str]) -> str:
    return " UNION ALL ".join(f"({part})" for part in parts)
