"""The desk under load: `python bench/desk.py [--quick] [--database NAME] [--profile]`.

Intake beside bare inserts, a burst, and the queries on 2.5 million stored requests beside those on
25,000, on SQLite and on PostgreSQL. Each figure is a ratio within one run. The keys are put into
`bench/results.json` beside those of `bench/run.py`.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import desk_base, desk_intake, desk_queries, kept  # noqa: E402

PARTS: Final = ("intake", "queries")
MANY, FEW = 2_500_000, 25_000

Results = dict[str, float | int]


def main() -> int:
    """Measures each part on each database, in a process of its own, and writes the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer requests, fewer rows")
    parser.add_argument("--database", choices=desk_base.KINDS, help="on this one only")
    parser.add_argument("--part", choices=PARTS, help="this part only")
    parser.add_argument("--many", type=int, default=MANY, help="so many stored requests")
    parser.add_argument("--profile", action="store_true", help="print where intake spends its time")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(_measure(options)))
        return 0
    results: Results = {}
    for part in [options.part] if options.part else PARTS:
        for kind in [options.database] if options.database else desk_base.KINDS:
            command = [*sys.orig_argv, "--here", "--part", part, "--database", kind]
            found = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            results |= json.loads(found.stdout)
    keep(over_both(results))
    return 0


def _measure(options: argparse.Namespace) -> Results:
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    kind = options.database
    with desk_base.pair(kind):
        if options.part == "queries":
            many = min(options.many, 250_000) if options.quick else options.many
            return desk_queries.measure(kind, FEW if many > FEW else many, many, console.print)
        sizes = (4, 20, 100) if options.quick else (8, 60, 2_000)
        return desk_intake.measure(kind, *sizes, options.profile, console.print)


def over_both(results: Results) -> Results:
    """With the worse of both databases under the plain name."""
    whole = dict(results)
    for name, worse in (("intake_vs_bare_insert", min), ("burst_requests_lost", sum)):
        found = [v for k in desk_base.KINDS if (v := results.get(f"{name}_{k}")) is not None]
        if found:
            whole[name] = worse(found)
    queries = {
        name.removesuffix(f"_{kind}") for kind in desk_base.KINDS for name in results
        if name.endswith(f"_{kind}") and "k_vs_" in name
    }  # fmt: skip
    for name in sorted(queries):
        whole[name] = max(
            results[one] for k in desk_base.KINDS if (one := f"{name}_{k}") in results
        )
    return whole


def keep(results: Results) -> None:
    """Puts the results beside those that are kept, and prints them."""
    kept.keep(results)
    for name, value in results.items():
        print(f"{name:45} {value:,.3f}")


if __name__ == "__main__":
    sys.exit(main())
