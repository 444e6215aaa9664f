"""What only a lawyer finds: no other act writes it, and none but his takes it away."""

import json
from typing import Any, Final

import pytest

from comity.desk.actions import determine, facts
from comity.desk.actions.determine import Finding
from comity.desk.hand import Hand
from comity.desk.models import Agency, Facts, Request
from comity.errors import DeskError, InputError
from tests.desk.conftest import NOW
from tests.desk.people import account, requested

pytestmark = pytest.mark.django_db

ONE: Final = {"code": "NJ 2C", "section": "11-3", "grade": "felony", "judgment": "2016-01-05"}
TWO: Final = {"code": "NJ 2C", "section": "12-1", "grade": "felony", "judgment": "2015-01-05"}
ROLES: Final = ("clerk", "supervisor", "lawyer")
AT_ONE: Final = r"person\.convictions\[0\]\.qualifies: only a lawyer's determination"


@pytest.fixture
def request_(clerk: Hand, ice: Agency) -> Request:
    """A detainer about somebody with two convictions from elsewhere."""
    return requested(clerk, convictions=[ONE, TWO])


@pytest.fixture
def determined(request_: Request, lawyer: Hand) -> Request:
    """The first of them was found to count."""
    find(request_, lawyer, Finding(0, "qualifies", True), based_on=1)
    return request_


def find(request: Request, hand: Hand, *found: Finding, based_on: int, **more: str) -> Any:
    why = {"document": "a made-up memorandum", "reason": "made up"} | more
    return determine.determine(request, found, hand, based_on=based_on, **why)


def enter(request: Request, hand: Hand, *values: str) -> list[dict[str, Any]]:
    """Enters values on the latest version; the convictions as they stand then."""
    facts.enter(request, values, hand, based_on=facts.known(request)[0], reason="made up")
    return convictions(request)


def convictions(request: Request) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = facts.known(request)[1]["person"]["convictions"]
    return found


def listed(*entries: dict[str, Any]) -> str:
    return f"person.convictions={json.dumps(entries)}"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("values", "named"),
    [
        (["person.convictions[0].qualifies=true"], "convictions[0].qualifies"),
        (["person.convictions[1].qualifies=false"], "convictions[1].qualifies"),
        (["person.convictions[1].added_by_rule=true"], "convictions[1].added_by_rule"),
        (["person.convictions[1].added_by_rule=null"], "convictions[1].added_by_rule"),
        ([listed({"qualifies": True})], "convictions[0].qualifies"),
        ([listed(ONE, {**TWO, "qualifies": True})], "convictions[1].qualifies"),
        ([listed(ONE, TWO, {**TWO, "added_by_rule": True})], "convictions[2].added_by_rule"),
        (['person={"convictions": [{"qualifies": true}]}'], "convictions[0].qualifies"),
    ],
)
def test_nobody_enters_a_finding_as_a_fact(
    role: str, values: list[str], named: str, request_: Request
) -> None:
    """Not by its path, in a list or in a whole person, and not a lawyer either."""
    hand = Hand(account(role, "example-other"), NOW)

    with pytest.raises(InputError) as refused:
        enter(request_, hand, *values)
    assert f"person.{named}" == refused.value.field
    assert 1 == Facts.objects.count()


def test_no_whole_case_brings_a_finding(request_: Request, clerk: Hand) -> None:
    """What is put in place as a whole is looked at like what is entered one by one."""
    data = facts.known(request_)[1]
    data["person"]["convictions"][0]["qualifies"] = True

    with pytest.raises(InputError, match=AT_ONE):
        facts.replace(request_, data, clerk, based_on=1, reason="made up")


def test_a_finding_on_record_passes_unchanged(determined: Request, clerk: Hand) -> None:
    """A whole list with what was determined is entered again, in whatever order, and keeps it."""
    found = {**ONE, "qualifies": True}

    assert [TWO, found] == enter(determined, clerk, listed(TWO, found))
    assert [TWO, found] == enter(determined, clerk, "person.convictions[1].qualifies=true")
    assert [TWO, found, TWO] == enter(determined, clerk, listed(TWO, found, TWO))


