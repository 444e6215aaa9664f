"""Small faults put into the law must be noticed: a sample, and how the mutants themselves are made.

`python bench/mutation.py packs` tries every one and takes a quarter of an hour.
"""

import ast
from collections import Counter
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest

from bench.mutation import known, sampled
from bench.mutation_code import MODULES, Module
from bench.mutation_code import mutants as code_mutants
from bench.mutation_law import Mutant, mutants
from bench.mutation_trial import Fresh, Trial
from comity.law.read import read_law, shipped
from comity.prove.scenarios import run
from tests.packs import folder

ROOT = Path(__file__).resolve().parents[1]
NEW_YORK = ("us", "us-ny", "us-ny-nyc")
SEED = 2014

RULE = """\
id: one
in_force: 2013-01-01..2014-12-31
permit: [hold, transfer]
when: >
  !person.consents && person.convictions.exists(c,
    c.grade in ["felony", "misdemeanor"] && c.judgment >= years_before(day(at), 5))
  || request.received_at < at && request.kind == "detainer"
limits: {hours: 48, from: custody.released_otherwise_at, not_counted: [sunday]}
duties:
  - {do: search}
  - {do: release, when: limit-reached}
contested:
  - {why: doubtful, from: 2014-06-01}
"""
EXCEPTION = """\
id: two
in_force: 2013-01-01..
forbid: hold
exception_to: one
"""


@cache
def trial() -> Trial:
    """The shipped law and its scenarios."""
    return Trial(shipped())


@cache
def of_new_york() -> list[Mutant]:
    return mutants(shipped(), NEW_YORK)


@pytest.mark.slow
def test_the_scenarios_notice_small_faults_in_the_law() -> None:
    """Of twenty-five mutants of the law of New York all are noticed, save those that are known."""
    chosen = sampled(of_new_york(), 25, SEED)
    unnoticed = [one for one in chosen if not trial().verdict(one).by]

    assert [] == [one.key for one in unnoticed if one.key not in known("packs")]


def test_whatever_is_known_as_unnoticed_is_still_a_mutant() -> None:
    """A page that changes takes its entries in the list along."""
    every = {one.key for one in of_new_york()}

    assert [] == [
        key for key in known("packs") if key.partition("/")[0] in NEW_YORK and key not in every
    ]


def test_every_mutant_changes_its_file_and_no_two_are_the_same() -> None:
    """A mutant that changes nothing would count as one that nobody notices."""
    changed: dict[str, set[str]] = {}
    for one in of_new_york():
        text = (shipped() / one.file).read_text(encoding="utf-8")
        changed.setdefault(one.file, {text}).add(one.text(text))

    assert len(of_new_york()) == sum(len(texts) - 1 for texts in changed.values())
    assert len(of_new_york()) == len({one.key for one in of_new_york()})


def test_each_kind_of_fault_is_put_wherever_it_fits(tmp_path: Path) -> None:
    """Counted by hand on a page of two rules."""
    found = mutants(folder(tmp_path, RULE, EXCEPTION), ["us-zz"])

    assert {
        "comparison": 3,
        "edge": 2,
        "connective": 4,
        "negation": 1,
        "literal": 3,
        "number": 4,
        "date": 4 + 2 + 4,
        "exception": 1,
        "contested": 1,
        "limit": 1,
        "duty": 2,
        "action": 2,
        "rule": 2,
        "row": 4,
    } == Counter(one.kind for one in found)


def test_a_date_is_moved_with_the_days_that_hang_on_it(tmp_path: Path) -> None:
    """The law still reads: an act a day later begins its reading and ends the one before."""
    root = folder(tmp_path, RULE, EXCEPTION)
    later = next(one for one in mutants(root, ["us-zz"]) if one.now.endswith("2015-01-02}"))
    path = root / later.file
    path.write_text(later.text(path.read_text(encoding="utf-8")), encoding="utf-8")

    assert "2013-01-01..2015-01-01" in path.read_text(encoding="utf-8")
    assert ["one", "two"] == [one.id for one in read_law(root).packs["us-zz"].pages[0].provisions]


@pytest.mark.slow
def test_scenarios_are_left_out_only_where_their_law_is_the_same() -> None:
    """With every scenario decided anew, whatever the mutant touches, the verdict is the same."""
    for mutant in sampled(of_new_york(), 6, SEED + 1):
        verdict = trial().verdict(mutant)
        if verdict.by in ("", "scenario"):
            mutated = Fresh(trial().mutated(mutant)[0])
            failed = any(run(one, mutated).faults for one in trial().scenarios)
            assert failed == (verdict.by == "scenario"), mutant.key


def test_the_mutants_of_code_are_made_from_its_syntax() -> None:
    """Every kind of change once, each in its own place, and none in words, types or decorators."""
    text = dedent('''\
        """Words."""
        Truth = bool | None

        @cache
        def one(a: int = 1) -> "Truth":
            """More words."""
            if not a and a < 2:
                return None
            return a + 1
        ''')
    found = list(Module("one.py", text).mutants())

    assert [
        "constant 1 -> 2",
        "statement if not a and a < 2: -> pass",
        "connective not a and a < 2 -> not a or a < 2",
        "negation not a and a < 2 -> not not a and a < 2",
        "comparison not a and a < 2 -> not a and a >= 2",
        "edge not a and a < 2 -> not a and a <= 2",
        "constant not a and a < 2 -> not a and a < 3",
        "statement return None -> pass",
        "constant None -> False",
        "statement return a + 1 -> pass",
        "sign a + 1 -> a - 1",
        "constant a + 1 -> a + 2",
    ] == [f"{one.kind} {one.was} -> {one.now}" for one in found]


def test_every_mutant_of_code_is_python_and_no_two_are_the_same() -> None:
    """A mutant that does not compile would be noticed by any test at all."""
    found = code_mutants(ROOT, MODULES[:3])
    texts = {(one.file, one.edits[0][2]) for one in found}
    for _, text in texts:
        ast.parse(text)

    assert len(found) == len(texts)
