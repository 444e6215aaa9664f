"""Simulations of small histories: what is counted, where, and under which law."""

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.decide import reference
from comity.decide.plan import ActionPlan, outcome, plan
from comity.errors import CoverageError, InputError
from comity.facts import to_json
from comity.flow import Counsel, counsel
from comity.model.case import Case
from comity.simulate import Question, Simulation, simulate
from comity.simulate.recorded import BOOKED, NOTHING, UNLISTED, recorded_class
from comity.simulate.result import totals
from tests.cases import random_cases
from tests.packs import AGENCY, folder, rule
from tests.published import HEADER, row, table

FORBID = rule("forbid: hold", "person.watchlist_match == false")
FIRST_COVERED = datetime(2012, 1, 1, tzinfo=ZoneInfo("America/New_York"))
"""The first day that the pack of New York City covers."""

PERMIT = rule("permit: hold", "person.watchlist_match", name="two", more="exception_to: one")


def nowhere(tmp_path: Path, facilities: str = f"NOWHERE JAIL,,,{AGENCY},\n") -> Counsel:
    packs = folder(tmp_path, FORBID, PERMIT)
    text = "facility,city,state,agency,note\n" + facilities
    (packs / "us-zz" / "facilities.csv").write_text(text, encoding="utf-8")
    return counsel(packs)


def ran(asked: Counsel, path: Path, **more: Any) -> Simulation:
    return simulate(Question(path, **more), asked.law, asked.version)


def test_an_assumption_settles_what_the_record_leaves_unknown(tmp_path: Path) -> None:
    """Without the assumption the answer is undetermined, and one example says what it lacks."""
    asked, path = nowhere(tmp_path), table(tmp_path, row(1), row(2))

    open_, settled = ran(asked, path), ran(asked, path, assume=("person.watchlist_match=false",))

    assert {("undetermined",): 2} == totals(open_.relevant("hold"), "outcome")
    assert [("1", ("person.watchlist_match",))] == [(one.case, one.needs) for one in open_.missing]
    assert {("must-not",): 2} == totals(settled.relevant("hold"), "outcome")
    assert () == settled.missing


def test_an_unknown_place_is_reported_and_never_guessed(tmp_path: Path) -> None:
    """A name that differs by a letter is in no table; a row may say why a place has no agency."""
    asked = nowhere(tmp_path, f"NOWHERE JAIL,,,{AGENCY},\nPRISON,,,,a state prison\n")
    rows = (
        row(1),
        row(2, facility="NOWHERE JAIL."),
        row(3, facility="PRISON"),
        row(4, facility=""),
    )

    result = ran(asked, table(tmp_path, *rows))

    expected = {
        "NOWHERE JAIL.": "in no table of facilities",
        "PRISON": "a state prison",
        "": "the record names no place",
    }
    assert expected == {one.facility: one.why for one in result.unplaced}
    assert {("placed",): 1, ("not placed",): 3} == totals(result.placements, "status")


def test_an_empty_outcome_is_unknown(tmp_path: Path) -> None:
    """Nothing recorded is a class of its own, and so is a reason that no codebook lists."""
    rows = (row(1), row(2, lift_reason="Booked into Detention"), row(3, lift_reason="Vanished"))

    result = ran(nowhere(tmp_path), table(tmp_path, *rows))

    assert {(NOTHING,): 1, (BOOKED,): 1, (UNLISTED,): 1} == totals(
        result.relevant("hold"), "recorded"
    )
    assert NOTHING == recorded_class(None)


def test_a_day_that_no_pack_covers_is_counted_as_such(tmp_path: Path) -> None:
    """The made-up pack begins in 2012; a record of 2011 is placed and has no answer."""
    result = ran(nowhere(tmp_path), table(tmp_path, row(1, "2011-12-31"), row(2, "2012-01-01")))

    expected = {("not covered", "2011-12"): 1, ("placed", "2012-01"): 1}
    assert expected == totals(result.placements, "status", "month")
    assert {("2012-01",): 1} == totals(result.relevant("hold"), "month")


