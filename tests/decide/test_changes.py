"""What would change an answer: every change is made and decided again by the tests as well."""

from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from comity.decide.answer import decide
from comity.decide.changes import Change, changes
from comity.decide.plan import ActionPlan, plan
from comity.decide.say import told
from comity.errors import CoverageError
from comity.facts import cases, with_values
from comity.flow import Counsel, counsel
from comity.law.pack import Law
from comity.model.case import Case
from comity.model.provision import Version
from comity.model.shape import Record, case_shape, steps
from tests.cases import random_cases
from tests.packs import AGENCY, case, date, law, rule

EXAMPLES = Path(__file__).parents[2] / "examples"

FORBID = rule("forbid: hold", 'request.kind == "detainer"', "no-hold")
COUNTS = """\
define: counts(c)
in_force: 2013-01-01..
is: c.sentenced && !c.youthful_offender && c.grade == "felony" && listed("listed", c)
"""
RECENT = """\
define: recent(c)
in_force: 2013-01-01..
is: >
  c.judgment >= years_before(custody.arrested, 5)
    - days_served(c.incarcerated, c.offence_date, custody.arrested)
"""
WARRANT = (
    'request.instruments.exists(i, i.kind in ["judicial-warrant", "criminal-warrant"] '
    "&& i.presented_at <= request.received_at)"
)


def unless(when: str) -> str:
    return rule("permit: hold", when, "unless", "exception_to: no-hold")


def asked(**facts: Any) -> Case:
    """A detainer, with other facts merged over it."""
    given = {
        "custody": {"arrested": "2016-05-30"},
        "request": {"kind": "detainer", "received_at": "2016-05-31T09:00:00-04:00"},
        **{part: known for part, known in facts.items() if part != "request"},
    }
    given["request"] |= facts.get("request", {})
    return case(**given)


def found(made: Law, one: Case, most: int = 3) -> tuple[Change, ...]:
    """The changes for holding, each seen to do what it says."""
    version = Counsel(made).version(one)
    action = plan(version).actions[0]
    changed = changes(action, one, most)
    assert_true_of(changed, action, one, version)
    return changed


def assert_true_of(
    changed: tuple[Change, ...], action: ActionPlan, one: Case, version: Version
) -> None:
    """Each change is in the changed case as told, and gives the outcome by every rule."""
    now = decide(one, version).actions[action.action].outcome
    for change in changed:
        assert change.case is not None
        assert change.outcome == decide(change.case, version).actions[action.action].outcome
        assert change.outcome not in (now, "undetermined")
        for fact in change.facts:
            assert_told(fact, one, change.case)
    sizes = [len(change.facts) for change in changed]
    assert sizes == sorted(sizes)
    assert not any(set(a.facts) <= set(b.facts) for a in changed for b in changed if a is not b)


def assert_told(fact: str, before: Case, after: Case) -> None:
    """A line about a fact says what stands in the case before and after."""
    what, _, value = fact.partition(": ")
    if what.startswith("add to "):
        path = what.removeprefix("add to ")
        assert len(value_at(after, path)) == len(value_at(before, path) or ()) + 1
    elif what.startswith("remove "):
        path, _, number = what.removeprefix("remove ").rpartition("[")
        assert value_at(before, path)[int(number.rstrip("]"))] is not None
    else:
        old, _, new = value.partition(" -> ")
        assert told(value_at(before, what)) == old
        if "remove" not in fact:
            assert new


def value_at(one: Any, path: str) -> Any:
    kind: Any = case_shape()
    for step in steps(path):
        if isinstance(step, int):
            one, kind = one[step], kind.item
        else:
            record = kind if isinstance(kind, Record) else kind.item
            one, kind = getattr(one, record.fields[step].attribute), record.fields[step].type
    return one


def as_said(changed: tuple[Change, ...]) -> list[tuple[tuple[str, ...], str]]:
    return [(change.facts, change.outcome) for change in changed]


