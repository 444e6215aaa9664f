"""The fast generator of cases: whole, consistent, near the edges, and the same for a seed."""

from collections import Counter
from itertools import islice

from bench.other_cel import complete
from bench.random_cases import RandomCases, examples
from comity.decide.closure import closure
from comity.facts import case_from, to_json
from comity.flow import Counsel
from comity.law.read import read_law, shipped
from comity.model.decision import OUTCOMES

COUNT = 400


def test_every_random_case_is_one_that_comity_takes() -> None:
    """What is decided at random could have come in as a file."""
    for case, _ in islice(RandomCases(read_law(), 5, examples(shipped())), COUNT):
        again = case_from(to_json(case))

        assert case == again


def test_every_random_case_falls_under_its_version() -> None:
    """The version that is handed out beside a case is the one in force for it."""
    law = read_law()
    counsel = Counsel(law)
    for case, version in islice(RandomCases(law, 6, examples(shipped())), COUNT):
        assert version == counsel.version(case)


def test_a_seed_gives_the_same_cases_again() -> None:
    """A mismatch that a seed found can be found again."""
    law = read_law()
    first = [case for case, _ in islice(RandomCases(law, 7), 50)]

    assert first == [case for case, _ in islice(RandomCases(law, 7), 50)]
    assert first != [case for case, _ in islice(RandomCases(law, 8), 50)]


def test_random_cases_reach_every_outcome_with_facts_known_and_unknown() -> None:
    """A generator that only reached `silent` would compare nothing."""
    drawn = list(islice(RandomCases(read_law(), 9), 2 * COUNT))
    outcomes = Counter(one.outcome for case, law in drawn for one in closure(law)(case))

    assert set(OUTCOMES) == set(outcomes)
    assert {True, False} == {complete(case) for case, _ in drawn}


def test_filling_leaves_known_facts_alone_and_nothing_unknown() -> None:
    """More facts are more facts: what was known stays."""
    cases = RandomCases(read_law(), 10)
    for case, version in islice(cases, 100):
        filled = cases.filled(case, version)

        assert complete(filled)
        assert filled == cases.filled(filled, version)
