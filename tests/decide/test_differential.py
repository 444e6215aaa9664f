"""Every reader of the law against a plainer one, on random law and random cases.

A mismatch is shown with the smallest case that still shows it, as a file for `comity decide`.
"""

from functools import cache
from itertools import islice
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import differential, differential_run, differential_sql
from bench.differential import Tally, compare, compare_condition
from bench.other_cel import complete
from bench.random_cases import RandomCases, examples
from bench.random_rules import AGENCY, condition, page, page_of, version_of
from bench.sql_table import Rulings, Table, table_of
from comity.decide.closure import Ruling
from comity.decide.reference import value
from comity.errors import InputError
from comity.facts import case_from
from comity.law.pack import Law
from comity.law.read import read_law, shipped
from comity.model.case import ACTIONS, Case
from comity.model.provision import Version
from tests.cases import random_cases

LAW_SEEDS = range(8)
CASES = 200

ANY_CASE = random_cases(agencies=(AGENCY,), most_convictions=3)


@cache
def law() -> Law:
    return read_law()


@cache
def pool() -> list[Case]:
    return [evolve(case, agency=AGENCY) for case, _ in islice(RandomCases(law(), 99), 1000)]


def shown(tally: Tally) -> str:
    return "\n\n".join(tally.mismatches[:3])