def test_a_yes_becomes_a_no(tmp_path: Path) -> None:
    """The smallest change of a fact that is yes or no is the contrary."""
    made = law(tmp_path, FORBID, unless("person.watchlist_match"))

    assert [(("person.watchlist_match: false -> true",), "may")] == as_said(
        found(made, asked(person={"watchlist_match": False}))
    )
    assert [(("person.watchlist_match: true -> false",), "must-not")] == as_said(
        found(made, asked(person={"watchlist_match": True}))
    )


def test_an_unknown_fact_is_supposed_both_ways(tmp_path: Path) -> None:
    """Of an unsettled answer both outcomes are shown, before a known fact is touched."""
    made = law(tmp_path, FORBID, unless("person.watchlist_match || person.consents"))

    assert [
        (("person.watchlist_match: unknown -> true",), "may"),
        (("person.watchlist_match: unknown -> false",), "must-not"),
        (("person.consents: false -> true",), "may"),
    ] == as_said(found(made, asked(person={"consents": False})))


def test_a_text_becomes_what_it_is_compared_with(tmp_path: Path) -> None:
    """Or, to make a comparison false, another term of its vocabulary."""
    made = law(tmp_path, FORBID, unless('court.attending in ["witness", "party"]'))

    assert [(("court.attending: none -> witness",), "may")] == as_said(
        found(made, asked(court={"attending": "none"}))
    )
    assert [(("court.attending: party -> family-or-household",), "must-not")] == as_said(
        found(made, asked(court={"attending": "party"}))
    )


@pytest.mark.parametrize(
    ("judgment", "expected"),
    [
        ("2011-05-29", ("2011-05-30", "may")),
        ("2001-01-01", ("2011-05-30", "may")),
        ("2011-05-30", ("2011-05-29", "must-not")),
        ("2015-01-01", ("2011-05-29", "must-not")),
    ],
)
def test_a_day_moves_just_over_the_threshold(
    tmp_path: Path, judgment: str, expected: tuple[str, str]
) -> None:
    """Five years before the arrest of 30 May 2016: that day is inside, the day before is not."""
    made = law(
        tmp_path,
        FORBID,
        unless("person.convictions.exists(c, c.judgment >= years_before(custody.arrested, 5))"),
    )
    one = asked(person={"convictions": [{"judgment": judgment}]})
    moved = (f"person.convictions[0].judgment: {judgment} -> {expected[0]}",)

    assert (moved, expected[1]) in as_said(found(made, one))


def test_a_list_that_nobody_looked_at_may_turn_out_empty(tmp_path: Path) -> None:
    """And may turn out to have an entry that counts."""
    made = law(tmp_path, COUNTS, FORBID, unless("person.convictions.exists(c, counts(c))"))

    assert [
        (("person.convictions: unknown -> none",), "must-not"),
        (
            ("add to person.convictions: NY PL 160.10, felony, sentenced, not youthful offender",),
            "may",
        ),
    ] == as_said(found(made, asked()))


def test_an_entry_is_made_up_that_meets_the_definition(tmp_path: Path) -> None:
    """A listed felony, sentenced, on the first day that counts, with no time served."""
    made = law(
        tmp_path,
        COUNTS,
        RECENT,
        FORBID,
        unless("person.convictions.exists(c, counts(c) && recent(c))"),
    )

    assert [
        (
            (
                "add to person.convictions: NY PL 160.10, felony, judgment 2011-05-30, "
                "offence date 2011-05-30, sentenced, not youthful offender, incarcerated none",
            ),
            "may",
        )
    ] == as_said(found(made, asked(person={"convictions": []})))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('c.code == "NY VTL" && c.section == "600"', "NY VTL 600"),
        ('c.code == "NY PL" && listed("listed", c) && c.section != "160.10"',
         "NY PL 265.02 2"),
        ('c.section.startsWith("130.") && c.hate_crime', "130., hate crime"),
        ('c.grade in ["misdemeanor", "felony"] && c.grade != "misdemeanor"', "felony"),
        ('!(c.grade in ["felony", "misdemeanor"]) && c.sentenced', "violation, sentenced"),
        ('c.grade == "felony" && !listed("listed", c)', "NY PL (any other), felony"),
        ('listed("listed", "NY PL", c.target_section, c.target_subdivision)',
         "target section 160.10"),
        ('c.judgment < date("2010-01-01")', "judgment 2009-12-31"),
        ("c.sentenced || c.qualifies", "sentenced"),
        ("c.sentenced && c.hate_crime && !c.hate_crime", None),
    ],
)  # fmt: skip
def test_each_condition_on_an_entry_is_met(tmp_path: Path, body: str, expected: str | None) -> None:
    """Where the condition does not tell what would meet it, nothing is made up."""
    made = law(tmp_path, FORBID, unless(f"person.convictions.exists(c, {body})"))
    one = asked(person={"convictions": []})
    added = [fact for change in found(made, one) for fact in change.facts if "add" in fact]

    assert [f"add to person.convictions: {expected}"] * bool(expected) == added


