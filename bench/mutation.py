"""Mutation testing: small faults are put into the law, or into `decide`, and somebody must notice.

    python bench/mutation.py packs  [--packs us us-ny …] [--sample N] [--seed S]
    python bench/mutation.py decide [--sample N] [--seed S]

Prints the score by kind of fault and every survivor with its place, and writes bench/mutation.json.
A survivor is a fault that no scenario or test would show. Those that nobody can do anything about
here are in mutation_known.yaml with the reason: `equivalent` ones change no answer and do not
count, `unseen` ones change something that no scenario can express, and count against the score.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import yaml  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import (  # noqa: E402
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table  # noqa: E402

from bench import mutation_code, mutation_law  # noqa: E402
from bench.mutation_law import Mutant  # noqa: E402
from bench.mutation_trial import Trial, Verdict  # noqa: E402

PACKS = HERE.parent / "packs"
RESULT = HERE / "mutation.json"
Tried = tuple[Mutant, Verdict]


def sampled(found: Sequence[Mutant], size: int | None, seed: int) -> list[Mutant]:
    """That many of them in their order, the same for one seed."""
    if size is None or size >= len(found):
        return list(found)
    return [found[n] for n in sorted(Random(seed).sample(range(len(found)), size))]


def known(of: str) -> dict[str, tuple[str, str]]:
    """The mutants of the law or of `decide` that are not noticed, by key: the verdict and why."""
    listed = yaml.safe_load((HERE / "mutation_known.yaml").read_text(encoding="utf-8"))
    return {key: (one["verdict"], one["why"]) for one in listed[of] for key in one["mutants"]}


@cache
def law_trial() -> Trial:
    """The trial of the shipped law, once in each process."""
    return Trial(PACKS)


def try_law(mutant: Mutant) -> Tried:
    """One mutant of the law, tried in this process."""
    return mutant, law_trial().verdict(mutant)


def law_results(found: list[Mutant], console: Console) -> list[Tried]:
    """Every mutant of the law with its verdict."""
    if wrong := law_trial().sound():
        sys.exit("the law does not pass its own checks:\n" + "\n".join(wrong))
    with ProcessPoolExecutor(os.cpu_count(), initializer=law_trial) as pool:
        return _all(pool, try_law, found, console)


def code_results(found: list[Mutant], console: Console) -> list[Tried]:
    """Every mutant of `decide` with its verdict."""
    workers = os.cpu_count() or 1
    with mutation_code.Workshops(HERE.parent, workers) as shops:
        console.print(f"the tests by themselves: {shops.seconds:.1f} s")
        with ThreadPoolExecutor(workers) as pool:
            return _all(pool, shops.verdict, found, console)


def _all(
    pool: Executor, work: Callable[[Mutant], Tried], found: list[Mutant], console: Console
) -> list[Tried]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())  # fmt: skip
    done: dict[str, Tried] = {}
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("mutants", total=len(found))
        for future in as_completed([pool.submit(work, one) for one in found]):
            mutant, verdict = future.result()
            done[mutant.key] = (mutant, verdict)
            left = f"{sum(not one.by for _, one in done.values())} unnoticed"
            progress.update(task, advance=1, description=left)
            if not console.is_terminal and len(done) % 100 == 0:
                console.print(f"{len(done)} of {len(found)}, {left}")
    return [done[one.key] for one in found]


def report(of: str, results: list[Tried], console: Console) -> dict[str, Any]:
    """The score and the survivors, printed and as data."""
    verdicts = known(of)
    rows = _rows(results, verdicts)
    _table(of, rows, console)
    left = [one for one, verdict in results if not verdict.by]
    survivors = [one for one in left if one.key not in verdicts]
    for one in survivors:
        console.print(f"\n{one.file}:{one.line}  {one.kind}  {one.rule}", highlight=False)
        console.print(f"  - {one.was}\n  + {one.now}", markup=False, highlight=False)
    stale = [one.key for one, verdict in results if verdict.by and one.key in verdicts]
    for key in stale:
        console.print(f"known as unnoticed, and noticed: {key}", markup=False)
    explained = [one for one in left if one.key in verdicts]
    return {
        "score": rows,
        "survivors": [_data(one) for one in survivors],
        "known": [
            _data(one) | dict(zip(("verdict", "why"), verdicts[one.key], strict=True))
            for one in explained
        ],
    }


def _rows(results: list[Tried], verdicts: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    kinds = dict.fromkeys(one.kind for one, _ in results)
    groups = {kind: [one for one in results if one[0].kind == kind] for kind in kinds}
    return [_row(kind, group, verdicts) for kind, group in (groups | {"all": results}).items()]


def _row(kind: str, group: list[Tried], verdicts: dict[str, tuple[str, str]]) -> dict[str, Any]:
    noticed = Counter(verdict.by for _, verdict in group if verdict.by)
    unnoticed = [one.key for one, verdict in group if not verdict.by]
    why = Counter(verdicts[key][0] if key in verdicts else "survivors" for key in unnoticed)
    counted = len(group) - why["equivalent"]
    return {
        "kind": kind,
        "mutants": len(group),
        "noticed": dict(noticed),
        **{name: why[name] for name in ("equivalent", "unseen", "survivors")},
        "score": noticed.total() / counted if counted else 1.0,
    }


def _table(of: str, rows: list[dict[str, Any]], console: Console) -> None:
    by = sorted({one for row in rows for one in row["noticed"]})
    table = Table("kind", title=f"mutants of {of}")
    for name in ("mutants", *by, "equivalent", "unseen", "survivors", "score"):
        table.add_column(name, justify="right")
    for row in rows:
        cells = [row["mutants"], *(row["noticed"].get(one, 0) for one in by)]
        cells += [row[name] for name in ("equivalent", "unseen", "survivors")]
        table.add_row(row["kind"], *map(str, cells), f"{row['score']:.1%}")
    console.print(table)


def _data(one: Mutant) -> dict[str, Any]:
    return {"key": one.key, "kind": one.kind, "file": one.file, "line": one.line,
            "rule": one.rule, "was": one.was, "now": one.now}  # fmt: skip


def written(of: str, data: dict[str, Any], how: dict[str, Any]) -> None:
    """Puts one part of the result beside the other."""
    kept = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    kept[of] = {**how, **data}
    RESULT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _packs(wanted: Iterable[str] | None) -> Iterator[str]:
    for path in sorted(PACKS.iterdir()):
        if (path / "pack.md").exists() and (wanted is None or path.name in wanted):
            yield path.name


def main() -> None:
    """Runs one of the two."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("of", choices=("packs", "decide"))
    parser.add_argument("--packs", nargs="+", help="packs to mutate (all of them)")
    parser.add_argument("--sample", type=int, help="how many mutants (decide: 150; packs: all)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    console = Console()
    if asked.of == "packs":
        found = mutation_law.mutants(PACKS, _packs(asked.packs))
        chosen = sampled(found, asked.sample, asked.seed)
        results = law_results(chosen, console)
    else:
        found = mutation_code.mutants(HERE.parent)
        chosen = sampled(found, asked.sample or 150, asked.seed)
        results = code_results(chosen, console)
    console.print(f"{len(chosen)} of {len(found)} mutants, seed {asked.seed}")
    data = report(asked.of, results, console)
    written(asked.of, data, {"mutants": len(found), "tried": len(chosen), "seed": asked.seed})


if __name__ == "__main__":
    main()
