"""Promises are proved or broken by a case, and `decide` has the last word on every case."""

import shutil
from datetime import date
from itertools import islice
from pathlib import Path
from textwrap import dedent

import pytest

from bench.random_cases import RandomCases
from comity.decide.answer import Values, decide
from comity.decide.plan import plan
from comity.facts import case_from, to_json
from comity.flow import Counsel, counsel
from comity.law.check import faults
from comity.law.pack import applies
from comity.law.read import read_law, shipped
from comity.model import tree
from comity.model.case import ACTIONS, Case
from comity.model.days import Days
from comity.model.decision import OUTCOMES
from comity.model.provision import DUTIES
from comity.prove import run
from comity.prove.ask import Inquiry
from comity.prove.claim import FAILS, OPEN, PROVED, Claim
from comity.prove.promises import kept_promise, questions
from comity.prove.question import outcome_is, owed, reviewed, split
from comity.prove.search import Effort
from comity.prove.smallest import size
from comity.prove.witness import difference, witness
from tests.packs import AGENCY, PACK, folder, rule

SHIPPED = counsel()
NEVER_HOLD = "never: {action: hold, outcome: [may, must]}"
LIMIT = (
    "limits: {hours: 48, from: custody.released_otherwise_at, "
    "not_counted: [saturday, sunday, holiday]}"
)
NO_HOLD = rule("forbid: hold", 'request.kind == "detainer"', "no-hold")
ON_A_JUDGE = rule(
    "permit: hold",
    'request.instruments.exists(i, i.kind == "judicial-warrant")',
    "on-a-judge",
    "exception_to: no-hold",
)


def counsel_with(tmp_path: Path, promise: str, *rules: str) -> Counsel:
    """Counsel under a made-up law that makes a promise."""
    lines = dedent(promise).strip().splitlines()
    written = "".join(f"\n    {line}" for line in ("- id: it", "  says: It.", *indented(lines)))
    pack = PACK.rstrip().removesuffix("---").rstrip() + f"\n    invariants:{written}\n    ---\n"
    return Counsel(read_law(folder(tmp_path, *rules, pack=pack)))


def indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def claims(asked: Counsel, section: str, effort: Effort = Effort()) -> list[Claim]:  # noqa: B008
    pack = next(iter(asked.law.packs.values()))
    found = run.prove(asked, pack, Inquiry(effort))
    return [claim for name, group in found if name == section for claim in group]


def promise(asked: Counsel) -> Claim:
    (found,) = claims(asked, run.PROMISES)
    return found


def outcome(asked: Counsel, case: Case | None, action: str = "hold") -> str:
    """What `decide` says of the case of a claim, read again from its JSON."""
    assert case is not None
    again = case_from(to_json(case))
    assert again == case
    return asked.decide(again).actions[action].outcome


def test_a_promise_that_the_rules_keep_is_proved(tmp_path: Path) -> None:
    """No hold without a judge, for lists of any length, on every day."""
    asked = counsel_with(
        tmp_path,
        NEVER_HOLD
        + '\nwhen: request.kind == "detainer"'
        + '\nunless: request.instruments.exists(i, i.kind == "judicial-warrant")',
        NO_HOLD,
        ON_A_JUDGE,
    )
    found = promise(asked)

    assert (PROVED, (), None) == (found.verdict, found.short, found.case)
    assert Days(date(2012, 1, 1)) == found.days