def test_a_paper_within_a_paper_is_made_up(tmp_path: Path) -> None:
    """An instrument that names a crime of the schedule is one line, not two."""
    made = law(
        tmp_path,
        FORBID,
        unless('request.instruments.exists(i, i.offences.exists(o, o == "8 USC 1326"))'),
    )

    assert [(("add to request.instruments: offences 8 USC 1326",), "may")] == as_said(
        found(made, asked(request={"instruments": []}))
    )


def test_the_entry_that_counts_is_taken_away(tmp_path: Path) -> None:
    """Of two, both would have to go; then something smaller is found."""
    made = law(tmp_path, FORBID, unless('person.convictions.exists(c, c.grade == "felony")'))
    one = asked(person={"convictions": [{"grade": "violation"}, {"grade": "felony"}]})

    assert (("remove person.convictions[1]: felony",), "must-not") in as_said(found(made, one))


def test_two_facts_are_changed_where_one_is_not_enough(tmp_path: Path) -> None:
    """A warrant that came with the request, and a possible match."""
    made = law(tmp_path, FORBID, unless(f"{WARRANT} && person.watchlist_match"))
    one = asked(request={"instruments": []}, person={"watchlist_match": False})

    assert [
        (
            (
                "add to request.instruments: judicial-warrant, presented at "
                "2016-05-31T09:00:00-04:00",
                "person.watchlist_match: false -> true",
            ),
            "may",
        )
    ] == as_said(found(made, one))


def test_what_the_request_is_changes_only_where_nothing_else_does(tmp_path: Path) -> None:
    """Otherwise every refusal would read: if only it were another request."""
    made = law(tmp_path, FORBID)

    assert [(("request.kind: detainer -> notification",), "silent")] == as_said(
        found(made, asked())
    )


def test_what_is_unknown_of_the_request_may_be_found_out(tmp_path: Path) -> None:
    """That is no other request."""
    made = law(tmp_path, FORBID, unless("information.public || person.watchlist_match"))
    one = asked(person={"watchlist_match": False})

    assert ("information.public: unknown -> true",) in [change.facts for change in found(made, one)]


def test_another_agency_or_hour_is_no_change_of_fact(tmp_path: Path) -> None:
    """Both may have another law, under which nothing was tried."""
    made = law(tmp_path, rule("forbid: hold", f'agency == "{AGENCY}" && at >= request.received_at'))

    assert () == found(made, asked())


def test_nothing_is_found_where_no_fact_is_read(tmp_path: Path) -> None:
    """A rule without a condition stands whatever the facts are."""
    assert () == found(law(tmp_path, rule("forbid: hold")), asked())


@pytest.mark.parametrize("limit", ["day(at)", "c.offence_date"])
def test_what_cannot_be_is_no_change(tmp_path: Path, limit: str) -> None:
    """Nothing that happens after the case, and no judgment before the offence."""
    op = ">" if limit == "day(at)" else "<"
    made = law(tmp_path, FORBID, unless(f"person.convictions.exists(c, c.judgment {op} {limit})"))
    one = asked(person={"convictions": [{"judgment": "2016-01-01", "offence_date": "2016-01-01"}]})

    assert ["request.kind: detainer -> notification"] == [
        fact for change in found(made, one) for fact in change.facts
    ]


