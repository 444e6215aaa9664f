"""The crash harness: `python bench/crash.py [--quick] [--seed N] [--database NAME] [--keep DIR]`.

Clerk and workers are killed with SIGKILL at random points of intake, decision, signing and delivery
to real servers, on SQLite and on PostgreSQL, and started again. Then what is left is counted. It
writes `bench/crash.json`; the status is 1 if anything was lost, doubled, uncovered or broken.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.crash_run import Run  # noqa: E402
from tests.servers.postgresql import postgresql  # noqa: E402

DATABASES: Final = ("sqlite", "postgresql")
KILLS, KILLS_QUICK = 200, 20
MUST_BE_NONE: Final = (
    "requests_lost", "steps_lost", "notices_lost", "notices_doubled", "contacts_uncovered",
    "entries_broken",
)  # fmt: skip

Counts = dict[str, Any]


def main() -> int:
    """Runs on both databases, prints the table and writes the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer kills; under four minutes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, help="so many a database")
    parser.add_argument("--database", choices=DATABASES, help="on this one only")
    parser.add_argument("--keep", type=Path, help="leave what was written in this folder")
    options = parser.parse_args()
    kills = options.kills or (KILLS_QUICK if options.quick else KILLS)
    console = Console()
    names = [options.database] if options.database else DATABASES
    # Side by side: most of a run is waiting for processes to start.
    with ThreadPoolExecutor(len(names)) as pool:
        runs = [pool.submit(on, name, options.seed, kills, options.keep, console) for name in names]
        counts = {name: run.result() for name, run in zip(names, runs, strict=True)}
    console.print(table(counts))
    for name, found in counts.items():
        for fault in found.pop("faults"):
            console.print(f"{name}: {fault}", markup=False, highlight=False)
    path = ROOT / "bench" / "crash.json"
    path.write_text(json.dumps(counts, indent=2) + "\n", encoding="utf-8")
    console.print(f"Written to {path.relative_to(ROOT)}.")
    return 1 if any(found[name] for found in counts.values() for name in MUST_BE_NONE) else 0


def on(name: str, seed: int, kills: int, keep: Path | None, console: Console) -> Counts:
    """One run on a new database."""

    def say(line: str) -> None:
        console.print(f"{name}: {line}", highlight=False)

    start = time.monotonic()
    with _folder(keep and keep / name) as folder, _database(name) as address:
        found = Run(folder, address, seed, kills, say).run()
    return found | {"seconds": round(time.monotonic() - start)}


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="comity-crash-") as folder:
        yield Path(folder)


@contextmanager
def _database(name: str) -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the run; nothing for SQLite."""
    if name == "sqlite":
        yield ""
        return
    with postgresql() as address:
        yield address


def table(counts: dict[str, Counts]) -> Table:
    """The counts, a column a database."""
    shown = Table(title="Killed with SIGKILL and started again")
    shown.add_column("count")
    for name in counts:
        shown.add_column(name, justify="right")
    first = next(iter(counts.values()))
    for name in first:
        if name != "faults":
            cells = (_cell(found[name]) for found in counts.values())
            shown.add_row(name.replace("_", " "), *cells)
    return shown


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name} {count}" for name, count in value.items())
    return f"{value:,}"


if __name__ == "__main__":
    sys.exit(main())