@pytest.mark.slow
@pytest.mark.parametrize("seed", LAW_SEEDS)
def test_the_readers_agree_on_the_law_of_every_agency_and_day(seed: int) -> None:
    """Closure, decision and the law read plainly: outcome, review and limit are the same.

    The generated proof has the same outcomes.
    """
    found = differential_run.on_the_law(law(), seed, CASES, examples(shipped()))

    assert not found.mismatches, shown(found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_the_readers_agree_on_random_pages_of_law(seed: int) -> None:
    """Whatever exceptions, limits and doubts a page combines, the readers combine them alike."""
    found = differential_run.on_random_pages(pool(), seed, pages=100, cases=20)

    assert not found.mismatches, shown(found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_conditions_mean_what_two_other_readers_of_cel_say(seed: int) -> None:
    """An unknown fact is CEL's error, which `&&` and `||` absorb as Kleene's logic does."""
    found = differential_run.on_random_conditions(pool(), seed, conditions=60, cases=50)

    assert not found.mismatches, shown(found)


@given(st.randoms(use_true_random=False), ANY_CASE)
def test_the_readers_agree_on_any_page_and_any_case(random: Random, case: Case) -> None:
    """Hypothesis looks for the smallest page and case on which two readers differ."""
    text = page(random)
    found = Tally()

    compare(case, version_of(text), found, text)

    assert not found.mismatches, shown(found)


@given(st.randoms(use_true_random=False), ANY_CASE)
def test_any_condition_means_the_same_in_cel(random: Random, case: Case) -> None:
    """Hypothesis looks for the smallest condition that two readers take differently."""
    found = Tally()

    compare_condition(condition(random), [case], found, cel_python=1)

    assert not found.mismatches, shown(found)


@settings(max_examples=30)
@given(st.randoms(use_true_random=False))
def test_with_every_fact_known_every_reader_knows_the_answer(random: Random) -> None:
    """Where nothing is unknown, nothing is undetermined, neither here nor in CEL."""
    known = [case for case in pool() if complete(case)][:20]
    written = condition(random)
    found = Tally()

    compare_condition(written, known, found, cel_python=20)

    assert not found.mismatches, shown(found)
    assert None not in [value(written.node, case) for case in known]


def test_what_is_counted_from_an_unknown_day_is_unknown() -> None:
    """Found at random: no time served, counted from a day that nobody knows, is not nought days."""
    served = "days_served(c.incarcerated, c.offence_date, custody.arrested) == 0"
    when = f'when: "person.convictions.exists(c, {served})"'
    version = version_of(page_of([["id: rule", "permit: hold", when]]))
    facts = {**SMALL, "person": {"convictions": [{"incarcerated": []}]}}
    found = Tally()
    compare(case_from(facts), version, found)

    assert not found.mismatches, shown(found)
    assert "undetermined" == differential.by_closure(case_from(facts), version)[0].outcome


def test_a_list_within_a_list_may_look_at_neither() -> None:
    """Found at random: an inner condition that the outer element does not touch."""
    when = "person.charges.exists(x, person.convictions.all(y, y.hate_crime))"
    version = version_of(page_of([["id: rule", "permit: hold", f"when: {when}"]]))
    convictions = [{}, {"hate_crime": True}]
    people: list[dict[str, object]] = [{}, {"charges": [{}]}]
    people.append({"charges": [{}], "convictions": convictions})
    found = Tally()
    for person in people:
        compare(case_from({**SMALL, "person": person}), version, found)

    assert not found.mismatches, shown(found)


def test_a_rule_without_condition_and_a_limit_of_one_hour_are_two_things() -> None:
    """Found at random: `true` and the number 1 are equal to Python, and no reader may mix them."""
    version = version_of(
        page_of(
            [
                ["id: ban", "forbid: hold", "when: person.consents"],
                ["id: limit", "limit: hold", "when: information.public", LIMIT],
                ["id: ask", "refer: hold", "exception_to: ban", "why: Because."],
            ]
        )
    )
    found = Tally()
    compare(case_from(SMALL), version, found)

    assert not found.mismatches, shown(found)


def test_a_reader_that_errs_is_found_with_the_smallest_case(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One wrong answer is a mismatch, shown with the one fact that brings it about."""
    version = version_of(page_of([["id: rule", "permit: hold", "when: person.consents"]]))
    case = next(one for one in pool() if one.person.consents is True and one.person.convictions)

    def errs(case: Case, version: Version) -> tuple[Ruling, ...]:
        right = differential.by_closure(case, version)
        hold = Ruling("silent", False, None) if right[0].outcome == "may" else right[0]
        return (hold, *right[1:])

    monkeypatch.setitem(differential.READERS, "closure", errs)
    found = Tally()
    compare(case, version, found)

    assert 1 == len(found.mismatches)
    assert '"person": {"consents": true}}' in found.mismatches[0]


def test_a_reader_that_raises_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that fails has no answer, which is a mismatch too."""

    def raises(case: Case, version: Version) -> tuple[Ruling, ...]:
        raise InputError("no answer")

    monkeypatch.setitem(differential.READERS, "decide", raises)
    found = Tally()
    compare(case_from(SMALL), version_of(page_of([["id: rule", "permit: hold"]])), found)

    assert "no answer" in shown(found)


def test_a_query_that_loses_a_case_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A case without a ruling among many is a mismatch, and counts as compared."""
    monkeypatch.setattr(Table, "rulings", lambda *args, **options: {})
    asked = [*islice(RandomCases(law(), 5), 2)]
    found = Tally()
    differential_sql.compare(asked, found)

    assert 2 == len(found.mismatches)
    assert 2 * len(ACTIONS) == found.compared["sql"]


def test_a_query_that_errs_among_many_cases_only_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked about the case alone it is right; the mismatch says so and shows the whole case."""
    right = Table.rulings

    def errs(table: Table, *args: Any, **options: Any) -> dict[int, Rulings]:
        answers = right(table, *args, **options)
        return answers if len(answers) == 1 else {**answers, 1: answers[1][::-1]}

    monkeypatch.setattr(Table, "rulings", errs)
    version = version_of(page_of([["id: rule", "permit: hold"]]))
    found = Tally()
    with table_of([case_from(SMALL)] * 2) as table:
        differential_sql.compare_page(table, (0, 1), version, found, "")

    assert 1 == len(found.mismatches)
    assert "only among other cases" in shown(found)


LIMIT = "limits: {hours: 1, from: request.received_at}"
SMALL = {"id": "small", "at": "2016-06-01T10:00:00-04:00", "agency": AGENCY}
