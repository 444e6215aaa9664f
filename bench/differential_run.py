"""What is put to the readers: the law as it is, random pages of law, and random conditions."""

from collections.abc import Sequence
from itertools import islice
from random import Random

from attrs import evolve

from bench import differential_sql
from bench.differential import Tally, compare, compare_condition
from bench.random_cases import RandomCases
from bench.random_rules import AGENCY, condition, page, version_of
from bench.sql_table import table_of
from comity.law.pack import Law
from comity.model.case import Case


def on_the_law(law: Law, seed: int, cases: int, examples: Sequence[Case] = ()) -> Tally:
    """The readers on so many cases over every version of every agency, and on varied examples."""
    tally = Tally()
    asked = [*islice(RandomCases(law, seed, examples), cases)]
    for case, version in asked:
        compare(case, version, tally)
    differential_sql.compare(asked, tally)
    return tally


def on_random_pages(pool: Sequence[Case], seed: int, pages: int, cases: int) -> Tally:
    """The readers on random pages of law, each with so many cases of the pool."""
    tally = Tally()
    random = Random(seed)
    pool = [evolve(case, agency=AGENCY) for case in pool]
    with table_of(pool) as table:
        for _ in range(pages):
            text = page(random)
            version = version_of(text)
            rows = random.sample(range(len(pool)), cases)
            for row in rows:
                compare(pool[row], version, tally, text)
            differential_sql.compare_page(table, rows, version, tally, text)
    return tally


def on_random_conditions(pool: Sequence[Case], seed: int, conditions: int, cases: int) -> Tally:
    """The readers of CEL on random conditions, each with so many cases of the pool."""
    tally = Tally()
    random = Random(seed)
    with table_of(pool) as table:
        for _ in range(conditions):
            written = condition(random)
            rows = random.sample(range(len(pool)), cases)
            compare_condition(written, [pool[row] for row in rows], tally, cel_python=cases // 10)
            differential_sql.compare_condition(table, rows, written, tally)
    return tally
