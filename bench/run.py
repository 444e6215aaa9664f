"""Measures Comity on this machine: `python bench/run.py [--quick]`.

Prints its tables and writes `bench/results.json`: flat keys, each a ratio or rate of one run. Other
measurements keep theirs in the same file.
Nothing here passes or fails by the clock; only a mismatch between readers ends with status 1.
"""

import argparse
import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from attrs import evolve, frozen
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
# As a script, Python looks for modules beside this file and not above it.
sys.path.insert(0, str(ROOT))

from bench import differential, differential_run, engines, other_engines, sql, sql_law  # noqa: E402
from bench.kept import KEPT, Results, keep  # noqa: E402
from bench.known_cases import FIRST_DAY, known_cases  # noqa: E402
from bench.random_cases import RandomCases, examples  # noqa: E402
from comity.decide.answer import decide  # noqa: E402
from comity.decide.closure import closure  # noqa: E402
from comity.facts import cases  # noqa: E402
from comity.law.read import read_law, shipped  # noqa: E402
from comity.law.version import in_force  # noqa: E402
from comity.model.case import Case  # noqa: E402

POLICE = "us-ny-nyc/nypd"


@frozen
class Size:
    """How much is measured: rounds of each engine and seconds a round, starts, random cases.

    `parts`: into how many the random cases are shared out, for each processor.
    In bulk: so many cases of one rule, so many different ones of the whole law, so many rounds.
    """

    cases: int
    rounds: int
    seconds: float
    starts: int
    law_cases: int
    pages: int
    conditions: int
    parts: int
    bulk: tuple[int, int, int]


FULL = Size(
    300, 7, 0.5, 15,
    law_cases=8000, pages=1200, conditions=2000, parts=4, bulk=(3_000_000, 20_000, 5),
)  # fmt: skip
QUICK = Size(
    60, 3, 0.06, 5,
    law_cases=240, pages=40, conditions=50, parts=1, bulk=(300_000, 1_000, 2),
)  # fmt: skip

CASES_A_PAGE, CASES_A_CONDITION = 20, 100


def main() -> int:
    """Runs every part, prints its table and writes the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer cases; under 50 seconds")
    size = QUICK if parser.parse_args().quick else FULL
    console = Console()
    found: Results = {}
    for part in PARTS:
        found |= part(size, console)
    keep(found, [start for starts in PARTS.values() for start in starts])
    console.print(f"Written to {KEPT.relative_to(ROOT)}. Rates and ratios hold for this machine.")
    return 1 if found["differential_mismatches"] else 0


def rate(answer: Callable[[Any], Any], asked: Sequence[Any], seconds: float) -> float:
    """Answers a second, over the whole list as often as fits."""
    done, start = 0, time.perf_counter()
    while True:
        for one in asked:
            answer(one)
        done += len(asked)
        spent = time.perf_counter() - start
        if spent >= seconds:
            return done / spent


def interleaved(
    timed: Mapping[str, tuple[Callable[[Any], Any], Sequence[Any]]], size: Size
) -> dict[str, list[float]]:
    """The rates of each in round after round, so that a slow moment of the machine hits all."""
    rates: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(size.rounds):
        for name, (answer, asked) in timed.items():
            gc.collect()
            gc.disable()
            rates[name].append(rate(answer, asked, size.seconds))
            gc.enable()
    return rates


def ratio(rates: dict[str, list[float]], one: str, other: str) -> float:
    """How many times as fast one is: the median over the rounds."""
    return median(a / b for a, b in zip(rates[one], rates[other], strict=True))


def engine_rates(size: Size, console: Console) -> Results:
    """The same rule in every engine, once all of them agree on every case."""
    asked = known_cases(size.cases, engines.listed())
    rivals, readied = other_engines.as_called(), other_engines.with_prepared_facts()
    everyone = [*engines.ours(), *rivals, *readied]
    timed = {one.name: (one.answer, [one.prepare(case) for case in asked]) for one in everyone}
    must_agree(everyone, asked)
    rates = interleaved(timed, size)
    hand, swift, proof, full = list(timed)[:4]
    fastest, fastest_prepared = (
        max((one.name for one in some), key=lambda name: median(rates[name]))
        for some in (rivals, readied)
    )
    table = Table(title=f"One rule, {size.cases} cases with every fact known")
    for column in ("engine", "decisions a second", "slowest and fastest round", "by hand = 1"):
        table.add_column(column, justify="left" if column == "engine" else "right")
    for name, found in rates.items():
        spread = f"{min(found):,.0f} to {max(found):,.0f}"
        table.add_row(name, f"{median(found):,.0f}", spread, f"{ratio(rates, name, hand):.4g}")
    console.print(table)
    console.print(
        f"Fastest other engine: {fastest}, called with the facts of a case as plain values; with "
        f"each case put into the engine's own form uncounted: {fastest_prepared}. "
        "The others answer two outcomes; Comity also says whether a person must look.\n"
    )
    return {
        "closure_vs_fastest_engine": ratio(rates, swift, fastest),
        "closure_vs_fastest_prepared_engine": ratio(rates, swift, fastest_prepared),
        "trace_vs_fastest_engine": ratio(rates, proof, fastest),
        "trace_vs_fastest_prepared_engine": ratio(rates, proof, fastest_prepared),
        "decide_vs_fastest_engine": ratio(rates, full, fastest),
        "closure_vs_handwritten": ratio(rates, swift, hand),
    }


def must_agree(everyone: Sequence[engines.Engine], asked: Sequence[Case]) -> None:
    """Raises AssertionError unless every engine gives every case the same outcomes."""
    expected = [everyone[0].answer(case) for case in asked]
    for one in everyone[1:]:
        found = [tuple(one.outcomes(one.answer(one.prepare(case)))) for case in asked]
        wrong = [case.id for case, a, b in zip(asked, found, expected, strict=True) if a != b]
        if wrong:
            raise AssertionError(f"{one.name} differs from {everyone[0].name} on {wrong}")


def law_rates(size: Size, console: Console) -> Results:
    """The law as it is: New York City's police in June 2019, all nine actions."""
    law = in_force(read_law(), POLICE, FIRST_DAY)
    asked = known_cases(min(size.cases, 100), engines.listed())
    example = next(cases(ROOT / "examples" / "case-a.json"))
    example = evolve(example, at=example.at.replace(year=2019))
    swift = closure(law)
    timed: dict[str, tuple[Callable[[Any], Any], Sequence[Any]]] = {
        "closure": (swift, asked),
        "decide": (lambda case: decide(case, law), asked),
        "decide, case A": (lambda case: decide(case, law), [example]),
    }
    rates = interleaved(timed, size)
    table = Table(title=f"The law in force for {POLICE} on {FIRST_DAY}, nine actions")
    table.add_column("reader")
    table.add_column("decisions a second", justify="right")
    for name, found in rates.items():
        table.add_row(name, f"{median(found):,.0f}")
    console.print(table, "")
    return {
        "law_closure_per_second": median(rates["closure"]),
        "law_decide_per_second": median(rates["decide"]),
        "law_decide_case_a_per_second": median(rates["decide, case A"]),
    }