def test_another_outcome_is_shown_before_another_way(tmp_path: Path) -> None:
    """Three ways to `may` do not hide the one way to `must`."""
    made = law(
        tmp_path,
        FORBID,
        unless("person.watchlist_match || person.consents || information.public"),
        rule("require: hold", "person.known_gang_member", "must", "exception_to: no-hold"),
    )
    one = asked(person={"watchlist_match": False, "consents": False}, information={"public": False})

    assert {"may", "must"} == {change.outcome for change in found(made, one, most=2)}


def test_a_change_is_what_assume_would_assume(tmp_path: Path) -> None:
    """The line names path and value as `--assume` takes them."""
    made = law(tmp_path, FORBID, unless("person.watchlist_match"))
    one = asked(person={"watchlist_match": False})
    [change] = found(made, one)
    assumed = with_values(one, [change.facts[0].replace(": false -> ", "=")])

    assert change.case == assumed


@cache
def shipped() -> Counsel:
    return counsel()


@pytest.mark.parametrize("name", ["case-a.json", "case-b.json"])
def test_the_examples_have_changes_for_holding(name: str) -> None:
    """A possible match in the screening database is a ground of its own: § 14-154(b)(2)."""
    [one] = cases(EXAMPLES / name)
    version = shipped().version(one)
    changed = changes(plan(version).actions[0], one)
    assert_true_of(changed, plan(version).actions[0], one, version)

    assert (("person.watchlist_match: false -> true",), "may") in as_said(changed)


@cache
def mixed() -> Law:
    """A law with every kind of condition."""
    home = TemporaryDirectory()
    _keep.append(home)
    return law(
        Path(home.name),
        COUNTS,
        RECENT,
        FORBID,
        unless(f"{WARRANT} && person.convictions.exists(c, counts(c) && recent(c))"),
        rule(
            "permit: [hold, enter]",
            "person.watchlist_match && !person.convictions.all(c, c.youthful_offender)",
            "match",
            "exception_to: no-hold\n"
            "limits: {hours: 48, from: custody.released_otherwise_at, not_counted: [sunday]}",
        ),
        rule("require: enter", '"exigent" in request.grounds', "exigent"),
        rule(
            "forbid: enter",
            'request.offences.exists(o, o.startsWith("8 USC")) || person.charges.exists_one(ch, '
            'ch.grade == "felony") || person.convictions.size() > 2',
            "crowd",
        ),
    )


_keep: list[TemporaryDirectory[str]] = []


@settings(max_examples=40)
@given(random_cases(agencies=(AGENCY,), most_convictions=3))
def test_every_change_changes_the_outcome_as_it_says(one: Case) -> None:
    """Whatever the case: the change is possible, is told truly, and gives its outcome."""
    version = Counsel(mixed()).version_on(AGENCY, date(2016, 6, 1))
    for action in plan(version).actions[:6]:
        changed = changes(action, one)
        assert_true_of(changed, action, one, version)

        assert len(changed) <= 3


@pytest.mark.slow
@settings(max_examples=25)
@given(random_cases())
def test_every_change_under_the_law_of_new_york_city_does(one: Case) -> None:
    """The same for the pages that are shipped, for every action and agency."""
    try:
        version = shipped().version(one)
    except CoverageError:
        return
    for action in plan(version).actions:
        assert_true_of(changes(action, one), action, one, version)


def test_changes_come_smallest_first() -> None:
    """With and without a limit on how many."""
    [one] = cases(EXAMPLES / "case-b.json")
    version = shipped().version(one)
    for action in plan(version).actions:
        changed = changes(action, one, most=5)

        assert all(len(a.facts) <= len(b.facts) for a, b in pairwise(changed))
        assert changes(action, one, most=1) == changed[:1]
