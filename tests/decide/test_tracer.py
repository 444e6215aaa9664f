"""The generated proof has every part that the plain one has, with the same value and facts."""

import pytest
from hypothesis import given, settings

from comity.decide.plan import plan
from comity.decide.trace import trace
from comity.decide.tracer import tracer
from comity.flow import counsel
from comity.model.case import Case
from comity.prove.scenarios import Scenario
from tests.cases import random_cases
from tests.prove.test_scenarios import SHIPPED

COUNSEL = counsel()
AGENCIES = tuple(agency.id for _, agency in COUNSEL.law.agencies())
FIRST = {agency.id: pack.first for pack, agency in COUNSEL.law.agencies()}


def compare(case: Case) -> None:
    version = COUNSEL.version(case)
    proof = tracer(version)(case)
    decision = COUNSEL.decide(case)
    for outcome, action in zip(proof.outcomes, plan(version).actions, strict=True):
        nodes = (action.forbids, action.requires, action.permits)

        assert decision.actions[action.action].outcome == outcome
        assert tuple(trace(node, case) for node in nodes) == proof.steps(action.action)


@pytest.mark.parametrize("scenario", SHIPPED[::4], ids=lambda one: one.says)
def test_the_proofs_of_the_scenarios_are_the_same(scenario: Scenario) -> None:
    """Real law, with elements of lists, nested definitions and calendar functions."""
    compare(scenario.case)


@settings(max_examples=60)
@given(random_cases(agencies=AGENCIES))
def test_the_proofs_of_random_cases_are_the_same(case: Case) -> None:
    """With any facts unknown."""
    if COUNSEL.day(case) >= FIRST[case.agency]:
        compare(case)
