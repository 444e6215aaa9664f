"""How `simulate` grows with its data: `python bench/curve.py [--rows N ...] [--folder DIR]`.

Each size is one Parquet file that is checked, answered, counted and written out by a process of its
own, whose greatest memory and processor time are told. A million cases are drawn; larger files
repeat them under other ids. Prints a table, puts its keys into `bench/results.json` beside those of
other sizes, and draws `docs/explanation/curve.svg`. A hundred million cases take about 8 GB in the
folder, which is left as it was.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import sql, sql_cases  # noqa: E402
from bench.kept import Results, keep  # noqa: E402
from comity.simulate.engine_counts import simulate  # noqa: E402
from comity.simulate.engine_duckdb import Settings, opened  # noqa: E402
from comity.simulate.question import Question  # noqa: E402

DRAWN = 1_000_000
SIZES = (DRAWN, 10 * DRAWN, 100 * DRAWN)
MEMORY = "3GB"
"""What DuckDB may use; Python and its libraries come on top."""

Point = dict[str, float]


def main() -> int:
    """Measures, prints, writes and draws; or, for a file, measures that one in this process."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="multiples of a million")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.file:
        print(json.dumps(_one(given.file, given.folder)))
        return 0
    found = points(given.rows, given.folder)
    results = told(found, Console())
    keep(results)
    if len(found) > 1:
        draw(found, ROOT / "docs" / "explanation" / "curve.svg")
    return 0


def points(sizes: Sequence[int], above: Path) -> dict[int, Point]:
    """What each size takes: seconds, and the greatest memory in GB."""
    found = {}
    with tempfile.TemporaryDirectory(dir=above, prefix="comity-curve-") as name:
        folder = Path(name)
        drawn = sql_cases.write(folder / "drawn.parquet", DRAWN)
        for rows in sizes:
            path = _repeated(drawn, folder / "cases.parquet", rows)
            command = [sys.executable, __file__, "--file", str(path), "--folder", name]
            run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            found[rows] = json.loads(run.stdout)
            assert found[rows]["rows"] == rows, f"{found[rows]} of {rows} rows"
    return found


def _repeated(drawn: Path, path: Path, rows: int) -> Path:
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        connection.execute("SET preserve_insertion_order = false; SET memory_limit = '2GB'")
        connection.execute(
            f"COPY (SELECT * EXCLUDE (copy) REPLACE (id || '-' || copy AS id) FROM '{drawn}', "
            f"range({-(-rows // DRAWN)}) AS r(copy) LIMIT {rows}) TO '{path}' (FORMAT parquet)"
        )
    return path


def _one(path: Path, folder: Path) -> Point:
    out = folder / "rulings.parquet"
    start, used = time.perf_counter(), _cpu_seconds()
    with opened(Settings(memory=MEMORY, folder=folder)) as engine:
        found = simulate(engine, Question(path), sql.law(), out=out)
    seconds, used = time.perf_counter() - start, _cpu_seconds() - used
    with duckdb.connect(":memory:") as connection:
        ((written,),) = connection.execute(f"SELECT count(*) FROM '{out}'").fetchall()
    assert written == found.rows, f"{written} rulings on {found.rows} cases"
    out.unlink()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "rows": written,
        "seconds": seconds,
        "cpu_seconds": used,
        "peak_gb": most / (1e9 if sys.platform == "darwin" else 1e6),
    }


def _cpu_seconds() -> float:
    """What this process and its ended children have used of the processors."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def told(found: dict[int, Point], console: Console) -> Results:
    """The table, printed, and its keys."""
    table = Table(title="`simulate`, Parquet to Parquet, every row checked", title_justify="left")
    for column in ("cases", "seconds", "of processors", "cases a second", "greatest memory, GB"):
        table.add_column(column, justify="right")
    results: Results = {}
    for rows, point in found.items():
        rate = rows / point["seconds"]
        table.add_row(
            f"{rows:,}", f"{point['seconds']:.1f}", f"{point['cpu_seconds']:.1f}",
            f"{rate:,.0f}", f"{point['peak_gb']:.2f}",
        )  # fmt: skip
        key = f"curve_{rows // DRAWN}m"
        results[f"{key}_rows_per_second"] = rate
        results[f"{key}_seconds"] = point["seconds"]
        results[f"{key}_cpu_seconds"] = point["cpu_seconds"]
        results[f"{key}_peak_gb"] = point["peak_gb"]
    console.print(table, "")
    return results


def draw(found: dict[int, Point], path: Path) -> None:
    """The curve as a picture: seconds and memory by the number of cases, both read as numbers."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "comity", "svg.fonttype": "none"}):
        figure = Figure(figsize=(9.0, 3.6), layout="constrained")
        left, right = figure.subplots(1, 2)
        _line(left, found, "seconds", "seconds (logarithmic)", "{:,.1f} s")
        left.set_yscale("log")
        _line(right, found, "peak_gb", "greatest memory, GB", "{:.2f} GB")
        right.axhline(4, color="black", linestyle=":", linewidth=1)
        right.annotate("4 GB", (1, 4), xycoords=("axes fraction", "data"), ha="right", va="bottom")
        right.set_ylim(0, 4.6)
        figure.suptitle(
            "simulate --engine duckdb, Parquet to Parquet, every row checked", x=0.01, ha="left",
            fontsize=10,
        )  # fmt: skip
        figure.savefig(path, metadata={"Date": None})


def _line(axes: Any, found: dict[int, Point], key: str, label: str, shown: str) -> None:
    millions = [rows / DRAWN for rows in found]
    axes.plot(millions, [one[key] for one in found.values()], "o-", color="#1f2a44")
    axes.set_xscale("log")
    axes.set_xticks(millions, [f"{one:g}" for one in millions])
    axes.minorticks_off()
    axes.margins(x=0.15)
    axes.set_xlabel("million cases (logarithmic)")
    axes.set_ylabel(label)
    axes.spines[["top", "right"]].set_visible(False)
    for at, one in zip(millions, found.values(), strict=True):
        axes.annotate(
            shown.format(one[key]), (at, one[key]), xytext=(-6, 6), textcoords="offset points",
            ha="right", fontsize=8,
        )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