def cold_start(size: Size, console: Console) -> Results:
    """A whole `comity decide` of case A, beside a Python that does nothing."""
    comity = Path(sys.executable).parent / "comity"
    commands = {
        "decide": [str(comity), "decide", str(ROOT / "examples" / "case-a.json")],
        "python": [sys.executable, "-c", "pass"],
    }
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(size.starts + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if number:  # the first start fills the caches
                spent[name].append(time.perf_counter() - start)
    whole, bare = median(spent["decide"]), median(spent["python"])
    table = Table(title="From the command line, with a warm cache")
    table.add_column("command")
    table.add_column("seconds", justify="right")
    table.add_row("comity decide examples/case-a.json", f"{whole:.3f}")
    table.add_row("python -c pass", f"{bare:.3f}")
    table.add_row("decide, less four times python", f"{whole - 4 * bare:.3f}")
    console.print(table, "")
    return {"cold_decide_seconds_over_python": whole - 4 * bare}


def in_bulk(size: Size, console: Console) -> Results:
    """One rule and the whole law by SQL, over many cases at once."""
    one_rule, whole_law, rounds = size.bulk
    return {
        **sql.measure(one_rule, rounds, console),
        **sql_law.measure(whole_law, min(rounds, 3), console),
    }


def differences(size: Size, console: Console) -> Results:
    """Every reader against a plainer one, on random cases and random law."""
    tally = differential.Tally()
    workers = os.cpu_count() or 1
    parts = workers * size.parts
    with ProcessPoolExecutor(workers) as pool:
        for found in pool.map(_differences, [size] * parts, range(parts), [parts] * parts):
            tally.add(found)
    table = Table(title="Differential comparisons: one is one answer")
    table.add_column("reader")
    table.add_column("comparisons", justify="right")
    for name, count in sorted(tally.compared.items()):
        table.add_row(name, f"{count:,}")
    table.add_row("all", f"{tally.comparisons:,}")
    table.add_row("mismatches", str(len(tally.mismatches)))
    console.print(table)
    for mismatch in tally.mismatches[:20]:
        console.print(mismatch, markup=False, highlight=False, soft_wrap=True)
    return {
        "differential_comparisons": tally.comparisons,
        "differential_mismatches": len(tally.mismatches),
    }


def _differences(size: Size, seed: int, parts: int) -> differential.Tally:
    law = read_law()
    pool = [case for case, _ in islice(RandomCases(law, 1000 + seed), 1000)]
    tally = differential_run.on_the_law(law, seed, size.law_cases // parts, examples(shipped()))
    tally.add(differential_run.on_random_pages(pool, seed, size.pages // parts, CASES_A_PAGE))
    tally.add(
        differential_run.on_random_conditions(
            pool, seed, size.conditions // parts, CASES_A_CONDITION
        )
    )
    return tally


PARTS: Mapping[Callable[[Size, Console], Results], tuple[str, ...]] = {
    engine_rates: ("closure_vs_", "trace_vs_", "decide_vs_"),
    law_rates: ("law_",),
    cold_start: ("cold_",),
    # The figures beside OpenFisca stay where this Python does not have it.
    in_bulk: ("sql_vs_handwritten_", "sql_parquet_", "sql_table_", "sql_law_", "simulate_law_"),
    differences: ("differential_",),
}
"""What is measured, and how its keys begin."""

if __name__ == "__main__":
    sys.exit(main())