def test_an_exception_that_is_dropped_breaks_the_promise(tmp_path: Path) -> None:
    """The hold is allowed without the judge, and the case that shows it holds nothing else."""
    anyone = rule("permit: hold", "person.consents", "anyone", "exception_to: no-hold")
    asked = counsel_with(
        tmp_path,
        NEVER_HOLD
        + '\nwhen: request.kind == "detainer"'
        + '\nunless: request.instruments.exists(i, i.kind == "judicial-warrant")',
        NO_HOLD,
        ON_A_JUDGE,
        anyone,
    )
    found = promise(asked)

    assert FAILS == found.verdict
    assert "may" == outcome(asked, found.case)
    assert found.case is not None
    assert {
        "id": "witness",
        "at": "2013-01-01T10:00:00-05:00",
        "agency": AGENCY,
        "request": {"kind": "detainer"},
        "person": {"consents": True},
    } == to_json(found.case)
    assert "hold is may [Code § 1(3)]" == found.why


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("always: {action: hold, outcome: must-not}", FAILS),
        ('always: {action: hold, outcome: must-not}\nwhen: request.kind == "detainer"', FAILS),
        (
            "always: {action: hold, outcome: must-not}\nfrom: 2013-01-01\n"
            'when: request.kind == "detainer" && request.instruments.size() == 0',
            PROVED,
        ),
        ("never: {outcome: must}", PROVED),
        ("never: {action: hold, outcome: may}\nto: 2012-12-31", PROVED),
        ("never: {action: hold, outcome: may, review: true}", PROVED),
        ("never: {action: hold, outcome: may, review: false}", FAILS),
        (
            "always: {action: hold, duty: record}\nfrom: 2013-01-01\n"
            'when: request.kind == "detainer"',
            PROVED,
        ),
        ('always: {action: hold, duty: record}\nwhen: request.kind == "detainer"', FAILS),
        ("always: {action: hold, duty: record}", FAILS),
        ("always: {action: hold, duty: release}", FAILS),
        ("kept: {action: hold, outcome: must-not, of: 2013-06-01, on: 2016-06-01}", PROVED),
        ("kept: {action: hold, outcome: silent, of: 2012-06-01, on: 2016-06-01}", FAILS),
    ],
)
def test_each_kind_of_promise_is_about_the_answer(tmp_path: Path, text: str, verdict: str) -> None:
    """Outcome, review and duty; in every case, never, or kept from one law to another."""
    record = rule("oblige: hold", 'request.kind == "detainer"', "record", "duties: [{do: record}]")
    asked = counsel_with(tmp_path, text, NO_HOLD, ON_A_JUDGE, record)
    found = promise(asked)

    assert verdict == found.verdict
    assert (verdict == FAILS) == (found.case is not None)


def test_hours_and_holidays_are_those_of_the_calendar(tmp_path: Path) -> None:
    """A hold can outlast 48 hours on the clock, over a weekend, and never those of the law."""
    allowed = rule("permit: hold", None, "allowed", LIMIT)
    reached = "at >= hours_after(custody.released_otherwise_at, 48{})"
    clock = counsel_with(tmp_path / "clock", f"{NEVER_HOLD}\nwhen: {reached.format('')}", allowed)
    days_out = ', ["saturday", "sunday", "holiday"]'
    law = counsel_with(
        tmp_path / "law", f"{NEVER_HOLD}\nwhen: '{reached.format(days_out)}'", allowed
    )
    found = promise(clock)

    assert FAILS == found.verdict
    assert "may" == outcome(clock, found.case)
    assert PROVED == promise(law).verdict


def test_years_and_time_served_are_counted_exactly(tmp_path: Path) -> None:
    """A judgment of more than five years before the arrest counts only with time served."""
    recent = (
        "person.convictions.exists(c, c.judgment >= years_before(custody.arrested, 5) "
        "- days_served(c.incarcerated, c.offence_date, custody.arrested))"
    )

    def about(name: str, day: str, more: str) -> Counsel:
        when = (
            'custody.arrested == date("2016-02-29") && person.convictions.all(c, '
            f'c.judgment < date("{day}"){more})'
        )
        return counsel_with(tmp_path / name, f"{NEVER_HOLD}\nwhen: '{when}'", hold)

    hold = rule("permit: hold", recent)
    unserved = " && c.incarcerated.size() == 0"
    asked = (
        about("a", "2011-02-28", unserved),
        about("b", "2011-02-28", ""),
        about("c", "2011-03-01", unserved),
    )
    found = [promise(one) for one in asked]

    assert [PROVED, FAILS, FAILS] == [one.verdict for one in found]
    assert "may" == outcome(asked[1], found[1].case)
    assert "may" == outcome(asked[2], found[2].case)


def test_what_is_looked_at_up_to_some_length_says_so(tmp_path: Path) -> None:
    """A rule that looks at one list for each entry of another has no length that is enough."""
    nested = (
        "person.charges.exists(c, person.convictions.exists(d, "
        "d.grade == c.grade && d.sentenced && !c.probable_cause))"
    )
    asked = counsel_with(
        tmp_path,
        f"{NEVER_HOLD}\nunless: person.charges.exists(c, !c.probable_cause)",
        rule("permit: hold", nested),
    )
    found = promise(asked)

    assert PROVED == found.verdict
    assert (("person.convictions", 8),) == found.short


