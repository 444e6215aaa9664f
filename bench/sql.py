"""The SQL reader in bulk, against the best DuckDB SQL by hand and against OpenFisca's arrays.

`python bench/sql.py [--rows N] [--linear]`. The rule is the short form of 14-154(b) in
`bench/packs/us-bench`; the answer of every reader is the number of cases with each outcome. Each
figure is the best of several rounds, taken in turn, so that a busy machine slows all alike.

OpenFisca needs NumPy and is no part of `.venv`: name the Python of an environment that has
`openfisca-core`, `duckdb` and `pyarrow` in COMITY_OPENFISCA_PYTHON, or its part is left out.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import sql_cases  # noqa: E402
from bench.engines import listed  # noqa: E402
from comity.decide.sql import TABLE, Constants, select  # noqa: E402
from comity.flow import Counsel  # noqa: E402
from comity.law.read import read_law  # noqa: E402
from comity.model.provision import Version  # noqa: E402
from comity.simulate.engine_duckdb import Settings, rulings  # noqa: E402
from comity.simulate.engine_prepared import prepare  # noqa: E402

Results = dict[str, float | int]
Counts = dict[str, int]

ROWS = 3_000_000
ROUNDS = 5
LINEAR = (1_000_000, 10_000_000, 100_000_000)


def main() -> int:
    """Measures and prints; ends with status 1 where two readers count differently."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--linear", action="store_true", help="1, 10 and 100 million cases")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    given = parser.parse_args()
    console = Console()
    results: Results = {}
    if given.linear:
        results |= linear(given.folder, console)
    else:
        path = sql_cases.write(given.folder / f"comity-{given.rows}.parquet", given.rows)
        results |= against_sql(path, given.rows, console)
        results |= against_openfisca(path, given.rows, console)
    console.print(json.dumps(results, indent=2))
    return 0


@cache
def law() -> Counsel:
    return Counsel(read_law(ROOT / "bench" / "packs"))


def version() -> Version:
    return law().version_on("us-bench/police", date(2019, 6, 3))


def against_sql(path: Path, rows: int, console: Console) -> Results:
    """`sql_vs_handwritten_sql`: the slower of two ratios, from Parquet and from a table."""
    ratios: Results = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        connection.execute(f"CREATE TABLE nested AS FROM '{path}'")
        for name, source in (("parquet", f"'{path}'"), ("table", "nested")):
            queries = {"comity": ours(connection, source), **by_hand(source)}
            rates = measured({one: _counts(connection, sql) for one, sql in queries.items()}, rows)
            _print(console, f"From {name}, {rows:,} cases", rates)
            best = max(rate for one, rate in rates.items() if one != "comity")
            ratios[f"sql_vs_handwritten_sql_{name}"] = rates["comity"] / best
            ratios[f"sql_{name}_per_second"] = rates["comity"]
    slower = min(ratios[f"sql_vs_handwritten_sql_{name}"] for name in ("parquet", "table"))
    return {"sql_vs_handwritten_sql": slower, **ratios}


def against_openfisca(path: Path, rows: int, console: Console) -> Results:
    """The same cases from Parquet to counts, and from columns that each made ready for itself."""
    python = os.environ.get("COMITY_OPENFISCA_PYTHON")
    if python is None:
        console.print("OpenFisca is left out: COMITY_OPENFISCA_PYTHON names no Python.")
        return {}
    from_parquet, prepared = 0.0, 0.0
    theirs: dict[str, float] = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        whole = _counts(connection, ours(connection, f"'{path}'"))
        ready = _counts(connection, ours_prepared(connection, path))
        for _ in range(2):
            found = _openfisca(python, path)
            for reader in (whole, ready):
                assert found["counts"] == reader(), "OpenFisca counts differently"
            theirs = {key: max(theirs.get(key, 0.0), found[key]) for key in RATES}
            from_parquet = max(from_parquet, *measured({"": whole}, rows).values())
            prepared = max(prepared, *measured({"": ready}, rows).values())
    _print(
        console,
        f"Against OpenFisca, {rows:,} cases",
        {"comity, Parquet": from_parquet, "OpenFisca, Parquet": theirs["parquet_per_second"],
         "comity, prepared": prepared, "OpenFisca, prepared": theirs["prepared_per_second"],
         "NumPy by hand, prepared": theirs["numpy_per_second"]},
    )  # fmt: skip
    return {
        "sql_vs_openfisca_parquet": from_parquet / theirs["parquet_per_second"],
        "sql_vs_openfisca_prepared": prepared / theirs["prepared_per_second"],
        "sql_vs_numpy_prepared": prepared / theirs["numpy_per_second"],
        "sql_prepared_per_second": prepared,
        "openfisca_prepared_per_second": theirs["prepared_per_second"],
    }


