"""The SQL reader held against the law read plainly. It reads many cases at once, so it is asked so.

A row without a ruling is a mismatch too.
"""

from collections.abc import Callable, Sequence

from bench.differential import TRUTHS, Tally, note
from bench.plain import rulings
from bench.random_rules import Written
from bench.sql_table import Rulings, Table, table_of
from comity.decide.reference import value
from comity.errors import ComityError
from comity.model.case import ACTIONS, Case
from comity.model.provision import Version

NAME, OF_A_CONDITION = "sql", "sql of a condition"


def by_sql(case: Case, version: Version) -> Rulings:
    """The rulings of a query on a table of one case."""
    with table_of([case]) as table:
        return table.rulings(version, in_force=False)[0]


def compare(asked: Sequence[tuple[Case, Version]], tally: Tally) -> None:
    """Every case under the version that is in force for it: one query over all the versions."""
    versions = list(dict.fromkeys(version for _, version in asked))
    with table_of([case for case, _ in asked]) as table:
        found = _asked(lambda: table.rulings(versions))
    for row, one in enumerate(asked):
        _hold(found.get(row), one, tally, "")


def compare_page(
    table: Table, rows: Sequence[int], version: Version, tally: Tally, law: str
) -> None:
    """Some rows of a table under one version."""
    found = _asked(lambda: table.rulings(version, in_force=False, rows=rows))
    for row in rows:
        _hold(found.get(row), (table.cases[row], version), tally, law)


def compare_condition(table: Table, rows: Sequence[int], written: Written, tally: Tally) -> None:
    """One condition of some rows of a table, against the reference."""
    version = written.version
    found = _asked(lambda: table.rulings(version, in_force=False, actions=("hold",), rows=rows))
    tally.compared[OF_A_CONDITION] += len(rows)
    for row in rows:
        case = table.cases[row]
        answer = found.get(row)
        if answer is None or TRUTHS[answer[0].outcome] is not value(written.node, case):
            note(tally, OF_A_CONDITION, by_sql, (case, version), written.text)


def _hold(found: Rulings | None, asked: tuple[Case, Version], tally: Tally, law: str) -> None:
    tally.compared[NAME] += len(ACTIONS)
    if found != rulings(*asked):
        note(tally, NAME, by_sql, asked, law)


def _asked(ask: Callable[[], dict[int, Rulings]]) -> dict[int, Rulings]:
    """The rulings by row; none where the query failed, so that each row counts as a mismatch."""
    import duckdb

    try:
        return ask()
    except (ComityError, duckdb.Error):
        return {}