def test_what_has_no_formula_is_not_decided(tmp_path: Path) -> None:
    """Never proved, and never refuted without a case."""
    periods = "person.convictions.exists(c, c.incarcerated.exists(p, p.start < custody.arrested))"
    asked = counsel_with(
        tmp_path, f"{NEVER_HOLD}\nwhen: person.consents", rule("permit: hold", periods)
    )
    found = promise(asked)

    assert (OPEN, None) == (found.verdict, found.case)
    assert "each period of time served" in found.why


def test_a_fact_that_no_complete_record_has_leaves_an_answer_open(tmp_path: Path) -> None:
    """A paper that was not shown has no issuer; a rule that asks for one alone waits for ever."""
    careless = rule("forbid: hold", 'request.instruments.exists(i, i.issuer == "state-judge")')
    careful = rule(
        "forbid: hold",
        'request.instruments.exists(i, i.kind == "judicial-warrant" && i.issuer == "state-judge")',
    )
    asked = [
        counsel_with(tmp_path / name, NEVER_HOLD, one)
        for name, one in (("careless", careless), ("careful", careful))
    ]
    found = [claims(one, run.ANSWERS)[0] for one in asked]

    assert [FAILS, PROVED] == [one.verdict for one in found]
    assert "undetermined" == outcome(asked[0], found[0].case)
    assert found[0].case is not None
    (paper,) = found[0].case.request.instruments or ()
    assert ("none-shown", None) == (paper.kind, paper.issuer)


def test_a_rule_that_no_case_reaches_is_found(tmp_path: Path) -> None:
    """Here because its own exception always stands."""
    asked = counsel_with(
        tmp_path,
        NEVER_HOLD,
        rule("forbid: hold", "person.consents", "never"),
        rule("permit: hold", "person.consents || person.watchlist_match", "always",
             "exception_to: never"),
    )  # fmt: skip
    found = {claim.name: claim.verdict for claim in claims(asked, run.REACH)}

    assert {"us-zz/one/never": FAILS, "us-zz/one/always": PROVED} == found


def test_rules_that_can_stand_against_each_other_are_listed_with_a_case(tmp_path: Path) -> None:
    """Not an exception and what it excepts: these never stand together."""
    against = rule("permit: hold", "person.consents", "against")
    asked = counsel_with(tmp_path, NEVER_HOLD, NO_HOLD, ON_A_JUDGE, against)
    (found,) = claims(asked, run.CONFLICTS)

    assert "us-zz/one/no-hold against us-zz/one/against" == found.name
    assert found.case is not None
    answer = asked.decide(found.case).actions["hold"]
    assert "must-not" == answer.outcome
    assert "conflict" in answer.review[0]


def test_the_smallest_case_between_two_versions_of_the_law() -> None:
    """On 14 December 2014 the police's section changed; five facts show it, and no four do."""
    before, after = (SHIPPED.version_on("us-ny-nyc/nypd", date(2014, 12, day)) for day in (13, 14))
    found = difference(before, after, "hold", days=Days(date(2014, 12, 13), date(2014, 12, 13)))

    assert found.case is not None
    assert ("", ()) == (found.open, found.short)
    assert 5 == size(found.case)
    assert ["may", "must-not"] == [
        decide(found.case, one).actions["hold"].outcome for one in (before, after)
    ]
    assert witness(before, after, "interview") is None


def test_the_smallest_case_between_two_agencies() -> None:
    """What New York City forbids, Texas requires."""
    city, texas = (
        SHIPPED.version_on(agency, date(2019, 1, 1)) for agency in ("us-ny-nyc/city", "us-tx/jail")
    )
    for action in ACTIONS:
        found = difference(city, texas, action)
        if found.case is not None:
            outcomes = {decide(found.case, one).actions[action].outcome for one in (city, texas)}

            assert 2 == len(outcomes)
            assert "undetermined" not in outcomes


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED.law.packs)
def test_the_shipped_law_keeps_what_it_promises(name: str) -> None:
    """Every promise, an answer for every case, no dead rule; for lists of any length."""
    pack = SHIPPED.law.packs[name]
    found = list(run.prove(SHIPPED, pack, Inquiry(Effort())))
    claimed = [one for section, group in found if section != run.CONFLICTS for one in group]

    assert [] == [(one.name, one.why) for one in claimed if one.verdict != PROVED or one.short]
    assert {"us-ny-nyc": 15}.get(name, 3) <= len(
        {one.name for section, group in found if section == run.PROMISES for one in group}
    )


