"""The engines of the benchmark: measured only if they say the same."""

import csv

from bench import engines, other_engines
from bench.known_cases import known_cases
from bench.other_cel import complete
from bench.run import must_agree
from comity.law.read import shipped


def test_every_engine_gives_the_same_outcomes() -> None:
    """Python by hand, Comity's readers, CEL twice, Rego and Cedar apply one rule."""
    cases = known_cases(60, engines.listed(), seed=2)

    others = [*other_engines.as_called(), *other_engines.with_prepared_facts()]
    must_agree([*engines.ours(), *others], cases)


def test_the_cases_that_are_measured_have_every_outcome() -> None:
    """A benchmark in which one branch is never taken flatters whoever is slow there."""
    by_hand = engines.by_hand()
    answers = {by_hand.answer(case) for case in known_cases(300, engines.listed())}

    assert answers == {
        ("silent", "silent"),
        ("may", "may"),
        ("may", "must-not"),
        ("must-not", "must-not"),
    }


def test_nothing_is_unknown_in_the_cases_that_are_measured() -> None:
    """Engines without a word for the unknown get facts only."""
    assert all(complete(case) for case in known_cases(100, engines.listed()))


def test_the_list_is_the_one_of_the_real_section() -> None:
    """The benchmark looks crimes up in the 154 places of § 14-154(a)(6)(i)."""
    real = shipped() / "us-ny-nyc" / "schedules" / "violent-or-serious.csv"
    with real.open(encoding="utf-8", newline="") as file:
        sections = tuple(row["section"] for row in csv.DictReader(file))

    assert 154 == len(sections)
    assert sections == engines.listed()
