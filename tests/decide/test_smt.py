"""The SMT reader means what the reference means, for every case, and overlooks none."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, islice
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from bench.random_cases import RandomCases
from comity.decide import clock, reference
from comity.decide.plan import ActionPlan, plan
from comity.decide.smt.bounds import enough
from comity.decide.smt.calendar import Almanac, longest_run
from comity.decide.smt.facts import Scalar, micros
from comity.decide.smt.texts import UnprovableError, Vocabulary
from comity.flow import Counsel, counsel
from comity.law.calendars import calendar
from comity.model import tree
from comity.model.case import Case
from comity.model.tree import DAY, INSTANT, TEXT, Node
from tests.decide.pinned import Pinned, expected
from tests.packs import case, law, rule

COUNSEL = counsel()


def hold(tmp_path: Path, *rules: str) -> ActionPlan:
    """The plan of holding, under a made-up law."""
    made = Counsel(law(tmp_path, *rules))
    return plan(made.version(case())).actions[0]


def nodes_of(action: ActionPlan, random: Random) -> tuple[Node, ...]:
    points = random.sample(action.points, min(2, len(action.points)))
    outcome = (action.forbids, action.requires, action.permits)
    return (*outcome, *(one.arises for one in points))


def compare(seed: int, number: int) -> int:
    random, compared = Random(seed), 0
    for asked, version in islice(RandomCases(COUNSEL.law, seed), number):
        nodes = nodes_of(random.choice(plan(version).actions), random)
        wanted = expected(nodes, asked)

        assert wanted == Pinned(nodes, asked).values()
        compared += len(nodes)
    return compared


@pytest.mark.parametrize("seed", range(4))
def test_the_reader_agrees_with_the_reference_on_random_cases(seed: int) -> None:
    """Each condition is what the reference says, and can be nothing else."""
    assert compare(seed, 60) > 100


@pytest.mark.slow
def test_the_reader_agrees_with_the_reference_on_many_random_cases() -> None:
    """The same, over every agency and version of the shipped law."""
    assert compare(99, 2000) > 5000


FORMS = (
    "person.charges.exists_one(c, c.grade == 'felony')",
    "person.charges.all(c, c.grade == 'felony' || c.probable_cause)",
    "person.charges.filter(c, c.grade == 'felony').size() >= 2",
    "person.charges.size() == 2",
    "person.charges.exists(c, c.section == c.code)",
    "person.charges.exists(c, c.section in request.asks)",
    "request.form in request.asks",
    "request.asks.exists_one(a, a == 'hold' || person.consents)",
    "request.asks.filter(a, a.startsWith('h')).size() != 1",
    "request.asks.all(a, a == 'hold' || person.consents)",
    "request.asks.size() > 1",
    "person.consents == person.watchlist_match",
    "person.consents != person.watchlist_match",
    "custody.arrested == day(at) - 1",
    "at >= end_of_day(custody.released_otherwise_at)",
    "custody.arrested >= years_after(date('2012-02-29'), 4)",
    "person.charges.exists(c, listed('listed', c))",
    "person.charges.exists(c, listed('listed', c) && c.subdivision == '2(b)')",
    "person.convictions.exists(c, c.incarcerated.size() > 1)",
)


def test_a_list_by_the_name_of_a_definition_is_the_list(tmp_path: Path) -> None:
    """It has as many entries as the list itself would have."""
    named = """
        define: papers
        in_force: 2013-01-01..
        is: request.instruments
    """
    judge = 'papers.exists(i, i.issuer == "state-judge")'
    action = hold(tmp_path, named, rule("permit: hold", judge))

    assert {"request.instruments": 1} == enough([action.permits])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_condition_means_the_same(tmp_path: Path, form: str) -> None:
    """Also the forms that no shipped law uses; a case is left open only between unnamed texts."""
    made = Counsel(law(tmp_path, rule("forbid: hold", form.replace("'", '"'))))
    for asked, version in islice(RandomCases(made.law, 7), 40):
        nodes = (plan(version).actions[0].forbids,)
        pinned = Pinned(nodes, asked)

        assert expected(nodes, asked)[0] in pinned.possible()[0]
        if "section ==" not in form and " in request" not in form:
            assert expected(nodes, asked) == pinned.values()


TEXTS = st.text("128(ab)-x. NYPLus/ice", max_size=8) | st.sampled_from(
    ("2(b)", "2-b", "02", "2", "9", "8(a)", "NY PL", "us/ice", "us/icex", "us", "110-x", "")
)


PATHS = (
    "request.from",
    "request.asks[]",
    "request.offences[]",
    "person.convictions[].code",
    "person.convictions[].section",
    "person.convictions[].subdivision",
)


@given(TEXTS)
def test_every_text_is_of_one_of_the_kinds(text: str) -> None:
    """Whatever it says, some example fares as it does in every test that the law makes."""
    for agency, day in (("us-ny-nyc/nypd", date(2019, 1, 1)), ("us-ca/jail", date(2019, 1, 1))):
        version = COUNSEL.version_on(agency, day)
        vocabulary = Vocabulary([one.forbids for one in plan(version).actions])
        for path in PATHS:
            marks = vocabulary.marks(path, text)

            assert 1 == sum(kind.marks == marks for kind in vocabulary.kinds(path))


OFFENCE = tree.Member(tree.Var("c@0"), "subdivision", "subdivision", TEXT)
CHARGES = tree.Fact(("person", "charges"), ("person", "charges"), None)
LISTS = (
    (tree.Spec(("5",), "8"),),
    (tree.Spec(("7",), "12"), tree.Spec(("14", "b"))),
    (tree.Spec(("20",), "20"),),
    (tree.Spec(("20",)), tree.Spec(("3", "a", "i"))),
    (tree.Spec(("14", "b")),),
)
SPELT = ("", "5", "6", "05", "8", "08", "9", "13", "14", "14(b)", "14-b", "(14)(b)", "14(b)(2)",
         "20", "020", "20(c)", "3", "3(a)", "3(a)(i)", "3(a)(ii)", "x")  # fmt: skip


@given(st.sampled_from(SPELT) | st.from_regex(r"\A[0-9ab]{0,2}(\([0-9abi]{1,2}\)){0,3}\Z"))
def test_every_subdivision_is_of_one_of_the_kinds(text: str) -> None:
    """Ranges and trees of subdivisions, and the same subdivision in another spelling."""
    listed = tuple(
        tree.Listed(
            tree.Table(f"list-{n}", entries={("NY PL", "265.02"): specs}),
            (tree.Const("NY PL"), tree.Const("265.02"), OFFENCE),
        )
        for n, specs in enumerate(LISTS)
    )
    named = tree.Among(OFFENCE, tree.Const(("14(b)", "9")))
    vocabulary = Vocabulary([tree.Quantified("exists", CHARGES, "c@0", tree.And((*listed, named)))])
    path = "person.charges[].subdivision"
    marks = vocabulary.marks(path, text)

    assert 1 == sum(kind.marks == marks for kind in vocabulary.kinds(path))


@pytest.mark.parametrize(
    ("condition", "entries"),
    [
        ("person.charges.exists(c, c.probable_cause)", {"person.charges": 1}),
        ("person.charges.exists_one(c, c.probable_cause)", {"person.charges": 2}),
        ("person.charges.size() == 0", {"person.charges": 1}),
        ("person.charges.filter(c, c.probable_cause).size() > 2", {"person.charges": 4}),
        (
            "person.charges.all(c, c.probable_cause) || person.charges.exists(c, "
            'c.grade == "felony")',
            {"person.charges": 2},
        ),
        (
            "person.charges.exists(c, person.convictions.exists(d, d.code == c.code))",
            {"person.charges": 1, "person.convictions": None},
        ),
        ('"hold" in request.asks', {}),
    ],
)
def test_so_many_entries_are_enough(
    tmp_path: Path, condition: str, entries: dict[str, int | None]
) -> None:
    """One for each condition that one entry decides; none where a list is looked at for another."""
    assert entries == enough([hold(tmp_path, rule("forbid: hold", condition)).forbids])


def test_a_longer_list_adds_no_other_answer() -> None:
    """From any list enough entries can be chosen that give every condition the same value."""
    tried = 0
    for asked, version in islice(RandomCases(COUNSEL.law, 5), 600):
        for action in plan(version).actions[:2] if asked.agency == "us-ny-nyc/nypd" else ():
            nodes = (action.forbids, action.permits)
            most = enough(nodes).get("person.convictions", 0)
            listed = asked.person.convictions
            if most and listed and len(listed) > most:
                tried += 1
                assert any(
                    expected(nodes, asked) == expected(nodes, shorter(asked, chosen))
                    for size in range(most + 1)
                    for chosen in combinations(listed, size)
                )
    assert tried > 20


def shorter(asked: Case, chosen: tuple[Any, ...]) -> Case:
    return attrs.evolve(asked, person=attrs.evolve(asked.person, convictions=chosen))


ZONE = "America/New_York"
FEDERAL = calendar("us", ZONE)
assert FEDERAL
OUT = tree.Const(("saturday", "sunday", "holiday"))
ANY: Node = tree.Fact(("at",), ("at",), INSTANT)


def call(function: str, *args: Node) -> tree.Call:
    assert FEDERAL
    return tree.Call(function, (ANY, *args), FEDERAL, INSTANT)


HOURS = call("hours_after", tree.Const(48), OUT)
CALLS: list[tuple[tree.Call, Callable[[datetime], Any]]] = [
    (HOURS, lambda at: clock.hours_after(at, 48, OUT.value, HOURS.calendar)),  # type: ignore[arg-type]
    (call("day"), lambda at: clock.day_of(at, HOURS.calendar)),
    (call("end_of_day"), lambda at: clock.end_of_day(at, HOURS.calendar)),
    (call("years_before", tree.Const(5)), lambda at: clock.years_before(at.date(), 5)),
    (call("years_after", tree.Const(4)), lambda at: clock.years_before(at.date(), -4)),
    (call("years_before", tree.Const(101)), lambda at: clock.years_before(at.date(), 101)),
]

INSTANTS = st.datetimes(
    datetime(1996, 1, 1), datetime(2045, 12, 31), timezones=st.just(UTC)
) | st.sampled_from(
    [
        datetime(year, month, day, hour, tzinfo=UTC)
        for year, month, day in (
            (2016, 2, 29), (2017, 2, 28), (2017, 3, 1), (2017, 3, 12), (2017, 11, 5),
            (2017, 7, 3), (2018, 12, 31), (2021, 12, 31), (2020, 2, 29),
        )
        for hour in (0, 4, 5, 6, 23)
    ]
)  # fmt: skip


def number(value: Any) -> int:
    return micros(value) if isinstance(value, datetime) else value.toordinal()


@pytest.mark.parametrize(("node", "value"), CALLS, ids=[one.function for one, _ in CALLS])
@given(at=INSTANTS, shift=st.integers(-2000, 2000))
def test_the_calendar_in_formulas_is_true(
    node: tree.Call, value: Callable[[datetime], Any], at: datetime, shift: int
) -> None:
    """No bound and no correction rules out what a function gives, there or hours and days away."""
    demands: list[Any] = []
    almanac, argument = Almanac(demands), z3.Int("argument")
    result = almanac.call(node, (Scalar(True, argument),)).term

    def argued(instant: datetime) -> int:
        return number(instant if node.function in ("hours_after", "day", "end_of_day")
                      else instant.date())  # fmt: skip

    wrong = {argument.get_id(): argued(at), result.get_id(): -1}
    corrections = list(almanac.corrections(lambda term: wrong[term.get_id()]))
    for there in (at, at + timedelta(hours=shift)):
        known = [(argument, z3.IntVal(argued(there))), (result, z3.IntVal(number(value(there))))]
        for one in (*demands, *corrections):
            assert z3.is_true(z3.simplify(z3.substitute(one, *known)))
    solver = z3.Solver()
    solver.add(*corrections, argument == argued(at), result != number(value(at)))

    assert solver.check() == z3.unsat


def test_no_run_of_days_left_out_is_longer_than_is_thought() -> None:
    """The bound on hours rests on it."""
    assert FEDERAL
    longest = run = 0
    for number_ in range(date(1996, 1, 1).toordinal(), date(2045, 12, 31).toordinal()):
        day = date.fromordinal(number_)
        run = run + 1 if day.weekday() > 4 or day in FEDERAL.holidays else 0
        longest = max(longest, run)

    assert longest == longest_run(FEDERAL)


def test_what_has_no_formula_says_so(tmp_path: Path) -> None:
    """A condition on each period of time served is not put into a formula, and not passed over."""
    condition = "person.convictions.exists(c, c.incarcerated.exists(p, p.start < custody.arrested))"
    node = hold(tmp_path, rule("forbid: hold", condition)).forbids
    asked = case(person={"convictions": [{"incarcerated": [["2010-01-01", None]]}]})

    with pytest.raises(UnprovableError):
        Pinned((node,), asked)
    assert reference.value(node, asked) is None


def test_days_are_compared_as_days() -> None:
    """A literal day is the same number as the day of a fact."""
    node = tree.Compare("==", tree.Fact(("custody", "arrested"), ("custody", "arrested"), DAY),
                        tree.Const(date(2016, 2, 29)))  # fmt: skip

    assert [True] == Pinned((node,), case(custody={"arrested": "2016-02-29"})).values()
