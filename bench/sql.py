"""The SQL reader in bulk, against the best DuckDB SQL by hand and against OpenFisca's arrays.

`python bench/sql.py [--rows N]`. The rule is the short form of 14-154(b) in `bench/packs/us-bench`;
the answer of every reader is the number of cases with each outcome. Each figure is the best of
several rounds, taken in turn, so that a busy machine slows all alike. A query by hand that is far
from the quickest in the first round has only that one.

OpenFisca's part is left out where neither this Python nor the one that COMITY_OPENFISCA_PYTHON
names has `openfisca-core` and `pyarrow`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import sql_cases  # noqa: E402
from bench.engines import listed  # noqa: E402
from bench.sql_by_hand import by_hand  # noqa: E402
from bench.sql_table import table_types  # noqa: E402
from comity.decide.sql import TRUTHS, Constants, select  # noqa: E402
from comity.flow import Counsel  # noqa: E402
from comity.law.read import read_law  # noqa: E402
from comity.model.decision import OUTCOMES  # noqa: E402
from comity.model.provision import Version  # noqa: E402
from comity.simulate.coded import coded  # noqa: E402
from comity.simulate.engine_duckdb import DuckDB, opened  # noqa: E402
from comity.simulate.engine_given import put  # noqa: E402

Results = dict[str, float | int]
Counts = dict[str, int]
Reader = Callable[[], tuple[float, Counts]]
"""One round of a reader: its seconds and what it counted."""

ROWS, ROUNDS = 3_000_000, 5
_NEAR = 1.7
_PYTHON = "COMITY_OPENFISCA_PYTHON"


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    console = Console()
    console.print(json.dumps(measure(parser.parse_args().rows, ROUNDS, console), indent=2))
    return 0


def measure(rows: int, rounds: int, console: Console) -> Results:
    """Every ratio and rate on so many cases. Raises AssertionError where two count differently."""
    with tempfile.TemporaryDirectory() as folder:
        path = sql_cases.write(Path(folder) / "cases.parquet", rows)
        return against_sql(path, rounds, console) | against_openfisca(path, rounds, console)


@cache
def law() -> Counsel:
    """The law of the benchmark."""
    return Counsel(read_law(ROOT / "bench" / "packs"))


def version() -> Version:
    """What of it is in force on the days of the cases."""
    return law().version_on("us-bench/police", date(2019, 6, 3))


def against_sql(path: Path, rounds: int, console: Console) -> Results:
    """`sql_vs_handwritten_sql`: the slower of two ratios, from Parquet and from a table."""
    results: Results = {}
    with _connected() as connection:
        connection.execute(f"CREATE TABLE nested AS FROM '{path}'")
        for name, source in (("parquet", f"'{path}'"), ("table", "nested")):
            queries = {"comity": ours(connection, source), **by_hand(source)}
            readers = {one: _counts(connection, query) for one, query in queries.items()}
            rates = measured(readers, rounds, near=_NEAR)
            _print(console, f"Outcomes counted by DuckDB, from {name}", rates)
            best = max(rate for one, rate in rates.items() if one != "comity")
            results[f"sql_vs_handwritten_sql_{name}"] = rates["comity"] / best
            results[f"sql_{name}_per_second"] = rates["comity"]
    slower = min(results[f"sql_vs_handwritten_sql_{name}"] for name in ("parquet", "table"))
    return {"sql_vs_handwritten_sql": slower, **results}


def against_openfisca(path: Path, rounds: int, console: Console) -> Results:
    """The same cases from Parquet to counts, and from columns that each made ready for itself."""
    python = openfisca_python()
    if python is None:
        console.print("OpenFisca is left out: openfisca-core or pyarrow is not installed.\n")
        return {}
    with _connected() as connection, opened() as engine, _openfisca(python, path) as theirs:
        engine.read(path, "cases")
        readers: dict[str, Reader] = {
            "comity, Parquet": lambda: counted_by_part(engine),
            "OpenFisca, Parquet": lambda: theirs("parquet"),
            "comity, prepared": counted(connection, ours_prepared(connection, path)),
            "OpenFisca, prepared": lambda: theirs("prepared"),
            "NumPy by hand, prepared": lambda: theirs("numpy"),
        }
        rates = measured(readers, rounds)
    _print(console, "Outcomes counted by DuckDB and by OpenFisca", rates)
    return {
        "sql_vs_openfisca_parquet": rates["comity, Parquet"] / rates["OpenFisca, Parquet"],
        "sql_vs_openfisca_prepared": rates["comity, prepared"] / rates["OpenFisca, prepared"],
        "sql_vs_numpy_prepared": rates["comity, prepared"] / rates["NumPy by hand, prepared"],
        "sql_prepared_per_second": rates["comity, prepared"],
        "openfisca_parquet_per_second": rates["OpenFisca, Parquet"],
        "openfisca_prepared_per_second": rates["OpenFisca, prepared"],
    }


def openfisca_python() -> str | None:
    """The Python that has OpenFisca, if there is one."""
    here = all(find_spec(one) for one in ("openfisca_core", "pyarrow"))
    return os.environ.get(_PYTHON) or (sys.executable if here else None)


@contextmanager
def _openfisca(python: str, path: Path) -> Iterator[Callable[[str], tuple[float, Counts]]]:
    """OpenFisca with the cases loaded, in a process of its own that runs a round when asked."""
    command = [python, str(ROOT / "bench" / "sql_openfisca.py"), str(path), *listed()]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        asked, answers = process.stdin, process.stdout

        def run(what: str) -> tuple[float, Counts]:
            asked.write(what + "\n")
            asked.flush()
            seconds, counts = json.loads(answers.readline())
            return seconds, counts

        yield run
        asked.close()


@contextmanager
def _connected() -> Iterator[Any]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        yield connection


def ours(connection: Any, source: str) -> str:
    """The reader's own query over nested columns."""
    types = table_types(connection, source)
    found = select(version(), types, source=source, actions=("hold",), carry=())
    return f"SELECT hold_outcome, count(*) FROM ({found}) GROUP BY ALL"