RATES = ("parquet_per_second", "prepared_per_second", "numpy_per_second")


def _openfisca(python: str, path: Path) -> dict[str, Any]:
    script = ROOT / "bench" / "sql_openfisca.py"
    run = subprocess.run(
        [python, str(script), str(path), *listed()], stdout=subprocess.PIPE, text=True, check=True
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def linear(folder: Path, console: Console) -> Results:
    """Checked and written out of core, at most 4 GB in memory: seconds for each million."""
    rates: dict[str, float] = {}
    results: Results = {}
    for rows in LINEAR:
        path = sql_cases.write(folder / f"comity-{rows}.parquet", rows)
        out = folder / "comity-rulings.parquet"
        start = time.perf_counter()
        with rulings(path, law(), ("hold",), settings=Settings(folder=folder)) as found:
            count = found.write(out)
        spent = time.perf_counter() - start
        assert count == rows, f"{count} rulings on {rows} cases"
        out.unlink()
        rates[f"{rows:,} cases"] = rows / spent
        results[f"sql_seconds_per_million_at_{rows}"] = spent / rows * 1e6
    _print(console, "Parquet to Parquet, every row checked", rates)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    results["sql_most_memory_gb"] = most / (1e9 if sys.platform == "darwin" else 1e6)
    return results


def ours(connection: Any, source: str) -> str:
    """The reader's own query over nested columns."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    types = {name: type_ for name, type_, *_ in described}
    found = select(version(), types, source=source, actions=("hold",), carry=())
    return f"SELECT hold_outcome, count(*) FROM ({found}) GROUP BY ALL"


def ours_prepared(connection: Any, path: Path) -> str:
    """The reader's query over a table that was made ready beforehand."""
    read = f"read_parquet('{path}', file_row_number = true)"
    connection.execute(
        "CREATE VIEW numbered AS SELECT * EXCLUDE (file_row_number), "
        f'file_row_number + 1 AS "row" FROM {read}'
    )
    described = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    ready = prepare(connection, "numbered", {name: type_ for name, type_, *_ in described}, "ready")
    constants = Constants()
    found = select(
        version(), ready.types, source=ready.table, actions=("hold",), carry=(),
        constants=constants, kinds=ready.kinds, known=ready.known,
    )  # fmt: skip
    connection.execute(f"CREATE TABLE {TABLE} AS {constants.select()}")
    return f"SELECT hold_outcome, count(*) FROM ({found}) GROUP BY ALL"


def by_hand(source: str) -> Mapping[str, str]:
    """The rule in SQL as people write it, from the plainest to the quickest that we found."""
    sections = ", ".join(f"'{one}'" for one in listed())
    crime = f"(c.code = 'NY PL' AND c.section IN ({sections}) OR c.qualifies)"
    cheap = "c.sentenced AND NOT c.youthful_offender AND c.grade = 'felony'"
    counts = f"{cheap} AND {crime}"
    warrant = (
        "i.kind = 'judicial-warrant' AND i.issuer IN ('article-iii-judge', 'us-magistrate-judge') "
        "AND i.presented_at <= request.received_at"
    )
    facts = (
        "request.kind = 'detainer' AS d, person.watchlist_match AS match, "
        "person.reentered_after_removal AS again, person.convictions AS convictions, "
        "custody.arrested - INTERVAL 5 YEAR AS since"
    )
    paper = f"list_contains(list_transform(request.instruments, lambda i: {warrant}), true) AS w"
    base = f"SELECT row_number() OVER () AS n, {facts}, {paper} FROM {source}"

    def some(condition: str) -> str:
        return f"list_contains(list_transform(convictions, lambda c: {condition}), true)"

    def outcome(query: str) -> str:
        return (
            "SELECT CASE WHEN d AND (w AND (recent OR match) OR again AND ever OR match) "
            "THEN 'may' WHEN d THEN 'must-not' ELSE 'silent' END AS hold_outcome, count(*) "
            f"FROM ({query}) GROUP BY ALL"
        )

    plain = f"SELECT {facts}, {paper} FROM {source}"
    needed = "d AND NOT match AND (w OR again)"
    joined = (
        "SELECT b.d, b.match, b.again, b.w, g.n IS NOT NULL AS ever, coalesce(g.recent, false) AS "
        "recent FROM b LEFT JOIN g USING (n)"
    )
    flat = "SELECT n, since, unnest(convictions) AS c FROM b"
    grouped = f"SELECT n, bool_or(c.judgment >= since) AS recent FROM f WHERE {counts} GROUP BY n"
    dates = (
        f"SELECT *, CASE WHEN {needed} THEN list_transform(convictions, lambda c: CASE WHEN "
        f"{cheap} AND (c.qualifies OR c.code = 'NY PL' AND list_contains([{sections}], c.section)) "
        f"THEN c.judgment END) END AS days FROM ({plain})"
    )
    return {
        "two conditions on a list": outcome(
            f"SELECT *, {some(f'{counts} AND c.judgment >= since')} AS recent, {some(counts)} AS "
            f"ever FROM ({plain})"
        ),
        "only where it matters": outcome(
            f"SELECT *, CASE WHEN {needed} THEN {some(f'{counts} AND c.judgment >= since')} END "
            f"AS recent, CASE WHEN {needed} THEN {some(counts)} END AS ever FROM ({plain})"
        ),
        "the days that count, then two tests": outcome(
            "SELECT *, list_contains(list_transform(days, lambda j: j >= since), true) AS recent, "
            "list_contains(list_transform(days, lambda j: j IS NOT NULL), true) AS ever "
            f"FROM ({dates})"
        ),
        "the last day that counts": outcome(
            f"SELECT *, list_max(days) >= since AS recent, list_max(days) IS NOT NULL AS ever "
            f"FROM ({dates})"
        ),
        "flattened, joined to the schedule": (
            f"WITH b AS ({base}), f AS ({flat}), g AS ({grouped}) {outcome(joined)}"
        ),
        "flattened only where it matters": (
            f"WITH b AS ({base}), f AS ({flat} WHERE {needed}), g AS ({grouped}) {outcome(joined)}"
        ),
    }


def _counts(connection: Any, query: str) -> Callable[[], Counts]:
    return lambda: dict(sorted(connection.execute(query).fetchall()))


def measured(readers: Mapping[str, Callable[[], Counts]], rows: int) -> dict[str, float]:
    """Cases a second of each reader: its best round. Raises where two count differently."""
    counts = {name: reader() for name, reader in readers.items()}
    for name, found in counts.items():
        assert found == next(iter(counts.values())), f"{name} counts differently: {counts}"
    best = dict.fromkeys(readers, float("inf"))
    for _ in range(ROUNDS):
        for name, reader in readers.items():
            start = time.perf_counter()
            reader()
            best[name] = min(best[name], time.perf_counter() - start)
    return {name: rows / seconds for name, seconds in best.items()}


def _print(console: Console, title: str, rates: Mapping[str, float]) -> None:
    table = Table(title=title, title_justify="left")
    table.add_column("reader")
    table.add_column("million cases a second", justify="right")
    for name, rate in rates.items():
        table.add_row(name, f"{rate / 1e6:.2f}")
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