def test_a_corrected_conviction_keeps_its_finding(determined: Request, clerk: Hand) -> None:
    """Another fact of the same crime is corrected; what the lawyer found of it stays."""
    stands = enter(determined, clerk, "person.convictions[0].grade=misdemeanor")

    assert {**ONE, "qualifies": True, "grade": "misdemeanor"} == stands[0]


@pytest.mark.parametrize(
    "values",
    [
        ["person.convictions[0].qualifies=null"],
        ["person.convictions[0].qualifies=false"],
        [listed(ONE, TWO)],
        ["person.convictions[0].section=12-1"],
        [listed({**TWO, "judgment": "2014-01-05", "qualifies": True}, TWO)],
        [listed({**ONE, "judgment": "2014-01-05"}, TWO)],
    ],
)
def test_a_finding_is_neither_dropped_nor_carried_to_another_crime(
    values: list[str], determined: Request, clerk: Hand
) -> None:
    """It is taken away by the lawyer alone, as long as the conviction stands on record."""
    with pytest.raises(InputError, match=AT_ONE):
        enter(determined, clerk, *values)
    assert {**ONE, "qualifies": True} == convictions(determined)[0]


def test_a_finding_is_not_moved_to_another_conviction_of_the_crime(
    clerk: Hand, lawyer: Hand, ice: Agency
) -> None:
    """Of two convictions under one section, the one that the lawyer looked at has the finding."""
    later = {**ONE, "judgment": "2016-05-05"}
    request = requested(clerk, convictions=[ONE, later])
    find(request, lawyer, Finding(0, "qualifies", True), based_on=1)

    with pytest.raises(InputError, match=AT_ONE):
        enter(request, clerk, listed(ONE, {**later, "qualifies": True}))


def test_a_conviction_goes_with_its_finding(determined: Request, clerk: Hand) -> None:
    """One that was not the person's is left out, for the reason that stands in the record."""
    assert [TWO] == enter(determined, clerk, listed(TWO))
    with pytest.raises(InputError, match=r"convictions\[1\]\.qualifies"):
        enter(determined, clerk, listed(TWO, {**ONE, "qualifies": True}))


def test_a_lawyer_determines_and_takes_it_back(determined: Request, lawyer: Hand) -> None:
    """A finding has its source; not determined any more, nothing is left of it."""
    data = facts.known(determined)[1]
    (source,) = [one for one in data["sources"] if one["path"] == "person.convictions.qualifies"]
    assert ("a made-up memorandum", lawyer.by.username) == (source["document"], source["by"])

    made = find(
        determined, lawyer, Finding(0, "qualifies", None), Finding(1, "added_by_rule", True),
        based_on=2,
    )  # fmt: skip

    assert 3 == made.facts.version
    assert [ONE, {**TWO, "added_by_rule": True}] == convictions(determined)


@pytest.mark.parametrize("role", ["clerk", "supervisor", "inspector", "administrator", "system"])
def test_nobody_but_a_lawyer_determines(role: str, request_: Request) -> None:
    """The act itself asks for the role, whoever let somebody in."""
    hand = Hand(account(role, "example-other"), NOW)

    with pytest.raises(DeskError, match=f"a {role} determines nothing"):
        find(request_, hand, Finding(0, "qualifies", True), based_on=1)


def test_a_finding_has_its_reason_its_source_and_its_conviction(
    request_: Request, lawyer: Hand
) -> None:
    """Nothing is found without them, nor on facts that somebody has changed meanwhile."""
    found = Finding(0, "qualifies", True)
    for more in ({"document": " "}, {"reason": " "}):
        with pytest.raises(DeskError, match="nothing is determined so"):
            find(request_, lawyer, found, based_on=1, **more)
    with pytest.raises(DeskError, match="nothing is determined so"):
        find(request_, lawyer, based_on=1)
    with pytest.raises(DeskError, match="based on 0"):
        find(request_, lawyer, found, based_on=0)
    with pytest.raises(InputError, match="2 convictions are on record"):
        find(request_, lawyer, Finding(2, "qualifies", True), based_on=1)
    with pytest.raises(InputError, match="no question to a lawyer"):
        find(request_, lawyer, Finding(0, "grade", True), based_on=1)
    assert [ONE, TWO] == convictions(request_)