def ours_prepared(connection: Any, path: Path) -> str:
    """The reader's query over a table that was made ready beforehand."""
    part = put(connection, coded(pq.read_table(path)), "given")
    connection.execute("CREATE TABLE ready AS FROM given")
    constants, truths = Constants(), Constants(TRUTHS)
    found = select(
        version(), table_types(connection, "ready"), source="ready", actions=("hold",), carry=(),
        constants=constants, truths=truths, kinds=part.kinds, known=part.known,
    )  # fmt: skip
    for one in (constants, truths):
        connection.execute(f"CREATE TABLE {one.table} AS {one.select()}")
    return _counting(found)


def counted_by_part(engine: DuckDB) -> tuple[float, Counts]:
    """One round of `simulate`'s own engine over a file: part after part, from Parquet to counts."""
    start, counts = time.perf_counter(), Counter[str]()
    for _ in engine.parts():
        (found,) = engine.rows(_counting(engine.ruled((version(),), "cases", ("hold",), ())))
        counts.update(_named(found))
    return time.perf_counter() - start, dict(sorted(counts.items()))


def _counting(rulings: str) -> str:
    """How often each outcome came out, in one row."""
    counts = ", ".join(f"count_if(hold_outcome = '{one}')" for one in OUTCOMES)
    return f"SELECT {counts} FROM ({rulings})"


def _named(counts: Iterable[int]) -> Counts:
    return {one: count for one, count in zip(OUTCOMES, counts, strict=True) if count}


def counted(connection: Any, query: str) -> Reader:
    """The reader of a query by `_counting`."""

    def run() -> tuple[float, Counts]:
        start = time.perf_counter()
        found = connection.execute(query).fetchone()
        return time.perf_counter() - start, dict(sorted(_named(found).items()))

    return run


def _counts(connection: Any, query: str) -> Reader:
    def run() -> tuple[float, Counts]:
        start = time.perf_counter()
        found = connection.execute(query).fetchall()
        return time.perf_counter() - start, dict(sorted(found))

    return run


def measured(
    readers: Mapping[str, Reader], rounds: int, near: float = float("inf")
) -> dict[str, float]:
    """Cases a second of each reader: its best round. Raises where two count differently.

    Whoever takes `near` times as long as the quickest in the first round has only that one.
    """
    first = {name: reader() for name, reader in readers.items()}
    counts = next(iter(first.values()))[1]
    for name, (_, found) in first.items():
        assert found == counts, f"{name} counts {found}, and not {counts}"
    best = {name: seconds for name, (seconds, _) in first.items()}
    limit = near * min(best.values())
    close = {name: reader for name, reader in readers.items() if best[name] <= limit}
    for _ in range(rounds):
        for name, reader in close.items():
            best[name] = min(best[name], reader()[0])
    return {name: sum(counts.values()) / seconds for name, seconds in best.items()}


def _print(console: Console, title: str, rates: Mapping[str, float]) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("reader")
    table.add_column("million cases a second", justify="right")
    for name, rate in rates.items():
        table.add_row(name, f"{rate / 1e6:.2f}")
    console.print(table, "")


if __name__ == "__main__":
    sys.exit(main())
