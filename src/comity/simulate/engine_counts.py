"""The counts of a simulation, made in SQL: no row of the data passes through Python.

MUST: for the same question they are the counts of `run.simulate`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from attrs import astuple, frozen

from comity.decide.sql import versions as sql_versions
from comity.decide.sql.dialect import DIALECTS
from comity.flow import Counsel
from comity.intake.detainers import recognised
from comity.model.case import ACTIONS
from comity.model.provision import Version
from comity.simulate.engine import CASES, Engine, quoted
from comity.simulate.engine_history import HISTORY, PLACES, History, history
from comity.simulate.engine_input import ROW
from comity.simulate.engine_versions import answering, days_query
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
    Placement,
    Simulation,
    Unplaced,
)

RULINGS: Final = "rulings"
"""The view with the rulings, one row for each row of the data that is answered."""

CARRIED: Final = ("agency", "month", "recorded", "asks")
NAMED: Final = (ROW, "id")


def simulate(
    engine: Engine,
    question: Question,
    counsel: Counsel,
    refusals: Refusals | None = None,
    out: Path | None = None,
    watch: Watch = SILENT,
) -> Simulation:
    """What the law answers to each row of the data, counted by an engine.

    `out` gets the rulings row by row, as Parquet. Raises what `run.simulate` raises, and InputError
    where the engine stops. No examples are worked out of what undetermined answers lack.
    """
    check(question)
    if question.agency:
        counsel.law.pack_of(question.agency)
    kept = refusals or Refusals()
    published = not question.data.is_dir() and recognised(question.data)
    found = history(engine, question, counsel.law, published, kept, watch)
    versions = versions_of(engine, counsel, CASES)
    _keep_rulings(engine, versions, found, out)
    placed = _placed(engine, versions)
    return Simulation(
        question,
        published,
        tuple(sorted(_placements(engine, placed), key=_in_order)),
        tuple(sorted(_answers(engine), key=_in_order)),
        tuple(_unplaced(engine)),
        (),
        tuple(_law(versions, placed)),
        found.refused,
    )


def versions_of(engine: Engine, counsel: Counsel, source: str) -> tuple[Version, ...]:
    """The versions of the law that may answer for some row of a view."""
    return answering(engine.rows(days_query(source, engine.dialect)), counsel)


def number_of(versions: Sequence[Version], dialect: str) -> str:
    """The expression for which version is in force for a row; NULL where none is."""
    if not versions:
        return "CAST(NULL AS INT)"
    return sql_versions.number(versions).sql(dialect)


def asked_of(action: str, contains: str) -> str:
    """The expression for whether a row asks for an act."""
    return (
        f"CASE WHEN asks IS NULL THEN '{NOT_SAID}' WHEN {contains}(asks, '{action}') "
        f"THEN '{ASKED}' ELSE '{NOT_ASKED}' END"
    )


@frozen
class _Placed:
    """Rows before an agency that some pack knows, by the version in force."""

    agency: str
    month: str
    recorded: str
    version: int | None
    rows: int


def _keep_rulings(
    engine: Engine, versions: tuple[Version, ...], found: History, out: Path | None
) -> None:
    """Works out the rulings once; their rows' names and their ends only for who wants the rows."""
    names = ("outcome", "review", "until") if out else ("outcome", "review")
    carry = (*NAMED, *CARRIED) if out else CARRIED
    columns = [*carry, *(f"{action}_{name}" for action in ACTIONS for name in names)]
    listed = ", ".join(quoted(name, engine.dialect) for name in columns)

    def query() -> str:
        ruled = engine.ruled(versions, CASES, ACTIONS, carry, found.assumed)
        return f"SELECT {listed} FROM ({ruled}) AS r"

    engine.keep(RULINGS, query, carry, "answering", found.rows)
    if out:
        engine.write(f"SELECT * FROM {RULINGS}", out)


def _placed(engine: Engine, versions: tuple[Version, ...]) -> list[_Placed]:
    number = number_of(versions, engine.dialect)
    query = (
        f"SELECT agency, month, recorded, version, count(*) FROM (SELECT agency, month, recorded, "
        f"{number} AS version FROM {CASES}) AS p GROUP BY ALL"
    )
    return [_Placed(*row) for row in engine.rows(query)]


def _placements(engine: Engine, placed: list[_Placed]) -> Iterator[Placement]:
    found: dict[tuple[str, str, str, str], int] = {}
    for one in placed:
        status = NOT_COVERED if one.version is None else PLACED
        key = status, one.agency, one.month, one.recorded
        found[key] = found.get(key, 0) + one.rows
    for key, rows in found.items():
        yield Placement(*key, rows)
    query = f"SELECT month, recorded, count(*) FROM {HISTORY} WHERE agency IS NULL GROUP BY ALL"
    for month, recorded, rows in engine.rows(query):
        yield Placement(NOT_PLACED, "", month, recorded, rows)


def _answers(engine: Engine) -> Iterator[Answered]:
    contains = DIALECTS[engine.dialect].contains
    parts = (
        f"SELECT agency, month, '{action}' AS action, {asked_of(action, contains)} AS asked, "
        f"{action}_outcome AS outcome, {action}_review AS review, recorded, count(*) AS n "
        f"FROM {RULINGS} GROUP BY ALL"
        for action in ACTIONS
    )
    for row in engine.rows(" UNION ALL ".join(f"({part})" for part in parts)):
        yield Answered(*row)


def _unplaced(engine: Engine) -> Iterator[Unplaced]:
    """The places without an agency: the most rows first, then the one that came first."""
    query = (
        f"SELECT {', '.join(PLACES)}, count(*) AS n, min({quoted(ROW, engine.dialect)}) AS came "
        f"FROM {HISTORY} WHERE agency IS NULL GROUP BY ALL ORDER BY n DESC, came"
    )
    for facility, city, state, why, rows, _ in engine.rows(query):
        yield Unplaced(facility, city, state, why, rows)


def _law(versions: tuple[Version, ...], placed: list[_Placed]) -> Iterator[LawUsed]:
    """The versions that answered some row."""
    used = {one.version for one in placed}
    chosen_ = [one for number, one in enumerate(versions) if number in used]
    for one in sorted(chosen_, key=lambda one: (one.agency, one.days.first)):
        yield LawUsed(one.agency, one.days.first, one.days.last, one.hash)


def _in_order(line: Placement | Answered) -> tuple[Any, ...]:
    return astuple(line)
