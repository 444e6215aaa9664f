"""The whole law of a city by SQL: every action of every case.

`sql_law_per_second` is the reader's query over one Parquet file, its rulings counted in DuckDB;
`simulate_law_per_second` a whole `simulate`, each row checked, its rulings written to a file. The
cases are those of `known_cases`, every fact known, each repeated under other ids.
"""

import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from bench.engines import listed
from bench.known_cases import FIRST_DAY, known_cases
from bench.sql_table import table_types
from comity.decide.closure import closure
from comity.decide.sql import TABLE, Constants, select
from comity.flow import Counsel
from comity.law.read import read_law
from comity.law.version import in_force
from comity.model.case import ACTIONS, Case
from comity.model.provision import Version
from comity.simulate.engine_counts import simulate
from comity.simulate.engine_duckdb import opened
from comity.simulate.engine_input import case_types, write_cases
from comity.simulate.question import Question

POLICE = "us-ny-nyc/nypd"
COPIES = 50

Counts = Counter[tuple[str, ...]]


def measure(different: int, rounds: int, console: Console) -> dict[str, float | int]:
    """Cases a second. Raises AssertionError where the closure answers otherwise."""
    made = known_cases(different, listed())
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "cases.parquet", made)
        asked, simulated = _reader(path, rounds, _expected(made)), _simulate(path, rounds)
    rows = different * COPIES
    console.print(
        f"The law in force for {POLICE} on {FIRST_DAY}, {len(ACTIONS)} actions, by SQL from Parquet"
        f", {rows:,} cases: {rows / asked:,.0f} a second counted, {rows / simulated:,.0f} a second "
        "checked, answered, counted and written by `simulate`.\n",
        soft_wrap=True,
    )
    return {"sql_law_per_second": rows / asked, "simulate_law_per_second": rows / simulated}


def write(path: Path, made: list[Case]) -> Path:
    """Writes the cases as one file, each so many times under an id of its own."""
    columns = ", ".join(f'"{name}"' for name in case_types() if name != "id")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        parts = write_cases(enumerate(made, start=1), connection, Path(folder))
        connection.execute(
            f"COPY (SELECT id || '-' || copy AS id, {columns} FROM '{parts}', "
            f"range({COPIES}) AS r(copy)) TO '{path}' (FORMAT parquet)"
        )
    return path


def _version() -> Version:
    return in_force(read_law(), POLICE, FIRST_DAY)


def _expected(made: list[Case]) -> Counts:
    answer = closure(_version())
    found: Counts = Counter()
    for case in made:
        found[tuple(one.outcome for one in answer(case))] += COPIES
    return found


def _reader(path: Path, rounds: int, expected: Counts) -> float:
    """The seconds of the reader's query in its best round; every column of it is worked out."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        query = _counting(connection, path)
        best = float("inf")
        for _ in range(rounds + 1):
            start = time.perf_counter()
            found = connection.execute(query).fetchall()
            best = min(best, time.perf_counter() - start)
    counted: Counts = Counter()
    for *outcomes, count, _ in found:
        counted[tuple(outcomes)] += count
    assert expected == counted, "SQL and the closure count differently"
    return best


def _counting(connection: Any, path: Path) -> str:
    constants = Constants()
    types = table_types(connection, f"'{path}'")
    asked = select(_version(), types, source=f"'{path}'", carry=(), constants=constants)
    connection.execute(f"CREATE TEMP TABLE {TABLE} AS {constants.select()}")
    outcomes = ", ".join(f"{action}_outcome" for action in ACTIONS)
    rest = ", ".join(f"{action}_review, {action}_until" for action in ACTIONS)
    return f"SELECT {outcomes}, count(*), bit_xor(hash({rest})) FROM ({asked}) GROUP BY {outcomes}"


def _simulate(path: Path, rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        with opened() as engine:
            out = path.with_name("rulings.parquet")
            simulate(engine, Question(path), Counsel(read_law()), out=out)
        best = min(best, time.perf_counter() - start)
    return best
