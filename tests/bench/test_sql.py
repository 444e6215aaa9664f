"""The bulk readers that are measured count the same cases in the same way."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench import sql, sql_cases
from bench.sql_by_hand import by_hand
from comity.decide.closure import closure
from comity.facts import cases
from comity.simulate.engine_counts import simulate
from comity.simulate.engine_duckdb import opened
from comity.simulate.question import Question

ROWS = 3_000


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sql_cases.write(tmp_path_factory.mktemp("cases") / "cases.parquet", ROWS)


@pytest.fixture
def connection() -> Any:
    with duckdb.connect(":memory:") as made:
        made.execute("SET TimeZone = 'UTC'")
        yield made


def counts(connection: Any, query: str) -> dict[str, int]:
    return dict(connection.execute(query).fetchall())


def expected(path: Path) -> dict[str, int]:
    answer = closure(sql.version(), ("hold",))
    found: dict[str, int] = {}
    for case in cases(path):
        outcome = answer(case)[0].outcome
        found[outcome] = found.get(outcome, 0) + 1
    return found


def test_every_query_by_hand_counts_what_the_closure_counts(path: Path, connection: Any) -> None:
    """A query that answers something else would be no rival."""
    right = expected(path)

    assert {"may", "must-not", "silent"} == {*right}
    for name, query in by_hand(f"'{path}'").items():
        assert right == counts(connection, query), name


def test_the_queries_of_the_reader_count_what_the_closure_counts(
    path: Path, connection: Any
) -> None:
    """Over nested columns, over a table that was made ready, and part by part."""
    assert expected(path) == counts(connection, sql.ours(connection, f"'{path}'"))
    assert expected(path) == sql.counted(connection, sql.ours_prepared(connection, path))()[1]
    with opened() as engine:
        engine.read(path, "cases")
        assert expected(path) == sql.counted_by_part(engine)[1]


def test_the_engine_answers_every_case_that_is_made(path: Path) -> None:
    """The cases for measuring are whole, and the law of the benchmark covers each."""
    with opened() as engine:
        found = simulate(engine, Question(path), sql.law())
    held = {one.outcome for one in found.answers if one.action == "hold"}

    assert ROWS == found.rows
    assert () == found.unplaced
    assert {*expected(path)} == held


def test_the_same_number_of_rows_is_the_same_file(path: Path, tmp_path: Path) -> None:
    """Two machines measure on the same cases."""
    again = sql_cases.write(tmp_path / "again.parquet", ROWS)

    with duckdb.connect(":memory:") as connection:
        query = f"SELECT count(*) FROM (FROM '{path}' EXCEPT ALL FROM '{again}')"
        assert [(0,)] == connection.execute(query).fetchall()