def test_a_question_is_the_same_when_it_is_taken_apart() -> None:
    """All parts are true of a case exactly where the whole is, and parts there are."""
    parted = 0
    for case, version in islice(RandomCases(SHIPPED.law, 3), 60):
        for action in plan(version).actions[:4]:
            for chosen in (("must-not",), ("may", "must"), ("silent",), ("undetermined", "may")):
                for node in (outcome_is(action, chosen), tree.Not(outcome_is(action, chosen))):
                    parts, of = list(split(node)), Values(case)
                    parted += len(parts) > 1

                    assert of(node) == all(of(one) for one in parts)
    assert parted > 100


def test_an_answer_as_a_condition_is_the_answer() -> None:
    """Outcome, review and duties, for every case as `decide` gives them."""
    for case, version in islice(RandomCases(SHIPPED.law, 4), 100):
        decision = decide(case, version)
        for action in plan(version).actions:
            outcomes = {one: outcome_is(action, (one,)) for one in OUTCOMES}
            duties = {one: owed(action, one) for one in DUTIES}
            of, asked = Values(case), reviewed(action)
            answer = decision.actions[action.action]

            assert [answer.outcome] == [one for one, node in outcomes.items() if of(node)]
            assert bool(answer.review) == of(asked)
            assert {one.do for one in answer.duties} == {
                one for one, node in duties.items() if of(node)
            }


def test_no_random_case_breaks_a_promise_that_is_proved() -> None:
    """What is proved of all cases is true of each; the reference says so, case by case."""
    asked = {
        agency.id: [
            question
            for above in SHIPPED.law.line(pack)
            for text in above.invariants
            if applies(text.agencies, agency.id, above)
            for _, question in questions(SHIPPED, above, agency.id, text)
        ]
        for pack, agency in SHIPPED.law.agencies()
    }
    for case, _ in islice(RandomCases(SHIPPED.law, 11), 120):
        assert not any(question.holds(case) for question in asked[case.agency]), to_json(case)


PLAUSIBLE = """
invariants:
  - id: no-hold-without-a-judge
    says: The police hold nobody without a judge.
    agencies: [us-ny-nyc/nypd]
    from: 2014-12-14
    terms_from: [14-154]
    never: {action: hold, outcome: [may, must]}
    when: civil_detainer
    unless: request.instruments.exists(i, judicial_warrant(i))
  - id: all-of-2018-is-forbidden-in-2026
    says: What was forbidden in 2018 is forbidden in 2026.
    agencies: [us-ny-nyc/doc]
    kept: {action: notify_release, outcome: must-not, of: 2018-06-15, on: 2026-01-29}
"""


def test_plausible_promises_that_the_law_of_the_city_breaks(tmp_path: Path) -> None:
    """§ 14-154(b)(2) gives 48 hours without a judge; § 9-131(h)(1)'s exceptions grew in 2026."""
    for name in ("us", "us-ny", "us-ny-nyc"):
        shutil.copytree(shipped() / name, tmp_path / name)
    page = tmp_path / "us-ny-nyc" / "pack.md"
    front = page.read_text(encoding="utf-8").partition("\n---\n")[0].partition("\ninvariants:")[0]
    page.write_text(front + PLAUSIBLE + "---\n", encoding="utf-8")
    asked, found = Counsel(read_law(tmp_path)), dict[str, Claim]()
    pack = asked.law.packs["us-ny-nyc"]
    for text in pack.invariants:
        found[text.id] = kept_promise(asked, pack, text.agencies[0], text, Inquiry(Effort()))
    held, told = found.values()

    assert [FAILS, FAILS] == [held.verdict, told.verdict]
    assert "may" == outcome(asked, held.case)
    assert held.case is not None
    assert "hold is may [N.Y.C. Admin. Code § 14-154(b)(2)]" == held.why
    # By which of the exceptions is for the search to find, which takes what it finds in its time.
    before, by, after = told.why.partition(" by the law of 2018-06-15, and may [")
    assert "notify_release is must-not [N.Y.C. Admin. Code § 23-1202(c)(1)]" == before
    assert by
    assert "N.Y.C. Admin. Code § 9-131(h)(1)(" in after
    assert after.endswith("] by that of 2026-01-29")


def test_the_invariants_of_a_pack_are_checked_with_its_pages(tmp_path: Path) -> None:
    """A condition that cannot be read is a fault of the law, with file and line."""
    asked = counsel_with(tmp_path, f"{NEVER_HOLD}\nwhen: no_such_term", NO_HOLD)
    (fault,) = faults(asked.law)

    assert "pack.md:14" in str(fault)
    assert "unknown name `no_such_term`" in str(fault)
