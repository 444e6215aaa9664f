"""The laws of deciding, in English, each tried on the law of every agency and on random pages."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations, islice, product
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.random_cases import RandomCases, examples
from bench.random_rules import AGENCY, PACK, condition, page, page_of, version_of
from comity.decide.answer import decide
from comity.decide.closure import closure
from comity.decide.reference import value
from comity.decide.trace import rests_on, trace
from comity.facts import case_from
from comity.law.pack import Law, read_pack_page
from comity.law.page import read_page
from comity.law.read import read_law, shipped
from comity.law.schedule import read_schedule
from comity.law.version import in_force
from comity.model import tree
from comity.model.case import ACTIONS, Case
from comity.model.decision import MAY, MUST, MUST_NOT, UNDETERMINED, Answer
from comity.model.provision import Provision, Version
from comity.model.shape import Field, ListOf, Record, Type, case_shape, each_fact
from comity.model.tree import DAY, INSTANT, TEXT, TRUTH
from tests.cases import random_cases

ANY_CASE = random_cases(agencies=(AGENCY,), most_convictions=3)
ANY_RANDOM = st.randoms(use_true_random=False)

TRUTHS = (
    "person.watchlist_match",
    "person.consents",
    "person.reentered_after_removal",
    "person.known_gang_member",
    "information.public",
    "request.from_immigration_duties",
)


@cache
def drawn(seed: int, count: int) -> list[tuple[Case, Version]]:
    """Cases over every agency and version of the shipped law, half of them varied scenarios."""
    return list(islice(RandomCases(read_law(), seed, examples(shipped())), count))


@cache
def filler(seed: int) -> RandomCases:
    return RandomCases(read_law(), seed)


def bearing(version: Version, action: str) -> list[Provision]:
    return [one for one in version.provisions if action in one.actions]


def exceptions(version: Version, action: str, to: Provision) -> list[Provision]:
    return [one for one in bearing(version, action) if to.id in one.overrides]


def forbidding_stands(case: Case, version: Version) -> None:
    answers = decide(case, version).actions
    for action in ACTIONS:
        for one in bearing(version, action):
            excepted = any(
                value(other.when, case) is not False for other in exceptions(version, action, one)
            )
            if one.effect == "forbid" and value(one.when, case) is True and not excepted:
                assert MUST_NOT == answers[action].outcome
                assert one.id in [reason.id for reason in answers[action].because]


def test_forbidding_stands_unless_an_exception_applies() -> None:
    """A prohibition whose condition is true, and none of whose exceptions may be, is the answer."""
    for case, version in drawn(21, 200):
        forbidding_stands(case, version)


@given(ANY_RANDOM, ANY_CASE)
def test_forbidding_stands_on_any_page(random: Random, case: Case) -> None:
    """The same on pages that nobody would write."""
    forbidding_stands(case, version_of(page(random)))


@given(ANY_CASE)
def test_an_exception_that_applies_lifts_a_prohibition(case: Case) -> None:
    """Forbidden always, permitted where the person consents: consent alone decides."""
    version = version_of(
        page_of(
            [
                ["id: never", "forbid: hold"],
                ["id: consent", "permit: hold", "exception_to: never", "when: person.consents"],
            ]
        )
    )
    expected = {True: MAY, False: MUST_NOT, None: UNDETERMINED}[case.person.consents]

    assert expected == decide(case, version).actions["hold"].outcome


def unordered(answer: Answer) -> tuple[object, ...]:
    """An answer without the order in which things are said."""
    return (
        answer.outcome,
        answer.until,
        set(answer.review),
        {one.id for one in answer.because},
        set(answer.duties),
        set(answer.report),
        bool(answer.needs),
    )


def order_does_not_matter(random: Random, case: Case, version: Version) -> None:
    shuffled = list(version.provisions)
    random.shuffle(shuffled)
    # The hash is what readers know a version by, and here the order makes another of it.
    order = " ".join(one.id for one in shuffled)
    other = evolve(version, provisions=tuple(shuffled), hash=f"{version.hash} {order}")
    first, second = decide(case, version).actions, decide(case, other).actions

    for action in ACTIONS:
        assert unordered(first[action]) == unordered(second[action])
    assert closure(version)(case) == closure(other)(case)


def test_an_answer_never_changes_with_the_order_of_provisions() -> None:
    """The law is the same in whatever order its pages are read."""
    random = Random(22)
    for case, version in drawn(22, 60):
        order_does_not_matter(random, case, version)


@given(ANY_RANDOM, ANY_CASE)
def test_order_does_not_matter_on_any_page(random: Random, case: Case) -> None:
    """The same on pages that nobody would write."""
    order_does_not_matter(random, case, version_of(page(random)))


def test_more_facts_never_unsettle_a_settled_answer() -> None:
    """Whatever the unknown facts turn out to be, an outcome that was settled stays."""
    fill = filler(23)
    for case, version in drawn(23, 400):
        before = closure(version)(case)
        for _ in range(3):
            after = closure(version)(fill.filled(case, version))

            for one, other in zip(before, after, strict=True):
                assert one.outcome in (UNDETERMINED, other.outcome)
                assert UNDETERMINED != other.outcome


@given(ANY_RANDOM, ANY_CASE)
def test_more_facts_never_change_a_known_truth(random: Random, case: Case) -> None:
    """The same for every condition by itself: true and false stay, and nothing stays unknown."""
    written = condition(random)
    before = value(written.node, case)
    filled = filler(24).filled(case, written.version)
    after = value(written.node, filled)

    assert before in (None, after)
    assert after is not None


def test_a_version_that_cites_otherwise_is_another_version() -> None:
    """The hash in a decision names the law that was applied, its citations and words included."""
    text = page_of([["id: ban", "forbid: hold"]])
    versions = [version_of(text), version_of(text.replace("(1) Rule", "(2) Rule"))]
    because = [decide(case_from(BARE), one).actions["hold"].because[0] for one in versions]

    assert ["Code § 1(1)", "Code § 1(2)"] == [one.cite for one in because]
    assert versions[0].hash != versions[1].hash


def test_a_schedule_that_changes_on_a_day_makes_another_version() -> None:
    """From the day of a new row on, another law is applied, and the hash says so."""
    text = page_of([["id: ban", "forbid: hold", "when: 'listed(\"terms\", request.form)'"]])
    schedule = "term,cite,from,to\nI-247,(a),2000-01-01,\nI-247A,(a),2016-01-01,\n"
    pack = evolve(
        read_pack_page(PACK, "pack.md"),
        pages=(read_page(text, "random.md", "random"),),
        schedules=(read_schedule(schedule, "terms.csv", "terms"),),
    )
    law = Law({pack.id: pack})
    before, after = (in_force(law, AGENCY, date(year, 6, 1)) for year in (2015, 2016))

    assert before.hash != after.hash


def test_two_versions_with_one_hash_are_the_same() -> None:
    """A schedule or a doubt that changes on a day makes another version from that day."""
    found: dict[str, Version] = {}
    for version in (one.version for one in filler(29).stretches):
        other = found.setdefault(version.hash, version)

        for one, same in zip(version.provisions, other.provisions, strict=True):
            assert one == same
        assert version.open == other.open


def every_duty_has_its_provision(case: Case, version: Version) -> None:
    for action, answer in decide(case, version).actions.items():
        founded = [one for one in bearing(version, action) if value(one.when, case) is True]
        owed = {(duty.do, duty.cite) for one in founded for duty in one.duties}
        counted = {line for one in founded for line in one.report}

        assert {(one.do, one.cite) for one in answer.duties} <= owed
        assert set(answer.report) <= counted


def test_no_duty_without_a_provision() -> None:
    """Whatever is owed or counted is owed or counted by a provision whose condition is true."""
    for case, version in drawn(25, 200):
        every_duty_has_its_provision(case, version)


@given(ANY_RANDOM, ANY_CASE)
def test_no_duty_without_a_provision_on_any_page(random: Random, case: Case) -> None:
    """The same on pages that nobody would write."""
    every_duty_has_its_provision(case, version_of(page(random)))


def test_no_outcome_without_a_provision() -> None:
    """Must, may and must-not each rest on provisions of that effect whose conditions are true."""
    effects = {MUST: ("require",), MAY: ("permit",), MUST_NOT: ("forbid", "limit")}
    for case, version in drawn(26, 200):
        by_id = {one.id: one for one in version.provisions}
        for answer in decide(case, version).actions.values():
            provisions = [by_id[reason.id] for reason in answer.because]

            assert bool(provisions) == (answer.outcome in effects)
            for one in provisions:
                assert one.effect in effects[answer.outcome]
                assert value(one.when, case) is True


@pytest.mark.slow
def test_the_facts_that_are_needed_suffice() -> None:
    """Once what an answer needs is known in full, whatever it is, the outcome is settled."""
    fill = filler(27)
    for case, version in drawn(27, 400):
        for action, answer in decide(case, version).actions.items():
            assert bool(answer.needs) == (answer.outcome == UNDETERMINED)
            if answer.needs:
                suffices(fill, case, version, action, answer.needs)


def suffices(
    fill: RandomCases, case: Case, version: Version, action: str, needs: tuple[str, ...]
) -> None:
    rule = closure(version)
    for _ in range(3):
        filled = fill.filled(case, version, needs)

        assert UNDETERMINED != rule(filled)[ACTIONS.index(action)].outcome, (action, needs, filled)


@given(ANY_RANDOM, ANY_CASE)
def test_the_facts_that_are_needed_suffice_on_any_page(random: Random, case: Case) -> None:
    """The same on pages that nobody would write."""
    version = version_of(page(random))
    for action, answer in decide(case, version).actions.items():
        if answer.needs:
            suffices(filler(28), case, version, action, answer.needs)


@pytest.mark.parametrize(
    ("when", "person", "needs"),
    [
        ("c.judgment >= custody.arrested", {}, {"person.convictions", "custody.arrested"}),
        (
            "person.charges.exists(d, d.code == c.code)",
            {"charges": [{"section": "1"}]},
            {"person.convictions", "person.charges[0].code"},
        ),
        ("person.consents || c.sentenced", {"consents": True}, {"person.convictions"}),
        (
            "person.consents || person.watchlist_match",
            {"watchlist_match": True},
            {"person.convictions"},
        ),
    ],
)
def test_what_the_elements_of_an_unknown_list_are_held_against_is_needed_too(
    when: str, person: dict[str, object], needs: set[str]
) -> None:
    """Whoever finds a conviction must also know the day of the arrest that it is held against."""
    rule = f'when: "person.convictions.exists(c, {when})"'
    version = version_of(page_of([["id: rule", "permit: hold", rule]]))
    answer = decide(case_from({**BARE, "person": person}), version).actions["hold"]

    assert needs == set(answer.needs)


BARE = {"id": "bare", "at": "2016-06-01T10:00:00-04:00", "agency": AGENCY}


def over_truths(random: Random, depth: int) -> str:
    """A condition over yes-or-no facts only, so that every way they turn out can be tried."""
    if depth == 0 or random.randrange(4) == 0:
        return random.choice(("", "!")) + random.choice(TRUTHS)
    parts = [over_truths(random, depth - 1) for _ in range(random.randint(2, 3))]
    return "(" + random.choice((" && ", " || ")).join(parts) + ")"


def known(facts: dict[str, bool]) -> Case:
    data: dict[str, Any] = {**BARE, "person": {}, "request": {}, "information": {}}
    for path in TRUTHS:
        part, name = path.split(".")
        data[part][name] = facts.get(path)
    return case_from(data)


def settled_by(version: Version, facts: dict[str, bool], more: tuple[str, ...]) -> bool:
    """Whether knowing these facts too settles holding, however they turn out."""
    rule = closure(version, ("hold",))
    return all(
        rule(known({**facts, **dict(zip(more, truths, strict=True))}))[0].outcome != UNDETERMINED
        for truths in product((True, False), repeat=len(more))
    )


@settings(max_examples=60)
@given(ANY_RANDOM, st.dictionaries(st.sampled_from(TRUTHS), st.booleans(), max_size=3))
def test_what_is_needed_is_the_smallest_set_that_suffices(
    random: Random, facts: dict[str, bool]
) -> None:
    """Each fact is needed for at least one way things may turn out, and no smaller set would do."""
    excepted = random.choice(([], ["exception_to: ban"]))
    version = version_of(
        page_of(
            [
                ["id: ban", "forbid: hold", f"when: '{over_truths(random, 2)}'"],
                ["id: may", "permit: hold", f"when: '{over_truths(random, 2)}'", *excepted],
            ]
        )
    )
    needs = decide(known(facts), version).actions["hold"].needs
    unknown = [path for path in TRUTHS if path not in facts]
    sizes = [
        size
        for size in range(len(unknown) + 1)
        if any(settled_by(version, facts, more) for more in combinations(unknown, size))
    ]

    assert settled_by(version, facts, needs)
    assert sizes[0] == len(needs)
    for path in needs:
        assert not settled_by(version, facts, tuple(one for one in needs if one != path))


def on_its_own(path: str, kind: Type, terms: tuple[str, ...]) -> str:
    """A condition on one fact of the case."""
    if isinstance(kind, ListOf):
        return f"size({path}) == 0"
    text = f'{path} == "{terms[0] if terms else "x"}"'
    return {
        TRUTH: path,
        TEXT: text,
        DAY: f'{path} == date("2016-01-01")',
        INSTANT: f"{path} == at",
    }[str(kind)]


def readable() -> Iterator[tuple[str, Field]]:
    for path, field in each_fact(case_shape()):
        if not (field.label or field.required or "[]" in path):
            yield path, field


def nothing_known() -> Case:
    return case_from(
        {**BARE, **dict.fromkeys(("custody", "request", "person", "information", "court"))}
    )


@pytest.mark.parametrize(("path", "field"), list(readable()), ids=[path for path, _ in readable()])
def test_unknown_is_never_read_as_false(path: str, field: Field) -> None:
    """A rule on a fact that is unknown, or on its contrary, is undetermined and asks for it."""
    test = on_its_own(path, field.type, field.terms)
    version = version_of(
        page_of(
            [
                ["id: a", "permit: hold", f"when: '{test}'"],
                ["id: b", "permit: notify_release", f"when: '!({test})'"],
                ["id: c", "forbid: notify_court_date", f"when: '{test}'"],
                ["id: d", "require: transfer", f"when: '!({test})'"],
            ]
        )
    )
    case = nothing_known()
    answers = decide(case, version).actions

    for action, ruling in zip(ACTIONS[:4], closure(version)(case), strict=False):
        assert UNDETERMINED == ruling.outcome == answers[action].outcome
        assert (path,) == answers[action].needs


@given(ANY_RANDOM, ANY_CASE)
def test_the_contrary_of_an_unknown_is_unknown(random: Random, case: Case) -> None:
    """A condition and its contrary are known together or not at all."""
    node = condition(random).node
    truth, contrary = value(node, case), value(tree.Not(node), case)

    assert (truth is None) == (contrary is None)
    assert truth is not contrary or truth is None


def test_that_there_is_exactly_one_rests_on_the_others_too() -> None:
    """One conviction with a sentence is the only one because the other has none."""
    when = 'when: "person.convictions.exists_one(c, c.sentenced)"'
    version = version_of(page_of([["id: rule", "permit: hold", when]]))
    convictions = [{"sentenced": True}, {"sentenced": False}]
    case = case_from({**BARE, "person": {"convictions": convictions}})
    because = decide(case, version).actions["hold"].because

    assert {
        "person.convictions[0].sentenced": True,
        "person.convictions[1].sentenced": False,
    } == dict(because[0].facts)


@given(ANY_RANDOM, ANY_CASE)
def test_the_facts_that_an_answer_rests_on_are_enough_for_it(random: Random, case: Case) -> None:
    """With every other fact unknown, a truth that was known stays the same."""
    node = condition(random).node
    proof = trace(node, case)
    paths = {step.path for step in rests_on(proof)}
    less = only(case, case_shape(), paths, "")

    assert proof.value == value(node, case)
    if proof.value is not None:
        assert proof.value is value(node, less)


def only(record: Any, shape: Record, paths: set[str], above: str) -> Any:
    """The record, its lists as they are, with no single fact known but those at these paths."""
    changes: dict[str, object] = {}
    for field in shape.fields.values():
        path = f"{above}.{field.name}" if above else field.name
        fact = getattr(record, field.attribute)
        if fact is None or field.required:
            continue
        if isinstance(field.type, Record):
            changes[field.attribute] = only(fact, field.type, paths, path)
        elif isinstance(field.type, ListOf):
            changes[field.attribute] = within(fact, field.type, paths, path)
        elif path not in paths:
            changes[field.attribute] = None
    return evolve(record, **changes)


def within(items: tuple[Any, ...], kind: ListOf, paths: set[str], path: str) -> tuple[Any, ...]:
    item = kind.item
    if not isinstance(item, Record) or item.pair:
        return items
    return tuple(only(one, item, paths, f"{path}[{n}]") for n, one in enumerate(items))