def test_the_law_of_another_day_answers_and_the_months_stay(tmp_path: Path) -> None:
    """Before 2013 the made-up law is silent; `at` moves the question and not the month."""
    asked, path = nowhere(tmp_path), table(tmp_path, row(1, "2012-05-01"))

    own, moved = ran(asked, path), ran(asked, path, at=date(2013, 1, 1))

    assert {("2012-05", "silent"): 1} == totals(own.relevant("hold"), "month", "outcome")
    assert {("2012-05", "undetermined"): 1} == totals(moved.relevant("hold"), "month", "outcome")


def test_all_rows_may_be_answered_as_if_before_one_agency(tmp_path: Path) -> None:
    """With an agency given nothing is left unplaced; an agency of no pack is refused."""
    asked, path = nowhere(tmp_path, ""), table(tmp_path, row(1), row(2, facility="ELSEWHERE"))

    result = ran(asked, path, agency=AGENCY)

    assert {("placed", AGENCY): 2} == totals(result.placements, "status", "agency")
    with pytest.raises(CoverageError):
        ran(asked, path, agency="us-zz/polcie")


def test_a_column_may_name_the_agency(tmp_path: Path) -> None:
    """The column's own names are agencies; an empty or unknown one places nothing."""
    rows = (f"{row(1)},{AGENCY}", f"{row(2)},", f"{row(3)},us-zz/nobody")
    path = table(tmp_path, *rows, header=HEADER + ",answers")

    result = ran(nowhere(tmp_path), path, agency_by="answers")

    assert {("placed",): 1, ("not placed",): 2} == totals(result.placements, "status")
    assert {"no agency is named", "no pack covers the agency 'us-zz/nobody'"} == {
        one.why for one in result.unplaced
    }


def test_a_notification_is_not_counted_among_requests_to_hold(tmp_path: Path) -> None:
    """Form I-247N asks for no hold; the answer about one is kept, and marked as not asked."""
    result = ran(nowhere(tmp_path), table(tmp_path, row(1), row(2, form="I247N")))

    assert {("asked",): 1} == totals(result.relevant("hold"), "asked")
    held = [one for one in result.answers if one.action == "hold"]
    assert {("asked",): 1, ("not asked",): 1} == totals(held, "asked")


@pytest.mark.parametrize(
    ("assumption", "message"),
    [
        ("person.watchlist", "sets no value"),
        ("person.watchlist_mach=false", "there is no such fact; the nearest is person.watchl"),
        ("person.watchlist_match=perhaps", r"this is 'perhaps' \(assumed for .*csv:2\)"),
        ("agency=us-zz/police", "agency is no assumption; expected the option --agency"),
        (
            'request.instruments=[{"kind": "none-shown", "issuer": "ice-officer"}]',
            r"a paper that was not shown has no issuer \(assumed for",
        ),
    ],
)
def test_an_unusable_assumption_is_refused(tmp_path: Path, assumption: str, message: str) -> None:
    """A misspelt assumption would otherwise silently assume nothing."""
    with pytest.raises(InputError, match=message):
        ran(nowhere(tmp_path), table(tmp_path, row(1)), assume=(assumption,))


@settings(max_examples=12)
@given(st.lists(random_cases(most_convictions=2), min_size=1, max_size=8))
def test_cases_are_counted_as_they_are_decided_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, cases: list[Case]
) -> None:
    """The counts are those of the plain reference, which shares the plan with the fast reader."""
    path = tmp_path_factory.mktemp("history") / "cases.jsonl"
    path.write_text("".join(json.dumps(to_json(one)) + "\n" for one in cases), encoding="utf-8")
    asked = counsel()

    result = ran(asked, path)

    covered = [one for one in cases if one.at >= FIRST_COVERED]
    expected = Counter(
        (one.agency, action.action, _outcome(action, one))
        for one in covered
        for action in plan(asked.version(one)).actions
    )
    assert expected == totals(result.answers, "agency", "action", "outcome")
    assert len(cases) - len(covered) == totals(result.placements, "status")["not covered",]


def _outcome(action: ActionPlan, case: Case) -> str:
    nodes = (action.forbids, action.requires, action.permits)
    return outcome(*(reference.value(node, case) for node in nodes))
