"""How provisions combine into an answer: exceptions, limits, conflicts, doubts and duties."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from comity.decide.closure import closure
from comity.flow import Counsel
from comity.law.pack import Law
from comity.model.case import ACTIONS, Case
from comity.model.decision import Answer, to_json
from tests.packs import case, decided, law, rule

LIMIT = (
    "limits: {hours: 48, from: custody.released_otherwise_at, "
    "not_counted: [saturday, sunday, holiday]}"
)
RELEASE = "duties: [{do: release, when: limit-reached}, {do: record}]"


def hold(made: Law, asked: Case) -> Answer:
    """The answer about holding, once every reader has been heard and agrees."""
    found = decided(made, asked).actions["hold"]
    ruling = closure(Counsel(made).version(asked))(asked)[ACTIONS.index("hold")]

    assert (found.outcome, bool(found.review), found.until) == (
        ruling.outcome,
        ruling.review,
        ruling.until,
    )
    return found


@pytest.mark.parametrize(
    ("consents", "watchlist", "expected"),
    [
        (False, False, "must-not"),
        (True, False, "may"),
        (True, True, "must-not"),
        (True, None, "undetermined"),
        (None, True, "must-not"),
        (None, False, "undetermined"),
    ],
)
def test_an_exception_beats_what_it_excepts_and_may_be_excepted_itself(
    tmp_path: Path, consents: bool | None, watchlist: bool | None, expected: str
) -> None:
    """Forbidden; unless the person consents; unless, again, on the watch list."""
    made = law(
        tmp_path,
        rule("forbid: hold", name="never"),
        rule("permit: hold", "person.consents", "unless", "exception_to: never"),
        rule("forbid: hold", "person.watchlist_match", "again", "exception_to: unless"),
    )
    asked = case(person={"consents": consents, "watchlist_match": watchlist})

    assert expected == hold(made, asked).outcome


def test_forbidding_comes_before_requiring_before_permitting(tmp_path: Path) -> None:
    """Whatever stands; and where nothing does, the law is silent."""
    made = law(
        tmp_path,
        rule("permit: hold", "person.consents", "a"),
        rule("require: hold", "person.watchlist_match", "b"),
    )

    assert ["must", "must", "may", "silent"] == [
        hold(made, case(person={"consents": consents, "watchlist_match": listed})).outcome
        for consents, listed in ((True, True), (False, True), (True, False), (False, False))
    ]


def test_two_provisions_that_stand_against_each_other_go_to_a_person(tmp_path: Path) -> None:
    """Nothing irreversible happens until one decides: must not, both citations under review."""
    made = law(tmp_path, rule("forbid: hold", name="a"), rule("require: hold", name="b"))
    found = hold(made, case())

    assert "must-not" == found.outcome
    assert ["us-zz/one/a"] == [one.id for one in found.because]
    assert "Code § 1(1) forbids and Code § 1(2) requires" in found.review[0]


AT = "2016-06-06T{}-04:00"  # a Monday; release on the Thursday before, at 16:00
FREE = {"custody": {"released_otherwise_at": "2016-06-02T16:00:00-04:00"}}


@pytest.mark.parametrize(
    ("clock", "outcome"),
    [("15:59:59", "may"), ("16:00:00", "must-not"), ("16:00:01", "must-not")],
)
def test_a_permission_ends_at_its_limit_and_its_duties_fall_due(
    tmp_path: Path, clock: str, outcome: str
) -> None:
    """Forty-eight counted hours after Thursday 16:00 is Monday 16:00, to the second."""
    made = law(
        tmp_path,
        rule("forbid: hold", name="never"),
        rule("permit: hold", None, "limited", f"exception_to: never\n{LIMIT}\n{RELEASE}"),
    )
    asked = case(AT.format(clock), **FREE)
    found = hold(made, asked)
    end = datetime.fromisoformat("2016-06-06T16:00:00-04:00")

    assert outcome == found.outcome
    assert (end if outcome == "may" else None) == found.until
    assert [("release", end), ("record", asked.at)] == [(one.do, one.by) for one in found.duties]


def test_a_limit_on_whoever_holds_caps_a_duty_and_opposes_nobody(tmp_path: Path) -> None:
    """A law that requires a hold is no conflict with the hours that end it."""
    made = law(tmp_path, rule("require: hold", name="a"), rule("limit: hold", None, "b", LIMIT))
    before = hold(made, case(AT.format("12:00:00"), **FREE))
    after = hold(made, case(AT.format("17:00:00"), **FREE))

    assert ("must", "2016-06-06T16:00:00-04:00") == (
        before.outcome,
        before.until.isoformat() if before.until else None,
    )
    assert ("must-not", (), ["us-zz/one/b"]) == (
        after.outcome,
        after.review,
        [one.id for one in after.because],
    )


def test_the_start_of_the_hours_is_needed(tmp_path: Path) -> None:
    """Without the moment of release nobody can say whether the hours have run."""
    made = law(tmp_path, rule("permit: hold", None, "a", LIMIT))
    found = hold(made, case())

    assert ("undetermined", ("custody.released_otherwise_at",)) == (found.outcome, found.needs)


def test_a_doubt_is_shown_with_a_permission_only_and_never_hidden(tmp_path: Path) -> None:
    """It touches no prohibition, and a missing fact does not remove it."""
    doubt = rule("doubt: hold", "person.consents", "d", "why: a court doubts it")
    forbidden = law(tmp_path / "a", rule("forbid: hold", name="a"), doubt)
    permitted = law(tmp_path / "b", rule("permit: hold", name="a"), doubt)

    assert () == hold(forbidden, case(person={"consents": True})).review
    assert [1, 1, 0] == [
        len(hold(permitted, case(person={"consents": consents})).review)
        for consents in (True, None, False)
    ]


def test_a_contested_point_goes_to_a_person_while_its_days_last(tmp_path: Path) -> None:
    """From the day of the ruling on, and not before."""
    made = law(
        tmp_path,
        rule("permit: hold", more="contested: {why: a ruling, from: 2016-06-02}"),
    )

    assert [0, 1] == [
        len(hold(made, case(f"2016-06-0{day}T12:00:00-04:00")).review) for day in (1, 2)
    ]


JUDGED = """\
define: counts(c)
in_force: 2013-01-01..
is: c.qualifies
judgement: {fact: c.qualifies, when: 'c.code != "NY PL"', by: lawyer, asks: Is it equivalent?}
"""


def test_a_question_for_a_lawyer_is_put_while_it_is_open(tmp_path: Path) -> None:
    """Only for convictions for which it arises, and only until it is answered."""
    made = law(tmp_path, JUDGED, rule("permit: hold", "person.convictions.exists(c, counts(c))"))

    def review(code: str, qualifies: bool | None) -> tuple[str, ...]:
        convictions = [{"code": code, "qualifies": qualifies}]
        return hold(made, case(person={"convictions": convictions})).review

    assert ("Code § 1(1): Is it equivalent? (lawyer)",) == review("NJ 2C", None)
    assert () == review("NJ 2C", True)
    assert () == review("NY PL", None)


def test_no_duty_is_owed_without_its_provision(tmp_path: Path) -> None:
    """A duty comes with the provision that carries it, and goes with it."""
    made = law(
        tmp_path,
        rule("oblige: hold", "person.consents", "a", "duties: [{do: record}]"),
        rule("forbid: enter", name="b"),
    )

    assert [["record"], [], []] == [
        [duty.do for duty in hold(made, case(person={"consents": consents})).duties]
        for consents in (True, False, None)
    ]


def test_reasons_carry_the_facts_on_which_they_rest(tmp_path: Path) -> None:
    """Not every fact of the case: those that the condition needed."""
    made = law(
        tmp_path,
        rule(
            "forbid: hold", 'person.consents || person.convictions.exists(c, c.grade == "felony")'
        ),
    )
    convictions = [{"grade": "misdemeanor"}, {"grade": "felony"}]
    found = hold(made, case(person={"consents": False, "convictions": convictions}))

    assert (("person.convictions[1].grade", "felony"),) == found.because[0].facts


def test_a_decision_has_the_form_of_the_contract(tmp_path: Path) -> None:
    """Every action is answered, under the keys that others rely on."""
    made = law(tmp_path, rule("forbid: hold"))
    found = to_json(decided(made, case()))

    assert {"case", "agency", "at", "law", "actions"} == set(found)
    assert list(ACTIONS) == list(found["actions"])
    assert {"outcome", "review", "because", "needs", "limits", "duties", "report"} == set(
        found["actions"]["hold"]
    )
    assert {"id", "cite", "effect", "facts"} == set(found["actions"]["hold"]["because"][0])


def test_only_what_arises_names_lines_of_a_report(tmp_path: Path) -> None:
    """A provision whose condition is false or unknown counts nothing."""
    made = law(
        tmp_path,
        rule("oblige: hold", "person.consents", "a", 'report: ["(f)(1)"]'),
        rule("oblige: hold", "person.watchlist_match", "b", 'report: ["(f)(2)"]'),
    )

    assert ("(f)(1)",) == hold(made, case(person={"consents": True})).report
    assert () == hold(made, case(person={"consents": False})).report


@pytest.mark.parametrize(
    ("when", "facts", "shown"),
    [
        ('"hold" in request.asks', {"request": {"asks": ["hold"]}}, ["hold"]),
        ("person.convictions.size() > 1", {"person": {"convictions": [{}, {}]}}, "2 entries"),
        ("!person.convictions.exists(c, c.sentenced)", {"person": {"convictions": []}}, []),
    ],
)
def test_a_list_is_shown_by_its_texts_or_the_number_of_its_entries(
    tmp_path: Path, when: str, facts: dict[str, Any], shown: object
) -> None:
    """Records say too much for a reason; an empty list is itself the fact that decides."""
    [reason] = hold(law(tmp_path, rule("permit: hold", when)), case(**facts)).because

    assert [shown] == [value for _, value in reason.facts]
